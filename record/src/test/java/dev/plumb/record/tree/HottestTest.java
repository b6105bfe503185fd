package dev.plumb.record.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class HottestTest {
  private final ContextTree tree = new ContextTree();
  private final int cpu = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
  private final int main = tree.frame(CodeKind.PYTHON, "main", "a.py", 3, null);

  private void add(long ns, int... frames) {
    int context = Ids.NONE;
    for (int frame : frames) {
      context = tree.child(context, frame);
    }
    tree.add(Ids.NONE, context, cpu, Ids.NONE, ns);
  }

  /** Of native code its function is shown, so its lines and what called it are one row. */
  @Test
  void whatLooksTheSameIsOneRow() {
    int first = tree.frame(CodeKind.NATIVE, "malloc", "malloc.c", 10, "libc.so");
    int second = tree.frame(CodeKind.NATIVE, "malloc", "malloc.c", 20, "libc.so");
    int other = tree.frame(CodeKind.NATIVE, "malloc", null, 0, "libjemalloc.so");
    int caller = tree.frame(CodeKind.NATIVE, "calloc", "malloc.c", 30, "libc.so");
    add(4_000_000_000L, main, first);
    add(3_000_000_000L, main, caller, second);
    add(2_000_000_000L, main, other);
    add(1_000_000_000L, tree.frame(CodeKind.PYTHON, "main", "a.py", 4, null), first);

    assertThat(Hottest.of(tree, 9))
        .containsExactly(
            new Hottest.Row(List.of("main:3", "malloc"), "7.00 s", 0.7, 0.9),
            new Hottest.Row(List.of("main:3", "malloc"), "2.00 s", 0.2, 0.9),
            new Hottest.Row(List.of("main:4", "malloc"), "1.00 s", 0.1, 0.1));
  }

  /** The share of what ran counts all of its lines, too. */
  @Test
  void codeThatNothingOfTheProgramCallsHasItsOwnTotal() {
    int first = tree.frame(CodeKind.NATIVE, "work", "w.c", 10, "program");
    int second = tree.frame(CodeKind.NATIVE, "work", "w.c", 20, "program");
    add(6_000_000_000L, first);
    add(3_000_000_000L, second);
    add(1_000_000_000L, second, tree.frame(CodeKind.NATIVE, "read", null, 0, "libc.so"));

    assertThat(Hottest.of(tree, 1))
        .containsExactly(new Hottest.Row(List.of("work"), "9.00 s", 0.9, 1.0));
  }
}
