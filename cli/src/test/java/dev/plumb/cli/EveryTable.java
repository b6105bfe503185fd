package dev.plumb.cli;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.profile.Source;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/**
 * A run in which every table that has no times has a row, of two ranks, one of them with a joined
 * source.
 */
public final class EveryTable {
  private final TraceBuilder trace = new TraceBuilder("every", "test", new Problems());

  private EveryTable() {}

  /** The run. */
  public static Run run() {
    EveryTable made = new EveryTable();
    made.samples();
    made.kernel();
    made.snapshot();
    made.graph();
    Trace first = made.trace.seal();
    Trace other = new TraceBuilder("other", "test", new Problems()).seal();
    Join join = new Join("every", "name", LinkQuality.INFERRED, 1, 2, 0);
    return Run.of(
        List.of(Linker.link(first, new Problems()), Linker.link(other, new Problems())),
        List.of(
            List.of(new Source(first, null), new Source(other, join)),
            List.of(new Source(other, null))));
  }

  private int id(String text) {
    return trace.strings().intern(text);
  }

  private int stack(int caller, CodeKind kind, String name) {
    int frame = trace.frames().row(kind, id(name), id(name + ".c"), 7, id("lib"), Ids.ABSENT);
    return trace.stacks().row(caller, frame);
  }

  private int sample(int track, int stack, Quantity quantity, long value, int reason) {
    int measure = trace.measures().row(quantity, id("my " + quantity), id("unit"));
    return trace.samples().add(Times.NONE, track, stack, measure, value, reason, Ids.NONE);
  }

  private void samples() {
    int track = trace.tracks().add(id("1"), id("2"));
    int main = stack(Ids.NONE, CodeKind.NATIVE, "main");
    sample(track, stack(main, CodeKind.PYTHON, "f"), Quantity.CPU_NS, 100, Ids.NONE);
    sample(track, stack(main, CodeKind.JAVA, "g"), Quantity.OTHER, 7, Ids.NONE);
  }

  private void kernel() {
    trace.devices().setName(trace.devices().row("0"), "GPU");
    int kernel = stack(Ids.NONE, CodeKind.KERNEL, "k");
    int execution = sample(Ids.NONE, kernel, Quantity.KERNEL_NS, 1000, Ids.NONE);
    sample(Ids.NONE, kernel, Quantity.KERNELS, 1, Ids.NONE);
    int instruction = stack(kernel, CodeKind.INSTRUCTION, "LDG");
    sample(Ids.NONE, instruction, Quantity.PC_SAMPLES, 5, id("long_scoreboard"));
    int metric = id("sm__throughput.avg.pct_of_peak_sustained_elapsed");
    trace.kernelMetrics().add(Ids.NONE, execution, metric, id("%"), 50.5, Ids.NONE, 0);
  }

  private void snapshot() {
    int device = trace.devices().row("1");
    int stack = stack(Ids.NONE, CodeKind.PYTHON, "train");
    int segment =
        trace
            .segments()
            .add(device, 0, 4096, 1024, 1024, id("large"), Ids.NONE, Ids.NONE, Ids.NONE);
    trace.blocks().add(segment, 0, 1024, 1000, id("active_allocated"), stack);
    trace.blocks().add(segment, 1024, 3072, Ids.ABSENT, id("inactive"), Ids.NONE);
  }

  private void graph() {
    node(1, "root", Ids.ABSENT, Times.NONE);
    node(2, "aten::mm", 1, 50);
    trace.edges().add(1, 2, EdgeTable.Kind.CONTROL);
  }

  private void node(long id, String name, long parent, long durNs) {
    trace
        .nodes()
        .add(
            id,
            id(name),
            id("COMP_NODE"),
            parent,
            Times.NONE,
            durNs,
            Ids.NONE,
            Ids.ABSENT,
            Ids.NONE);
  }
}
