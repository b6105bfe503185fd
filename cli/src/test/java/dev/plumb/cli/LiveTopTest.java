package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.os.TerminalSize;
import dev.plumb.record.session.Plan;
import dev.plumb.record.session.Recording;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveTopTest {
  private static final String UP = "\u001b[";
  private static final String HEAD =
      "   own   total        time  context (total: with what the innermost call calls)";

  private final Recording recording =
      new Recording(Plan.of(List.of("program"), Path.of("run.plumb")));
  private final ContextTree tree = recording.tree();
  private final StringWriter out = new StringWriter();

  private void add(Quantity quantity, long value, String... path) {
    int context = Ids.NONE;
    for (String each : path) {
      context = tree.child(context, tree.frame(CodeKind.PYTHON, each, null, 0, null));
    }
    tree.add(Ids.NONE, context, tree.measure(quantity, "measure of " + quantity, "ns"), -1, value);
  }

  private List<String> drawn(LiveTop top) {
    out.getBuffer().setLength(0);
    top.accept(recording);
    return out.toString().lines().toList();
  }

  @Test
  void hottestContextsStandFirstWithTheirShare() {
    add(Quantity.CPU_NS, 1_000_000_000L, "main", "load");
    add(Quantity.CPU_NS, 3_000_000_000L, "main", "train", "step", "forward");

    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 100)))
        .containsExactly(
            HEAD,
            " 75.0%   75.0%      3.00 s  main > train > step > forward",
            " 25.0%   25.0%      1.00 s  main > load",
            "");
  }

  /** Of who runs, who called it and the outermost one most is said where there is little room. */
  @Test
  void callsBetweenAreLeftOutWhereThereIsNoRoom() {
    add(Quantity.CPU_NS, 1_000_000_000L, "main", "train", "epoch", "step", "forward");

    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 62)).get(1))
        .endsWith("s  main > … > epoch > step > forward");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 55)).get(1))
        .endsWith("s  main > … > step > forward");
  }

  /** Contexts have their room: the time gives way to them, then the total, then who called. */
  @Test
  void figuresGiveWayToContextsWhereThereIsLittleRoom() {
    add(Quantity.CPU_NS, 1_000_000_000L, "main", "train", "epoch", "step", "forward");

    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 79)))
        .containsExactly(
            HEAD, "100.0%  100.0%      1.00 s  main > train > epoch > step > forward", "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 52)))
        .containsExactly(
            "   own   total        time  context",
            "100.0%  100.0%      1.00 s  … > step > forward",
            "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 51)))
        .containsExactly(
            "   own   total  context", "100.0%  100.0%  main > … > epoch > step > forward", "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 40)))
        .containsExactly("   own   total  context", "100.0%  100.0%  … > step > forward", "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 24)))
        .containsExactly("   own  context", "100.0%  … > forward", "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 16)))
        .containsExactly("   own  context", "100.0%  forward", "");
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 12)))
        .containsExactly("   own  con…", "100.0%  for…", "");
  }

  /** The size is asked for each time: windows are made larger and smaller. */
  @Test
  void terminalThatChangesItsSizeIsDrawnAnew() {
    for (int i = 1; i <= 20; i++) {
      add(Quantity.CPU_NS, i, "call " + i);
    }
    TerminalSize[] size = {new TerminalSize(40, 100)};
    LiveTop top = new LiveTop(new PrintWriter(out), true, () -> size[0]);
    assertThat(drawn(top)).hasSize(13);
    size[0] = new TerminalSize(40, 120);
    assertThat(drawn(top)).hasSize(13).first().asString().startsWith(UP + "13A" + UP + "J");
    size[0] = new TerminalSize(40, 60); // it may have broken lines
    assertThat(drawn(top)).hasSize(13).noneMatch(line -> line.contains(UP));
    assertThat(drawn(top)).first().asString().startsWith(UP + "13A" + UP + "J");
    size[0] = new TerminalSize(8, 60); // the head is above the screen
    assertThat(drawn(top)).hasSize(7).noneMatch(line -> line.contains(UP));
    assertThat(drawn(top)).hasSize(7).first().asString().startsWith(UP + "7A" + UP + "J");
  }

  /** What the innermost call of the program calls is in its total, once for a call of itself. */
  @Test
  void totalsAreOfTheInnermostCallWithAllThatItCalls() {
    int cpu = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
    int main = tree.child(-1, tree.frame(CodeKind.PYTHON, "main", "a.py", 7, null));
    int again = tree.child(main, tree.frame(CodeKind.PYTHON, "main", "a.py", 7, null));
    int inner = tree.child(again, tree.frame(CodeKind.PYTHON, "inner", "a.py", 9, null));
    int call = tree.child(again, tree.frame(CodeKind.NATIVE, "sgemm", null, 0, "lib"));
    tree.add(-1, inner, cpu, -1, 1_000_000_000);
    tree.add(-1, call, cpu, -1, 3_000_000_000L);

    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 100)))
        .containsExactly(
            HEAD,
            " 75.0%  100.0%      3.00 s  main:7 > main:7 > sgemm",
            " 25.0%   25.0%      1.00 s  main:7 > main:7 > inner:9",
            "");
  }

  @Test
  void contextsThatLookTheSameAreOneRow() {
    int main = tree.child(-1, tree.frame(CodeKind.PYTHON, "main", "a.py", 7, null));
    int operator = tree.child(main, tree.frame(CodeKind.OPERATOR, "aten::mm", null, 0, null));
    int cpu = tree.measure(Quantity.CPU_NS, "CPU time", "ns");
    for (String between : List.of("at::mm", "at::native::mm")) {
      int call = tree.child(operator, tree.frame(CodeKind.NATIVE, between, null, 0, "lib"));
      int last = tree.child(call, tree.frame(CodeKind.NATIVE, "sgemm", null, 0, "lib"));
      tree.add(-1, last, cpu, -1, 1_000_000_000);
    }
    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 100)))
        .containsExactly(HEAD, "100.0%  100.0%      2.00 s  main:7 > aten::mm > sgemm", "");
  }

  /** A measure that nothing was added to says nothing, however good it would be. */
  @Test
  void measureWithoutSumsIsNotShown() {
    tree.measure(Quantity.KERNEL_NS, "kernel time in windows", "ns");
    add(Quantity.CPU_NS, 1_000_000_000L, "main");

    assertThat(drawn(new LiveTop(new PrintWriter(out), false, 100)).get(1)).endsWith("main");
  }

  @Test
  void terminalIsDrawnOver() {
    LiveTop top = new LiveTop(new PrintWriter(out), true, 100);
    assertThat(drawn(top)).isEmpty();
    add(Quantity.CPU_NS, 1, "a");
    assertThat(drawn(top)).hasSize(2).noneMatch(line -> line.contains(UP));
    add(Quantity.CPU_NS, 1, "b");
    assertThat(drawn(top)).hasSize(3).first().asString().startsWith(UP + "2A" + UP + "J");
    assertThat(drawn(top)).hasSize(3).first().asString().startsWith(UP + "3A" + UP + "J");
  }

  @Test
  void namesCannotDrawAndLinesAreNotBroken() {
    add(Quantity.CPU_NS, 1, UP + "2J" + "x".repeat(500) + "\n");

    assertThat(drawn(new LiveTop(new PrintWriter(out), true, 40)))
        .hasSize(2)
        .allMatch(line -> line.length() <= 40 && !line.contains(UP))
        .last()
        .asString()
        .endsWith("…");
  }
}
