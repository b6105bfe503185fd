package dev.plumb.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one measure says about the functions of a tree. A function is one of a kind, name, file and
 * library; lines are put together. Recursion counts once: the total of a function is that of the
 * stacks in which it stands at all.
 */
public final class HotFunctions {
  /**
   * One function.
   *
   * @param line in the file; 0 if unknown or if several lines were seen
   * @param self what was measured in it alone
   * @param total what was measured in it and all that it called
   */
  public record Function(
      String name,
      @Nullable String file,
      int line,
      @Nullable String library,
      FrameKind kind,
      long self,
      long total) {}

  /** A sum under a name. */
  public record Part(String name, long self) {}

  private record Key(
      String name, @Nullable String file, @Nullable String library, FrameKind kind) {}

  private static final int OPEN = 1;

  private final CallingContextTree tree;
  private final long[] exclusive;

  /** Function of each frame; −1 for frames that are places. */
  private final int[] functionOf;

  private final List<Key> functions = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();

  /**
   * @param exclusive what was measured at each node of {@code tree} alone
   */
  public HotFunctions(CallingContextTree tree, long[] exclusive) {
    this.tree = tree;
    this.exclusive = exclusive;
    this.functionOf = functions();
  }

  private int[] functions() {
    Map<Key, Integer> known = new HashMap<>();
    int[] numbers = new int[tree.frames()];
    for (int frame = 0; frame < numbers.length; frame++) {
      if (tree.frameKind(frame).isPlace()) {
        numbers[frame] = -1;
        continue;
      }
      int line = tree.frameLine(frame);
      Key key =
          new Key(
              tree.frameName(frame),
              tree.frameFile(frame),
              tree.frameLibrary(frame),
              tree.frameKind(frame));
      Integer number = known.putIfAbsent(key, functions.size());
      if (number == null) {
        number = functions.size();
        functions.add(key);
        lines.add(line);
      } else if (lines.get(number) != line) {
        lines.set(number, 0);
      }
      numbers[frame] = number;
    }
    return numbers;
  }

  /** The functions with the most of their own, then in total, then by name. */
  public List<Function> top(int limit) {
    long[] self = new long[functions.size()];
    long[] total = new long[self.length];
    for (int node = 1; node < exclusive.length; node++) {
      int function = functionOf[tree.frame(node)];
      if (function >= 0) {
        self[function] += exclusive[node];
      }
    }
    addTotals(total);
    List<Function> list = new ArrayList<>();
    for (int i = 0; i < self.length; i++) {
      if (self[i] != 0 || total[i] != 0) {
        Key key = functions.get(i);
        list.add(
            new Function(
                key.name, key.file, lines.get(i), key.library, key.kind, self[i], total[i]));
      }
    }
    return list.stream()
        .sorted(
            Comparator.comparingLong(Function::self)
                .thenComparingLong(Function::total)
                .reversed()
                .thenComparing(Function::name)
                .thenComparing(Function::kind))
        .limit(limit)
        .toList();
  }

  /** Walks the tree depth first, so that a function on the way is known to be open. */
  private void addTotals(long[] total) {
    long[] inclusive = exclusive.clone();
    int[] firstChild = new int[exclusive.length];
    int[] sibling = new int[exclusive.length];
    for (int node = exclusive.length - 1; node > 0; node--) {
      int parent = tree.parent(node);
      inclusive[parent] += inclusive[node];
      sibling[node] = firstChild[parent];
      firstChild[parent] = node;
    }
    byte[] state = new byte[total.length];
    boolean[] opened = new boolean[exclusive.length];
    int node = CallingContextTree.ROOT;
    while (true) {
      int function = functionOf[tree.frame(node)];
      if (function >= 0 && state[function] != OPEN) {
        state[function] = OPEN;
        opened[node] = true;
        total[function] += inclusive[node];
      }
      int next = firstChild[node];
      while (next == 0) {
        if (opened[node]) {
          state[functionOf[tree.frame(node)]] = 0;
        }
        if (node == CallingContextTree.ROOT) {
          return;
        }
        next = sibling[node];
        node = next == 0 ? tree.parent(node) : node;
      }
      node = next;
    }
  }

  /** Sums by layer, the largest first; samples without a stack are of none. */
  public List<Part> byKind() {
    return parts(node -> {
      FrameKind kind = tree.kind(node);
      return kind.isPlace() && kind != FrameKind.UNATTRIBUTED ? "" : kind.label();
    });
  }

  /**
   * Sums by binary, package or module. Functions of Python, Java and the operating system that name
   * none stand under {@code [Python]}, {@code [Java]} and {@code [kernel]}, all else under "".
   */
  public List<Part> byLibrary() {
    return parts(node -> {
      String library = tree.frameLibrary(tree.frame(node));
      if (library != null) {
        return library;
      }
      return switch (tree.kind(node)) {
        case PYTHON -> "[Python]";
        case JAVA -> "[Java]";
        case SYSTEM -> "[kernel]"; // as plumb record names it
        default -> "";
      };
    });
  }

  /** Sums by thread; what is on none stands under "". */
  public List<Part> byThread() {
    int[] threads = new int[exclusive.length];
    Arrays.fill(threads, -1);
    for (int node = 1; node < threads.length; node++) {
      threads[node] = tree.kind(node) == FrameKind.THREAD ? node : threads[tree.parent(node)];
    }
    return parts(node -> threads[node] < 0 ? "" : tree.name(threads[node]));
  }

  private List<Part> parts(IntFunction<String> name) {
    Map<String, Long> sums = new HashMap<>();
    for (int node = 1; node < exclusive.length; node++) {
      if (exclusive[node] != 0) {
        sums.merge(name.apply(node), exclusive[node], Long::sum);
      }
    }
    return sums.entrySet().stream()
        .map(each -> new Part(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Part::self).reversed().thenComparing(Part::name))
        .toList();
  }
}
