package dev.plumb.present.view;

import dev.plumb.explain.SourceLines;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NodeValues;
import dev.plumb.profile.SourceFrame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** {@code /api/source}: source files with what their lines cost. */
final class SourceAnswers {
  private static final int MOST_FILES = 1_000;

  private final Profiles profiles;
  private final Sources sources;

  SourceAnswers(Profiles profiles, Sources sources) {
    this.profiles = profiles;
    this.sources = sources;
  }

  /** What the contexts of one line, or of one file, took. */
  private static final class Cost {
    private final List<Integer> frames = new ArrayList<>();
    private long device;
    private long deviceSelf;
    private long cpu;
    private long cpuSelf;
    private long deviceOwn;
    private long cpuOwn;
    private long samplesOwn;
    private long count;
    private long samples;
  }

  /** Costs of the places in source files of a profile, or of a range of it. */
  private static final class Costs {
    private final CallingContextTree tree;
    private final NodeValues values;

    /** Place of each frame; null for those that have none. */
    private final @Nullable SourceFrame[] places;

    Costs(Profile profile, @Nullable Range range) {
      tree = profile.run().tree();
      values = profile.values(range);
      places = new @Nullable SourceFrame[tree.frames()];
      for (int frame = 0; frame < places.length; frame++) {
        SourceFrame place = SourceFrame.of(tree, frame);
        places[frame] = place.file() == null ? null : place;
      }
    }

    private interface Group {
      /** What a place counts for; null if it does not count. */
      @Nullable Object of(SourceFrame place);
    }

    /** Recursion counts once: what is in a group already adds to its own cost only. */
    Map<Object, Cost> by(Group group) {
      int nodes = tree.size();
      Object[] groups = new Object[places.length];
      Map<Object, Cost> costs = new HashMap<>();
      for (int frame = 0; frame < groups.length; frame++) {
        SourceFrame place = places[frame];
        Object key = place == null ? null : group.of(place);
        if (key != null) {
          groups[frame] = key;
          costs.computeIfAbsent(key, each -> new Cost()).frames.add(frame);
        }
      }
      long[] device = inclusive(node -> HotSpots.deviceNs(values, node));
      long[] cpu = inclusive(node -> values.exclusive(node, Metric.CPU_NS));
      long[] own = upToNextPlace();
      long[] samples = inclusive(this::samples);
      for (int node = 1; node < nodes; node++) {
        Object key = groups[tree.frame(node)];
        if (key != null) {
          Cost cost = costs.get(key);
          if (cost == null) {
            continue;
          }
          cost.count += values.exclusive(node, Metric.COUNT);
          cost.cpuSelf += values.exclusive(node, Metric.CPU_NS);
          cost.deviceSelf += own[node];
          if (!isInside(node, key, groups)) {
            cost.device += device[node];
            cost.cpu += cpu[node];
            cost.samples += samples[node];
          }
        }
      }
      return costs;
    }

    /**
     * Gives what each node took itself to the file of the program's line that it belongs to; where
     * no line of the program stands above it, to the next file above.
     */
    void giveToProgram(SourceLines lines, Map<Object, Cost> byFile) {
      for (int node = 1; node < tree.size(); node++) {
        int at = lines.nodeOf(node);
        for (at = at < 0 ? node : at; at > 0 && places[tree.frame(at)] == null; ) {
          at = tree.parent(at);
        }
        SourceFrame place = at > 0 ? places[tree.frame(at)] : null;
        Cost cost = place == null ? null : byFile.get(place.file());
        if (cost != null) {
          cost.deviceOwn += HotSpots.deviceNs(values, node);
          cost.cpuOwn += values.exclusive(node, Metric.CPU_NS);
          cost.samplesOwn += samples(node);
        }
      }
    }

    /** Of the CPU, and of instructions on a device. */
    private long samples(int node) {
      return values.exclusive(node, Metric.SAMPLES) + values.exclusive(node, Metric.PC_SAMPLES);
    }

    private boolean isInside(int node, Object key, Object[] groups) {
      for (int at = tree.parent(node); at > 0; at = tree.parent(at)) {
        if (key.equals(groups[tree.frame(at)])) {
          return true;
        }
      }
      return false;
    }

    /** Device work of each node and below it, down to the next one that is in some file. */
    private long[] upToNextPlace() {
      long[] sums = new long[tree.size()];
      for (int node = sums.length - 1; node > 0; node--) {
        sums[node] += HotSpots.deviceNs(values, node);
        if (places[tree.frame(node)] == null) {
          sums[tree.parent(node)] += sums[node];
        }
      }
      return sums;
    }

    private long[] inclusive(IntToLongFunction own) {
      long[] sums = new long[tree.size()];
      for (int node = sums.length - 1; node >= 0; node--) {
        sums[node] += own.applyAsLong(node);
        if (node > 0) {
          sums[tree.parent(node)] += sums[node];
        }
      }
      return sums;
    }
  }

  /** Which files there are. */
  Answer files(Question question) {
    Profile profile = profiles.of(question);
    Costs costs = new Costs(profile, question.range());
    Map<String, Integer> lines = new HashMap<>();
    costs
        .by(place -> place.file() + ":" + place.line())
        .keySet()
        .forEach(key -> {
          String text = key.toString();
          lines.merge(text.substring(0, text.lastIndexOf(':')), 1, Integer::sum);
        });
    Map<Object, Cost> byFile = costs.by(SourceFrame::file);
    costs.giveToProgram(profile.facts().sources(), byFile);
    List<Map.Entry<Object, Cost>> files = new ArrayList<>(byFile.entrySet());
    files.sort(
        // What only calls other files says little: launchers would stand in front of the model.
        Comparator.comparingLong((Map.Entry<Object, Cost> each) -> each.getValue().deviceOwn)
            .thenComparingLong(each -> each.getValue().cpuOwn)
            .thenComparingLong(each -> each.getValue().samplesOwn)
            .thenComparingLong(each -> each.getValue().device)
            .thenComparingLong(each -> each.getValue().cpu)
            .thenComparingLong(each -> each.getValue().samples)
            .reversed()
            .thenComparing(each -> each.getKey().toString()));
    List<Map.Entry<Object, Cost>> shown = files.subList(0, Math.min(MOST_FILES, files.size()));
    Json json = new Json();
    return json.object(
            () -> {
              json.objects(
                  "files",
                  shown,
                  each -> {
                    String file = each.getKey().toString();
                    json.text("file", file);
                    json.bool("available", sources.find(file) != null);
                    json.number("device_ns", each.getValue().device);
                    json.number("cpu_ns", each.getValue().cpu);
                    json.number("device_own_ns", each.getValue().deviceOwn);
                    json.number("cpu_own_ns", each.getValue().cpuOwn);
                    json.number("samples", each.getValue().samples);
                    json.number("lines", lines.getOrDefault(file, 0));
                  });
              json.number("total", files.size());
            })
        .answer();
  }

  /** One file. */
  Answer file(Question question) {
    Profile profile = profiles.of(question);
    String file = question.required("file");
    Costs costs = new Costs(profile, question.range());
    Map<Integer, Cost> byLine = new TreeMap<>();
    costs
        .by(place -> file.equals(place.file()) ? place.line() : null)
        .forEach((line, cost) -> byLine.put((Integer) line, cost));
    if (byLine.isEmpty()) {
      throw WrongQuestion.notFound("no-source", "file: no context of this profile is in it");
    }
    Sources.Found found = sources.find(file);
    Sources.Text text = found == null ? null : sources.read(found);
    Json json = new Json();
    return json.object(
            () -> {
              json.text("file", file);
              if (found == null || text == null) {
                json.nothing("lines");
                json.text("missing", missing());
              } else {
                json.text("root", sources.label(found.root()));
                json.text("relative", found.root().relativize(found.file()).toString());
                json.number("bytes", text.bytes());
                json.bool("truncated", text.truncated());
                json.text("found", found.exact() ? "exact" : "suffix");
                json.texts("lines", text.lines());
              }
              costs(json, byLine);
            })
        .answer();
  }

  private String missing() {
    return "the file is not below "
        + String.join(", ", sources.roots().stream().map(Object::toString).toList())
        + "; plumb view --root DIR allows another folder";
  }

  private static void costs(Json json, Map<Integer, Cost> byLine) {
    Integer[] lines = byLine.keySet().toArray(Integer[]::new);
    Cost[] costs = byLine.values().toArray(Cost[]::new);
    json.object(
        "costs",
        () -> {
          json.numbers("line", lines.length, at -> lines[at]);
          json.list(
              "frames",
              () -> {
                for (Cost cost : costs) {
                  json.list(() -> cost.frames.forEach(json::number));
                }
              });
          json.numbers("device_ns", costs.length, at -> costs[at].device);
          json.numbers("device_self_ns", costs.length, at -> costs[at].deviceSelf);
          json.numbers("cpu_ns", costs.length, at -> costs[at].cpu);
          json.numbers("cpu_self_ns", costs.length, at -> costs[at].cpuSelf);
          json.numbers("count", costs.length, at -> costs[at].count);
          json.numbers("samples", costs.length, at -> costs[at].samples);
        });
  }
}
