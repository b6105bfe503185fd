package dev.plumb.profile.flame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NamePattern;
import dev.plumb.profile.flame.FlameWindow.Order;
import dev.plumb.profile.flame.FlameWindow.Request;
import dev.plumb.profile.flame.FlameWindow.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlameWindowTest {
  private final CallingContextTree tree = new CallingContextTree();
  private final List<Long> values = new ArrayList<>(List.of(0L));

  /** Adds a context with what it took itself. */
  private int add(int parent, FrameKind kind, String name, long value) {
    int node = tree.child(parent, tree.frame(kind, name));
    while (values.size() <= node) {
      values.add(0L);
    }
    values.set(node, values.get(node) + value);
    return node;
  }

  /** main calls forward twice, with the operators below that launch kernels. */
  private void model() {
    int thread = add(0, FrameKind.THREAD, "thread 1", 0);
    int main = add(thread, FrameKind.PYTHON, "main", 10);
    int forward = add(main, FrameKind.PYTHON, "forward", 0);
    int again = add(forward, FrameKind.PYTHON, "forward", 5);
    int mm = add(again, FrameKind.OPERATOR, "aten::mm", 0);
    add(mm, FrameKind.KERNEL, "gemm", 600);
    int add = add(forward, FrameKind.OPERATOR, "aten::add", 0);
    add(add, FrameKind.KERNEL, "elementwise", 300);
    add(add, FrameKind.KERNEL, "tiny", 1);
    add(add, FrameKind.KERNEL, "wee", 1);
    int loss = add(main, FrameKind.PYTHON, "loss", 0);
    int sum = add(loss, FrameKind.OPERATOR, "aten::mm", 0);
    add(sum, FrameKind.KERNEL, "gemm", 83);
  }

  private FlameTree flame(FlameSpec spec) {
    return new FlameTree(tree, spec);
  }

  private long[] nodeValues() {
    long[] array = new long[tree.size()];
    for (int node = 0; node < values.size(); node++) {
      array[node] = values.get(node);
    }
    return array;
  }

  private FlameView down(FlameSpec spec) {
    FlameTree rows = flame(spec);
    return new FlameView.Down(rows, new FlameValues(rows, nodeValues(), null));
  }

  private FlameView up(FlameSpec spec) {
    FlameTree rows = flame(spec);
    return new FlameView.Up(rows, new FlameValues(rows, nodeValues(), null));
  }

  private static String picture(FlameView view, Request request) {
    return FlamePicture.of(view, new FlameWindow(view, view.root(), request));
  }

  private static FlameSpec spec(
      Set<FrameKind> kinds, @Nullable String hide, @Nullable String focus, @Nullable String drop) {
    return new FlameSpec(kinds, pattern(hide), pattern(focus), pattern(drop), false);
  }

  private static @Nullable NamePattern pattern(@Nullable String text) {
    return text == null ? null : NamePattern.of(text);
  }

  @Test
  void callersStandAboveWhatTheyCall() {
    model();
    assertThat(picture(down(FlameSpec.ALL), Request.of(1000, 99)))
        .isEqualTo(
            """
            run at 0: 1000, self 0
              thread 1 at 0: 1000, self 0
                main at 0: 1000, self 10
                  forward at 0: 907, self 0
                  loss at 907: 83, self 0
                    forward at 0: 605, self 5
                    aten::add at 605: 302, self 0
                    aten::mm at 907: 83, self 0
                      aten::mm at 0: 600, self 0
                      elementwise at 605: 300, self 300
                      tiny at 905: 1, self 1
                      wee at 906: 1, self 1
                      gemm at 907: 83, self 83
                        gemm at 0: 600, self 600
            """);
  }

  @Test
  void whatIsNarrowerThanAPixelIsPutTogether() {
    model();
    assertThat(picture(down(FlameSpec.ALL), Request.of(600, 5)))
        .contains("elementwise at 605: 300, self 300\n", "(2 narrow) at 905: 2, self 2\n")
        .contains("gemm at 907: 83")
        .endsWith("more below\n");
    assertThat(picture(down(FlameSpec.ALL), Request.of(10, 99)))
        .doesNotContain("narrow", "tiny", "loss at 907: 83, self 83");
  }

  @Test
  void calleesStandAboveWhoCalledThem() {
    model();
    assertThat(picture(up(spec(Set.of(FrameKind.THREAD), null, null, null)), Request.of(200, 4)))
        .isEqualTo(
            """
            run at 0: 1000, self 0
              gemm at 0: 683, self 0
              elementwise at 683: 300, self 0
              main at 983: 10, self 10
              forward at 993: 5, self 0
                aten::mm at 0: 683, self 0
                aten::add at 683: 300, self 0
                forward at 993: 5, self 0
                  forward at 0: 600, self 0
                  loss at 600: 83, self 0
                  forward at 683: 300, self 0
                  main at 993: 5, self 5
                    forward at 0: 600, self 0
                    main at 600: 83, self 83
                    main at 683: 300, self 300
            more below
            """);
  }

  @Test
  void hiddenFramesCountForTheirCallers() {
    model();
    FlameSpec kernels =
        spec(Set.of(FrameKind.THREAD, FrameKind.PYTHON, FrameKind.OPERATOR), "/^elem/", null, null);
    assertThat(picture(down(kernels), Request.of(1000, 99)))
        .isEqualTo(
            """
            run at 0: 1000, self 315
              gemm at 0: 683, self 683
              tiny at 683: 1, self 1
              wee at 684: 1, self 1
            """);
  }

  @Test
  void focusAndDropKeepWhatIsAskedFor() {
    model();
    assertThat(picture(down(spec(Set.of(), null, "aten::mm", null)), Request.of(1000, 99)))
        .isEqualTo(
            """
            run at 0: 683, self 0
              aten::mm at 0: 683, self 0
                gemm at 0: 683, self 683
            """);
    assertThat(picture(down(spec(Set.of(), null, "forward", "mm")), Request.of(1000, 99)))
        .isEqualTo(
            """
            run at 0: 307, self 0
              forward at 0: 307, self 0
                aten::add at 0: 302, self 0
                forward at 302: 5, self 5
                  elementwise at 0: 300, self 300
                  tiny at 300: 1, self 1
                  wee at 301: 1, self 1
            """);
  }

  @Test
  void recursionIsOneBox() {
    model();
    FlameSpec merged = new FlameSpec(Set.of(FrameKind.THREAD), null, null, null, true);
    assertThat(picture(down(merged), Request.of(1000, 3)))
        .isEqualTo(
            """
            run at 0: 1000, self 0
              main at 0: 1000, self 10
                forward at 0: 907, self 5
                loss at 907: 83, self 0
                  aten::mm at 0: 600, self 0
                  aten::add at 600: 302, self 0
                  aten::mm at 907: 83, self 0
            more below
            """);
  }

  @Test
  void aPathFindsItsBoxAndOthersDoNot() {
    model();
    int main = tree.frame(FrameKind.PYTHON, "main");
    int loss = tree.frame(FrameKind.PYTHON, "loss");
    FlameView view = down(spec(Set.of(FrameKind.THREAD), null, null, null));
    FlameView.Box box = view.at(main, loss);
    assertThat(box).isNotNull();
    assertThat(FlamePicture.of(view, new FlameWindow(view, box, Request.of(83, 99))))
        .isEqualTo(
            """
            loss at 0: 83, self 0
              aten::mm at 0: 83, self 0
                gemm at 0: 83, self 83
            """);
    assertThat(view.at(loss, main)).isNull();
    int gemm = tree.frame(FrameKind.KERNEL, "gemm");
    int mm = tree.frame(FrameKind.OPERATOR, "aten::mm");
    FlameView callers = up(FlameSpec.ALL);
    FlameView.Box found = callers.at(gemm, mm, loss);
    assertThat(found).isNotNull();
    assertThat(found.value()).isEqualTo(83);
  }

  @Test
  void searchCountsAMatchInsideAMatchOnce() {
    model();
    FlameView view = down(FlameSpec.ALL);
    FlameSearch found = FlameSearch.of(view.tree(), view.values(), NamePattern.of("FORWARD"));
    assertThat(found.value()).isEqualTo(907);
    assertThat(found.frames()).isEqualTo(1);
    assertThat(found.contexts()).isEqualTo(2);
    Request request =
        new Request(1000, 4, Order.NAME, Width.NEW, marked(view, "aten::add"), found.matching());
    assertThat(picture(view, request))
        .contains("forward at 0: 907, self 0, match\n", "aten::add at 0: 302, self 0, lit\n");
  }

  /** Recordings have the file beside the name, PyTorch's traces in it: both are found by it. */
  @Test
  void framesAreFoundByTheirFilesToo() {
    int main = tree.child(0, tree.frame(FrameKind.PYTHON, "main", "app/train.py", 7, null));
    int linear = tree.frame(FrameKind.PYTHON, "forward", "lib/torch/nn/linear.py", 114, null);
    int inner = tree.child(main, linear);
    values.addAll(List.of(10L, 0L));
    add(inner, FrameKind.KERNEL, "gemm", 600);
    FlameView view = down(spec(Set.of(), "/^(.*\\/)?torch\\//", null, null));
    assertThat(picture(view, new Request(1000, 9, Order.NAME, Width.NEW, null, null)))
        .contains("main at", "gemm at")
        .doesNotContain("forward");
    FlameView all = down(FlameSpec.ALL);
    for (String text :
        List.of("train.py(7)", "/^main$/", "/train.py.*main$/", "main app/train.py:7")) {
      FlameSearch found = FlameSearch.of(all.tree(), all.values(), NamePattern.of(text));
      assertThat(found.value()).as(text).isEqualTo(610);
    }
  }

  /** Not what it calls, which stands above it there and alone has the values. */
  @Test
  void bottomUpWhatIsMarkedIsLitAmongTheCallers() {
    model();
    FlameView view = up(FlameSpec.ALL);
    Request request =
        new Request(100_000, 4, Order.NAME, Width.NEW, marked(view, "aten::add"), null);
    assertThat(picture(view, request).lines().filter(line -> line.endsWith("lit")))
        .containsExactly(
            "    aten::add at 0: 300, self 0, lit",
            "    aten::add at 998: 1, self 0, lit",
            "    aten::add at 999: 1, self 0, lit");
  }

  /** A finding of many small contexts would else be lit nowhere. */
  @Test
  void narrowBoxesThatHideWhatIsMarkedAreLit() {
    int main = tree.child(0, tree.frame(FrameKind.PYTHON, "main", "train.py", 7, null));
    values.add(0L);
    add(main, FrameKind.KERNEL, "wide", 970);
    for (int i = 0; i < 15; i++) {
      int layer = tree.child(main, tree.frame(FrameKind.MODULE, "layer " + i, null, 0, null));
      values.add(0L);
      add(layer, FrameKind.KERNEL, i == 3 ? "norm" : "gemm", 2);
    }
    for (String name : List.of("norm", "gemm")) {
      FlameView view = down(FlameSpec.ALL);
      assertThat(picture(view, request(view, name)).lines().filter(line -> line.endsWith("lit")))
          .containsExactly("    (15 narrow) at 970: 30, self 30, lit");
    }
    FlameView view = down(FlameSpec.ALL);
    assertThat(picture(view, request(view, "wide")).lines().filter(line -> line.endsWith("lit")))
        .containsExactly("    wide at 0: 970, self 970, lit");
    FlameView up = up(FlameSpec.ALL);
    assertThat(picture(up, request(up, "layer 5")).lines().filter(line -> line.endsWith("lit")))
        .hasSize(1)
        .allMatch(line -> line.contains("narrow"));
  }

  private Request request(FlameView view, String marked) {
    return new Request(100, 4, Order.NAME, Width.NEW, marked(view, marked), null);
  }

  private boolean[] marked(FlameView view, String name) {
    boolean[] marked = new boolean[view.tree().size()];
    for (int node = 0; node < tree.size(); node++) {
      if (tree.name(node).equals(name)) {
        marked[view.tree().rowOf(node)] = true;
      }
    }
    return marked;
  }

  @Test
  void twoRunsAreLaidOverOneAnother() {
    model();
    CallingContextTree base = new CallingContextTree();
    int thread = base.child(0, base.frame(FrameKind.THREAD, "thread 1"));
    int main = base.child(thread, base.frame(FrameKind.PYTHON, "main"));
    int loss = base.child(main, base.frame(FrameKind.PYTHON, "loss"));
    int old = base.child(main, base.frame(FrameKind.PYTHON, "old"));
    long[] baseValues = new long[base.size()];
    baseValues[main] = 20;
    baseValues[loss] = 100;
    baseValues[old] = 50;
    Pairing pair = new Pairing(tree, base);
    FlameTree rows = new FlameTree(pair.both(), FlameSpec.ALL);
    FlameValues both =
        new FlameValues(rows, pair.valuesOfNew(nodeValues()), pair.valuesOfBase(baseValues));
    FlameView view = new FlameView.Down(rows, both);
    Request request = new Request(1000, 3, Order.VALUE, Width.BOTH, null, null);
    assertThat(picture(view, request))
        .isEqualTo(
            """
            run at 0: 1000, self 0, base 170, self 0
              thread 1 at 0: 1000, self 0, base 170, self 0
                main at 0: 1000, self 10, base 170, self 20
                  forward at 0: 907, self 0, base 0, self 0
                  loss at 907: 83, self 0, base 100, self 100
                  old at 1090: 0, self 0, base 50, self 50
            more below
            """);
  }

  @Test
  void aFunctionThatMovedToAnotherLineIsTheSame() {
    CallingContextTree fresh = new CallingContextTree();
    int now = fresh.child(0, fresh.frame(FrameKind.PYTHON, "train.py(12): step"));
    CallingContextTree base = new CallingContextTree();
    int before = base.child(0, base.frame(FrameKind.PYTHON, "train.py(9): step"));
    fresh.seal();
    base.seal();
    Pairing pair = new Pairing(fresh, base);
    long[] newValues = new long[fresh.size()];
    newValues[now] = 30;
    long[] baseValues = new long[base.size()];
    baseValues[before] = 20;
    FlameTree rows = new FlameTree(pair.both(), FlameSpec.ALL);
    FlameValues both =
        new FlameValues(rows, pair.valuesOfNew(newValues), pair.valuesOfBase(baseValues));
    Request request = new Request(1000, 9, Order.VALUE, Width.BOTH, null, null);
    assertThat(picture(new FlameView.Down(rows, both), request))
        .isEqualTo(
            """
            run at 0: 30, self 0, base 20, self 0
              train.py(12): step at 0: 30, self 30, base 20, self 20
            """);
  }

  @Test
  void contextsThatAreComparedAsOneSayHowManyTheyAre() {
    CallingContextTree[] trees = {new CallingContextTree(), new CallingContextTree()};
    long[][] values = new long[2][];
    for (int side = 0; side < 2; side++) {
      CallingContextTree made = trees[side];
      for (int layer = 0; layer < 3; layer++) {
        made.child(0, made.frame(FrameKind.MODULE, "nn.Module: Layer_" + layer));
        made.add(layer + 1, Metric.CPU_NS, 10 + layer);
      }
      made.seal();
      values[side] = new long[] {0, 10, 11, 12};
    }
    Pairing pair = new Pairing(trees[0], trees[1]);
    FlameTree rows = new FlameTree(pair.both(), FlameSpec.ALL);
    FlameValues both =
        new FlameValues(rows, pair.valuesOfNew(values[0]), pair.valuesOfBase(values[1]));
    Request request = new Request(1000, 9, Order.VALUE, Width.BOTH, null, null);
    assertThat(picture(new FlameView.Down(rows, both), request))
        .isEqualTo(
            """
            run at 0: 33, self 0, base 33, self 0
              nn.Module: Layer_2 and 2 more at 0: 33, self 33, base 33, self 33
            """);
  }

  @Test
  void nothingIsLostAndNothingOverlapsInRandomTrees() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      CallingContextTree made = new CallingContextTree();
      FrameKind[] kinds = {
        FrameKind.PYTHON, FrameKind.OPERATOR, FrameKind.MODULE, FrameKind.KERNEL
      };
      for (int i = 0; i < 5 + seed; i++) {
        made.child(
            random.nextInt(made.size()),
            made.frame(kinds[random.nextInt(4)], "f" + random.nextInt(6)));
      }
      long[] own = random.longs(made.size(), 0, 50).toArray();
      long total = java.util.Arrays.stream(own).sum();
      FlameSpec spec =
          new FlameSpec(
              random.nextBoolean() ? Set.of(FrameKind.MODULE) : Set.of(),
              random.nextBoolean() ? NamePattern.of("f3") : null,
              null,
              null,
              random.nextBoolean());
      FlameTree rows = new FlameTree(made, spec);
      FlameValues sums = new FlameValues(rows, own, null);
      for (FlameView view : List.of(new FlameView.Down(rows, sums), new FlameView.Up(rows, sums))) {
        assertThat(view.root().value()).as("seed %d", seed).isEqualTo(total);
        for (int pixels : new int[] {1, 13, 200, 16_000}) {
          FlameWindow window =
              new FlameWindow(view, view.root(), Request.of(pixels, 1 + random.nextInt(40)));
          check(window, pixels, total, view instanceof FlameView.Up);
        }
      }
    }
  }

  private static void check(FlameWindow window, int pixels, long total, boolean up) {
    long[] below = new long[window.size()];
    long[] right = new long[window.rows()];
    int[] inRow = new int[window.rows()];
    for (int box = 1; box < window.size(); box++) {
      int above = window.parent(box);
      below[above] += window.value(box);
      int depth = window.depth(box);
      assertThat(depth).isEqualTo(window.depth(above) + 1);
      assertThat(window.x(box)).isGreaterThanOrEqualTo(right[depth]);
      assertThat(window.x(box)).isGreaterThanOrEqualTo(window.x(above));
      right[depth] = window.x(box) + window.value(box);
      assertThat(right[depth]).isLessThanOrEqualTo(window.x(above) + window.value(above));
      assertThat(window.value(box) * pixels).isGreaterThanOrEqualTo(total);
      inRow[depth]++;
    }
    for (int depth = 0; depth < inRow.length; depth++) {
      assertThat(inRow[depth]).isLessThanOrEqualTo(pixels);
    }
    for (int box = 0; box < below.length; box++) {
      boolean last = window.depth(box) + 1 == window.rows();
      if (!last && window.frame(box) != FlameWindow.NARROW && !(up && box == 0)) {
        // What is missing is narrower than a pixel, or the box's own.
        long missing = window.value(box) - window.self(box) - below[box];
        assertThat(missing * pixels).isBetween(0L, Math.max(0, total - 1));
      }
    }
  }
}
