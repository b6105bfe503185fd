package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A made-up calling-context tree that can be changed; what stays the same context keeps its id. */
final class TreeSpec {
  static final int NO_ID = -1;

  final FrameKind kind;
  String name;
  int id;
  long ns;
  long count = 1;
  List<TreeSpec> children = new ArrayList<>();

  TreeSpec(FrameKind kind, String name, int id) {
    this.kind = kind;
    this.name = name;
    this.id = id;
  }

  TreeSpec add(FrameKind childKind, String childName, int childId) {
    TreeSpec child = new TreeSpec(childKind, childName, childId);
    children.add(child);
    return child;
  }

  TreeSpec copy() {
    TreeSpec copy = new TreeSpec(kind, name, id);
    copy.ns = ns;
    copy.count = count;
    children.forEach(child -> copy.children.add(child.copy()));
    return copy;
  }

  void each(Consumer<TreeSpec> visitor) {
    visitor.accept(this);
    List.copyOf(children).forEach(child -> child.each(visitor));
  }

  /** Builds the tree and says which node each id became. */
  CallingContextTree build(Map<Integer, Integer> nodeOfId) {
    CallingContextTree tree = new CallingContextTree();
    children.forEach(child -> child.build(tree, CallingContextTree.ROOT, nodeOfId));
    tree.seal();
    return tree;
  }

  private void build(CallingContextTree tree, int parent, Map<Integer, Integer> nodeOfId) {
    int node = tree.child(parent, tree.frame(kind, name));
    nodeOfId.put(id, node);
    tree.add(node, Metric.COUNT, count);
    tree.add(node, kind == FrameKind.KERNEL ? Metric.KERNEL_NS : Metric.CPU_NS, ns);
    if (kind == FrameKind.KERNEL) {
      tree.add(node, Metric.KERNELS, count);
    }
    children.forEach(child -> child.build(tree, node, nodeOfId));
  }

  /** Kernel names of one family each, on two kinds of hardware. */
  static final String[][] KERNELS = {
    {"sm90_xmma_gemm_bf16_tn_n", "Cijk_Alik_Bljk_BBS_BH_MT128x64"},
    {
      "void at::native::vectorized_elementwise_kernel<4, add>(int)",
      "void at::native::elementwise_kernel_manual_unroll<128, 8>(int)"
    },
    {"void softmax_warp_forward<float, 10>(float*)", "void cunn_SoftMaxForward<8>(float*)"},
    {"pytorch_flash::flash_fwd_kernel<true>", "attn_fwd"},
    {"ncclDevKernel_AllReduce_Sum_bf16_RING_LL", "rcclGenericKernel_7"},
  };

  private static final class Maker {
    final Random random;
    int nextId;
    int nextInstance;
    int budget;

    Maker(Random random, int budget) {
      this.random = random;
      this.budget = budget;
    }

    void python(TreeSpec parent, int depth) {
      int functions = 1 + random.nextInt(3);
      Set<String> names = new HashSet<>();
      for (int i = 0; i < functions && budget > 0; i++) {
        // Functions of one name in one file, told apart by their lines, are usual: forward.
        String file = "model/file" + random.nextInt(3) + ".py";
        String function = random.nextBoolean() ? "forward" : "function" + random.nextInt(20);
        String name = file + "(" + (10 * (1 + random.nextInt(40))) + "): " + function;
        if (names.add(name)) {
          TreeSpec frame = own(parent.add(FrameKind.PYTHON, name, nextId++));
          below(frame, depth + 1);
        }
      }
    }

    void below(TreeSpec frame, int depth) {
      int choice = random.nextInt(depth > 6 ? 2 : 4);
      if (choice == 0 || depth > 9) {
        operators(frame);
      } else if (choice == 1) {
        operators(frame);
        modules(frame, depth);
      } else if (choice == 2) {
        modules(frame, depth);
      } else {
        python(frame, depth);
      }
    }

    void modules(TreeSpec parent, int depth) {
      Set<String> classes = new HashSet<>();
      for (int i = 0; i <= random.nextInt(3) && budget > 0; i++) {
        String type = "Block" + random.nextInt(12);
        if (classes.add(type)) {
          String name = "nn.Module: " + type + "_" + nextInstance++;
          below(own(parent.add(FrameKind.MODULE, name, nextId++)), depth + 1);
        }
      }
    }

    void operators(TreeSpec parent) {
      Set<String> names = new HashSet<>();
      for (int i = 0; i <= random.nextInt(4) && budget > 0; i++) {
        String name = "aten::" + OPERATORS[random.nextInt(OPERATORS.length)];
        if (names.add(name)) {
          TreeSpec operator = own(parent.add(FrameKind.OPERATOR, name, nextId++));
          if (random.nextInt(3) > 0) {
            launch(operator);
          }
        }
      }
    }

    void launch(TreeSpec operator) {
      TreeSpec call = own(operator.add(FrameKind.RUNTIME, "cudaLaunchKernel", nextId++));
      Set<Integer> families = new HashSet<>();
      for (int i = 0; i <= random.nextInt(2); i++) {
        int family = random.nextInt(KERNELS.length);
        if (families.add(family)) {
          own(call.add(FrameKind.KERNEL, KERNELS[family][0], nextId++));
        }
      }
    }

    TreeSpec own(TreeSpec spec) {
      budget--;
      spec.ns = random.nextInt(100_000);
      spec.count = random.nextInt(1, 51);
      return spec;
    }
  }

  private static final String[] OPERATORS = {
    "mm",
    "addmm",
    "bmm",
    "add",
    "mul",
    "softmax",
    "gelu",
    "layer_norm",
    "copy_",
    "cat",
    "embedding",
    "dropout",
    "view",
    "transpose",
    "sum"
  };

  /** A program's tree: one rank, a thread, steps, Python, modules, operators, launches, kernels. */
  static TreeSpec random(Random random, int budget) {
    TreeSpec root = new TreeSpec(FrameKind.RUN, "run", NO_ID);
    Maker maker = new Maker(random, budget);
    TreeSpec rank = root.add(FrameKind.RANK, "before.json", maker.nextId++);
    TreeSpec thread = rank.add(FrameKind.THREAD, "thread 5617 (python)", maker.nextId++);
    TreeSpec step = thread.add(FrameKind.STEP, "step", maker.nextId++);
    while (maker.budget > 0) {
      maker.python(step, 0);
    }
    return root;
  }

  static Map<Integer, Integer> ids() {
    return new HashMap<>();
  }
}
