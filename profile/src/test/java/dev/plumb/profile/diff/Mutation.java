package dev.plumb.profile.diff;

import dev.plumb.profile.FrameKind;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What happens to a program between two runs without making it another program. */
enum Mutation {
  /** Other durations and counts. */
  VALUES {
    @Override
    void apply(TreeSpec tree, Random random) {
      tree.each(spec -> spec.ns = spec.ns * (50 + random.nextInt(100)) / 100);
    }
  },
  /** Lines added at the top of each file, and some between its functions. */
  LINES {
    @Override
    void apply(TreeSpec tree, Random random) {
      Map<String, Integer> shift = new HashMap<>();
      int stretch = 1 + random.nextInt(3);
      tree.each(spec -> {
        Matcher place = PLACE.matcher(spec.name);
        if (spec.kind == FrameKind.PYTHON && place.matches()) {
          int by = shift.computeIfAbsent(place.group(1), file -> random.nextInt(200));
          int line = Integer.parseInt(place.group(2)) * stretch + by;
          spec.name = place.group(1) + "(" + line + "): " + place.group(3);
        }
      });
    }
  },
  /** The project lies in another folder. */
  FOLDER {
    @Override
    void apply(TreeSpec tree, Random random) {
      tree.each(spec -> spec.name = spec.name.replace("model/", "/home/b/project/src/"));
    }
  },
  /** Other processes and threads, other instances of modules. */
  IDS {
    @Override
    void apply(TreeSpec tree, Random random) {
      int shift = 1 + random.nextInt(5);
      tree.each(spec -> {
        switch (spec.kind) {
          case RANK -> spec.name = "after.json";
          case THREAD -> spec.name = "thread 99 (python)";
          case MODULE -> {
            int at = spec.name.lastIndexOf('_') + 1;
            int instance = Integer.parseInt(spec.name.substring(at)) + shift;
            spec.name = spec.name.substring(0, at) + instance;
          }
          default -> {}
        }
      });
    }
  },
  /** Another vendor: runtime calls and all kernels have other names. */
  HARDWARE {
    @Override
    void apply(TreeSpec tree, Random random) {
      tree.each(spec -> {
        if (spec.kind == FrameKind.RUNTIME) {
          spec.name = random.nextBoolean() ? "hipLaunchKernel" : "hipExtModuleLaunchKernel";
        }
        for (String[] names : TreeSpec.KERNELS) {
          spec.name =
              spec.kind == FrameKind.KERNEL && spec.name.equals(names[0]) ? names[1] : spec.name;
        }
      });
    }
  },
  /** Siblings first appear in another order. */
  ORDER {
    @Override
    void apply(TreeSpec tree, Random random) {
      // Same-named functions keep the order of their lines, which is what tells them apart.
      tree.each(spec -> Collections.shuffle(spec.children, random));
    }
  },
  /** Some calls go through one or two more functions. */
  WRAPPERS {
    @Override
    void apply(TreeSpec tree, Random random) {
      tree.each(spec -> {
        boolean code = spec.kind == FrameKind.PYTHON || spec.kind == FrameKind.MODULE;
        if (code && !spec.children.isEmpty() && random.nextInt(8) == 0) {
          for (int i = 0; i <= random.nextInt(2); i++) {
            TreeSpec wrapper =
                new TreeSpec(
                    FrameKind.PYTHON,
                    "wrapped/hooks" + i + ".py(7): call_with_hook" + i,
                    TreeSpec.NO_ID);
            wrapper.children.addAll(spec.children);
            spec.children.clear();
            spec.children.add(wrapper);
          }
        }
      });
    }
  },
  /** Some contexts are gone, others are new. */
  EDITS {
    @Override
    void apply(TreeSpec tree, Random random) {
      tree.each(spec -> {
        if (spec.kind == FrameKind.PYTHON || spec.kind == FrameKind.MODULE) {
          spec.children.removeIf(
              child -> child.kind == FrameKind.OPERATOR && random.nextInt(15) == 0);
          if (random.nextInt(15) == 0) {
            TreeSpec added = spec.add(FrameKind.OPERATOR, "triton::brand_new", TreeSpec.NO_ID);
            added.ns = 5;
            added
                .add(FrameKind.RUNTIME, "cuLaunchKernel", TreeSpec.NO_ID)
                .add(FrameKind.KERNEL, "triton_poi_fused_7", TreeSpec.NO_ID);
          }
        }
      });
    }
  };

  private static final Pattern PLACE = Pattern.compile("(.*)\\((\\d+)\\): (.*)");

  abstract void apply(TreeSpec tree, Random random);
}
