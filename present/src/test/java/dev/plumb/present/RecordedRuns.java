package dev.plumb.present;

import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.List;

/** Runs of profilers that record stacks, counters, memory or graphs, made by hand. */
public final class RecordedRuns {
  private final TraceBuilder trace;

  private RecordedRuns(String name) {
    trace = new TraceBuilder(name, "test", new Problems());
  }

  /** A CPU profile of two threads with recursion, libraries and a measure of its own. */
  public static Run cpu() {
    RecordedRuns made = new RecordedRuns("cpu.txt");
    int one = made.track("11", "main");
    int two = made.track("12", "worker");
    int main = made.stack(Ids.NONE, CodeKind.NATIVE, "main", null, 0, "app");
    int train = made.stack(main, CodeKind.PYTHON, "train", "train.py", 7, null);
    int loss = made.stack(train, CodeKind.PYTHON, "loss", "train.py", 21, null);
    int again = made.stack(loss, CodeKind.PYTHON, "train", "train.py", 9, null);
    int copy = made.stack(again, CodeKind.NATIVE, "memcpy", null, 0, "libc.so.6");
    int poll = made.stack(main, CodeKind.SYSTEM, "do_poll", null, 0, "[kernel]");
    made.sample(one, loss, Quantity.CPU_NS, "cpu", 3_000_000);
    made.sample(one, copy, Quantity.CPU_NS, "cpu", 5_000_000);
    made.sample(one, copy, Quantity.SAMPLES, "samples", 5);
    made.sample(one, copy, Quantity.OTHER, "cache-misses", 77);
    made.sample(two, poll, Quantity.CPU_NS, "cpu", 1_000_000);
    made.sample(two, poll, Quantity.SAMPLES, "samples", 1);
    made.sample(two, Ids.NONE, Quantity.SAMPLES, "samples", 2);
    return made.run();
  }

  /** As perf writes them: each sample has its time, and nothing is a step. */
  public static Run timed() {
    RecordedRuns made = new RecordedRuns("perf.txt");
    int main = made.stack(Ids.NONE, CodeKind.NATIVE, "main", null, 0, "app");
    int measure = made.trace.measures().row(Quantity.SAMPLES, made.id("cycles"), made.id(""));
    int thread = made.track("11", "main");
    for (long at = 0; at <= 4_000_000; at += 1_000_000) {
      made.trace.samples().add(at, thread, main, measure, 1, Ids.NONE, Ids.NONE);
    }
    return made.run();
  }

  /**
   * As {@code plumb record --mode wall} leaves it: most threads wait, each in places of its own.
   */
  public static Run waiting() {
    RecordedRuns made = new RecordedRuns("waiting.txt");
    int one = made.track("11", "main");
    int two = made.track("12", "worker");
    int train = made.stack(Ids.NONE, CodeKind.PYTHON, "train", "train.py", 7, null);
    int sleep = made.stack(train, CodeKind.SYSTEM, "[sleep]", null, 0, null);
    int work = made.stack(Ids.NONE, CodeKind.PYTHON, "work", "train.py", 30, null);
    int lock = made.stack(work, CodeKind.SYSTEM, "[lock]", null, 0, null);
    made.sample(one, train, Quantity.CPU_NS, "CPU time", 2_000_000);
    made.sample(one, sleep, Quantity.WAIT_NS, "waiting time", 6_000_000);
    made.sample(two, lock, Quantity.WAIT_NS, "waiting time", 2_000_000);
    return made.run();
  }

  /**
   * As {@code plumb record} leaves steps: three of 1, 1 and 4 ms and one that began nobody knows
   * when, beside samples that have no time.
   */
  public static Run steps() {
    RecordedRuns made = new RecordedRuns("steps.plumb");
    made.trace.putMetadata("plumb.wall_ns", "9000000");
    int thread = made.track("11", "main");
    int train = made.stack(Ids.NONE, CodeKind.PYTHON, "train", "train.py", 7, null);
    made.sample(thread, train, Quantity.CPU_NS, "CPU time", 8_000_000);
    int first = made.stack(Ids.NONE, CodeKind.STEP, "step of unknown length", null, 0, null);
    made.sample(thread, first, Quantity.CALLS, "calls", 1);
    made.step(thread, "step 2", 0, 1_000_000);
    made.step(thread, "step 3", 1_000_000, 1_000_000);
    made.step(thread, "step 4", 2_000_000, 4_000_000);
    return made.run();
  }

  /** A trace of one step with one kernel. */
  public static Run oneStep() {
    RecordedRuns made = new RecordedRuns("one.json");
    int thread = made.track("11", "main");
    made.step(thread, "step 1", 0, 2_000_000);
    int none = Ids.NONE;
    int gemm = made.id("gemm");
    int device = made.trace.devices().row("0");
    int work = made.trace.deviceWork().add(Ids.ABSENT, Ids.ABSENT, device, made.id("7"), 0);
    made.trace.slices().add(0, 500_000, SliceKind.KERNEL, gemm, none, thread, none, work);
    return made.run();
  }

  private void step(int track, String name, long startNs, long durNs) {
    long absent = Ids.ABSENT;
    int detail = trace.operators().add(absent, absent, absent, absent, Ids.NONE);
    trace.slices().add(startNs, durNs, SliceKind.STEP, id(name), Ids.NONE, track, Ids.NONE, detail);
  }

  /** A CPU profile whose operators call through many native functions, as libraries do. */
  public static Run deepLibraries() {
    RecordedRuns made = new RecordedRuns("deep.txt");
    int thread = made.track("11", "main");
    int at = made.stack(Ids.NONE, CodeKind.PYTHON, "train", "train.py", 7, null);
    at = made.stack(at, CodeKind.MODULE, "layers.3.conv (Conv2d)", null, 0, null);
    at = made.stack(at, CodeKind.OPERATOR, "aten::convolution", null, 0, null);
    for (int i = 0; i < 12; i++) {
      at = made.stack(at, CodeKind.NATIVE, "inner_" + i, null, 0, "libdnnl.so.2");
    }
    made.sample(thread, at, Quantity.CPU_NS, "cpu", 5_000_000);
    int only = Ids.NONE;
    for (int i = 0; i < 12; i++) {
      only = made.stack(only, CodeKind.NATIVE, "native_" + i, null, 0, "app");
    }
    made.sample(thread, only, Quantity.CPU_NS, "cpu", 2_000_000);
    return made.run();
  }

  /** Two operators, of which one has nothing but a measure of its own, as those of windows have. */
  public static Run windows() {
    RecordedRuns made = new RecordedRuns("windows.plumb");
    int thread = made.track("11", "main");
    int step = made.stack(Ids.NONE, CodeKind.PYTHON, "step", "train.py", 7, null);
    int sampled = made.stack(step, CodeKind.OPERATOR, "aten::mm", null, 0, null);
    int other = made.stack(step, CodeKind.OPERATOR, "dot.3", null, 0, null);
    made.sample(thread, sampled, Quantity.CPU_NS, "cpu", 2_000_000);
    made.sample(thread, other, Quantity.OTHER, "operator time in windows", 5_000_000);
    return made.run();
  }

  /**
   * Operators whose calls were counted and timed, in a module; that of which most samples were
   * taken is not the one that took longest.
   *
   * @param hasSamples whether stacks were sampled as well
   */
  public static Run operators(boolean hasSamples) {
    return operators(new RecordedRuns("operators.plumb"), hasSamples);
  }

  /** The same where a budget left operators out. */
  public static Run operatorsOfSomeSteps() {
    RecordedRuns made = new RecordedRuns("operators.plumb");
    made.trace.problems().add(ProblemCode.OPERATORS_PARTLY, Problems.NO_OFFSET);
    return operators(made, true);
  }

  private static Run operators(RecordedRuns made, boolean hasSamples) {
    int thread = made.track("11", "main");
    int step = made.stack(Ids.NONE, CodeKind.PYTHON, "step", "train.py", 7, null);
    int layer = made.stack(step, CodeKind.MODULE, "head (Linear)", null, 0, null);
    int mm = made.stack(layer, CodeKind.OPERATOR, "aten::mm", null, 0, null);
    int add = made.stack(layer, CodeKind.OPERATOR, "aten::add", null, 0, null);
    made.timed(thread, layer, 5, 1_000_000);
    made.timed(thread, mm, 10, 3_000_000);
    made.timed(thread, add, 20, 6_000_000);
    if (hasSamples) {
      made.sample(thread, mm, Quantity.CPU_NS, "CPU time", 5_000_000);
      made.sample(thread, step, Quantity.CPU_NS, "CPU time", 3_000_000);
    }
    return made.run();
  }

  private void timed(int track, int stack, long calls, long ns) {
    sample(track, stack, Quantity.CALLS, "calls", calls);
    sample(track, stack, Quantity.WALL_NS, "time in operators", ns);
  }

  /** Kernels of Nsight Compute: durations, metrics, stalls, no times. */
  public static Run kernels() {
    RecordedRuns made = new RecordedRuns("k.ncu-rep");
    made.trace.devices().setName(made.trace.devices().row("0"), "NVIDIA H200");
    int kernel = made.stack(Ids.NONE, CodeKind.KERNEL, "void gemm<float>(int)", null, 0, null);
    int line = made.stack(kernel, CodeKind.SOURCE_LINE, "gemm.cu:12", "gemm.cu", 12, null);
    int load = made.stack(line, CodeKind.INSTRUCTION, "LDG.E R4, [R2]", null, 0, null);
    int add = made.stack(line, CodeKind.INSTRUCTION, "FFMA R1, R2", null, 0, null);
    int execution = made.sample(Ids.NONE, kernel, Quantity.KERNEL_NS, "duration", 2_000_000);
    made.sample(Ids.NONE, kernel, Quantity.KERNELS, "executions", 1);
    made.stall(load, "long_scoreboard", 30);
    made.stall(load, "<b>hostile & \"quoted\"", 2);
    made.stall(add, "math_pipe_throttle", 8);
    int metric = made.id("sm__throughput.avg.pct_of_peak_sustained_elapsed");
    made.trace.kernelMetrics().add(Ids.NONE, execution, metric, made.id("%"), 61.5, Ids.NONE, 0);
    return made.run();
  }

  /** Kernels with counters: one that is called often, and one that takes long. */
  public static Run counters() {
    RecordedRuns made = new RecordedRuns("c.ncu-rep");
    int often = made.stack(Ids.NONE, CodeKind.KERNEL, "often", null, 0, null);
    int takesLong = made.stack(Ids.NONE, CodeKind.KERNEL, "takes long", null, 0, null);
    for (int i = 0; i < 3; i++) {
      int execution = made.sample(Ids.NONE, often, Quantity.KERNELS, "executions", 1);
      made.counter(execution, "Duration", 2, "usecond");
    }
    int execution = made.sample(Ids.NONE, takesLong, Quantity.KERNELS, "executions", 1);
    made.counter(execution, "Branch Instructions", 12_345.5, "inst");
    made.counter(execution, "L2 Hit Rate", 54.321, "%");
    made.counter(execution, "Achieved Occupancy", 22.5, "%");
    made.counter(execution, "Memory Throughput", 33.6, "%");
    made.counter(execution, "Active Cycles", 1.5e9, "cycle");
    made.counter(execution, "Duration", 10.78, "msecond");
    int many = made.stack(Ids.NONE, CodeKind.KERNEL, "of many", null, 0, null);
    execution = made.sample(Ids.NONE, many, Quantity.KERNELS, "executions", 1);
    for (int i = 0; i < 40; i++) {
      made.counter(execution, "metric " + i, i, "");
    }
    return made.run();
  }

  private void counter(int execution, String metric, double value, String unit) {
    trace.kernelMetrics().add(Ids.NONE, execution, id(metric), id(unit), value, Ids.NONE, 0);
  }

  /** A memory snapshot. */
  public static Run snapshot() {
    RecordedRuns made = new RecordedRuns("memory.pickle");
    int device = made.trace.devices().row("0");
    int train = made.stack(Ids.NONE, CodeKind.PYTHON, "train", "train.py", 7, null);
    int linear = made.stack(train, CodeKind.PYTHON, "linear", "model.py", 3, null);
    int none = Ids.NONE;
    int large = made.id("large");
    made.trace.segments().add(device, 0, 20 << 20, 9 << 20, 9 << 20, large, none, none, none);
    made.trace.blocks().add(0, 0, 8 << 20, 8 << 20, made.id("active_allocated"), linear);
    made.trace.blocks().add(0, 8 << 20, 1 << 20, 1000, made.id("active_allocated"), none);
    made.trace.blocks().add(0, 9 << 20, 11 << 20, Ids.ABSENT, made.id("inactive"), none);
    return made.run();
  }

  /** An operator graph. */
  public static Run graph() {
    RecordedRuns made = new RecordedRuns("et.json");
    made.node(1, "[pytorch|profiler|execution_trace|process]", Ids.ABSENT, Times.NONE);
    made.node(2, "aten::linear", 1, 9_000);
    made.node(3, "aten::mm", 2, 5_000);
    made.node(4, "aten::mm", 2, 1_000);
    made.trace.edges().add(3, 4, EdgeTable.Kind.DATA);
    return made.run();
  }

  private int id(String text) {
    return trace.strings().intern(text);
  }

  private int track(String tid, String name) {
    int track = trace.tracks().add(id("1"), id(tid));
    trace.tracks().setThreadNameId(track, id(name));
    return track;
  }

  private int stack(int caller, CodeKind kind, String name, String file, int line, String library) {
    int frame =
        trace
            .frames()
            .row(
                kind,
                id(name),
                file == null ? Ids.NONE : id(file),
                line,
                library == null ? Ids.NONE : id(library),
                Ids.ABSENT);
    return trace.stacks().row(caller, frame);
  }

  private int sample(int track, int stack, Quantity quantity, String name, long value) {
    int measure = trace.measures().row(quantity, id(name), id(""));
    return trace.samples().add(Times.NONE, track, stack, measure, value, Ids.NONE, Ids.NONE);
  }

  private void stall(int stack, String reason, long samples) {
    int measure = trace.measures().row(Quantity.PC_SAMPLES, id("pc samples"), id(""));
    trace.samples().add(Times.NONE, Ids.NONE, stack, measure, samples, id(reason), Ids.NONE);
  }

  private void node(long id, String name, long parent, long durNs) {
    trace
        .nodes()
        .add(id, id(name), Ids.NONE, parent, Times.NONE, durNs, Ids.NONE, Ids.ABSENT, Ids.NONE);
  }

  private Run run() {
    return Run.of(List.of(Linker.link(trace.seal(), new Problems())));
  }
}
