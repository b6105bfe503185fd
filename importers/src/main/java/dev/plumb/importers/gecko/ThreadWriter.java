package dev.plumb.importers.gecko;

import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.StackTree;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** Samples and allocations of one thread. */
final class ThreadWriter {
  /** Weights are kept as millionths. */
  private static final long MILLION = 1_000_000;

  private final TraceBuilder out;
  private final SampleWriter writer;
  private final GeckoProfile process;
  private final GeckoThread thread;
  private final int track;
  private final long offset;
  private final int[] stacks;
  private int cpuMeasure = Ids.NONE;

  ThreadWriter(
      SampleWriter writer,
      TraceBuilder out,
      GeckoProfile process,
      GeckoThread thread,
      int track,
      long offset) {
    this.out = out;
    this.writer = writer;
    this.process = process;
    this.thread = thread;
    this.track = track;
    this.offset = offset;
    GeckoTable table = thread.stacks.size() > 0 ? thread.stacks : process.shared.stacks;
    GeckoFrames frames = new GeckoFrames(out, process, thread);
    stacks =
        StackTree.stacks(
            table.size(),
            row -> table.index("prefix", row),
            (parent, row) -> out.stacks().row(parent, frames.row(table.get("frame", row))),
            out.problems());
  }

  void write() {
    samples();
    allocations(thread.jsAllocations, "JS allocations");
    allocations(thread.nativeAllocations, "native allocations");
  }

  private void samples() {
    GeckoTable table = thread.samples;
    out.countEvents(out.strings().intern("sample"), table.size());
    boolean deltas = !table.has("time") && table.has("timeDeltas");
    boolean weights = table.has("weight");
    int power = Units.nanosPower(process.cpuUnit);
    long now = 0;
    for (int row = 0; row < table.size(); row++) {
      long time = table.get(deltas ? "timeDeltas" : "time", row);
      if (time == Ids.ABSENT) {
        out.problems().add(ProblemCode.TIME_UNUSABLE, Problems.NO_OFFSET);
        continue;
      }
      now = deltas ? now + time : time;
      int stack = stack(table.get("stack", row));
      if (weights) {
        weighted(now + offset, stack, table.weightType(), table.get("weight", row));
      } else {
        add(now + offset, stack, Units.samples(out), 1);
      }
      long cpu = power < 0 ? 0 : table.get("threadCPUDelta", row);
      if (cpu > 0 && cpu < Long.MAX_VALUE / MILLION / 1000) {
        cpu(now + offset, stack, power == 0 ? cpu : power == 3 ? cpu * 1000 : cpu * MILLION);
      }
    }
  }

  private void weighted(long time, int stack, String type, long weight) {
    if (weight == Ids.ABSENT) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, Problems.NO_OFFSET, "a weight too large");
    } else if (type.equals("tracing-ms")) {
      int measure = Units.measure(out, Quantity.WALL_NS, "time", "ns");
      add(time, stack, measure, weight);
    } else if (type.equals("bytes")) {
      bytes(time, stack, "bytes", weight / MILLION);
    } else if (weight % MILLION != 0) {
      add(time, stack, Units.measure(out, Quantity.OTHER, "weight", "1e-6"), weight);
    } else {
      add(time, stack, Units.samples(out), weight / MILLION);
    }
  }

  private void allocations(GeckoTable table, String name) {
    out.countEvents(out.strings().intern(name), table.size());
    for (int row = 0; row < table.size(); row++) {
      long time = table.get("time", row);
      long weight = table.get("weight", row);
      if (time == Times.NONE || weight == Ids.ABSENT) {
        out.problems().add(ProblemCode.TIME_UNUSABLE, Problems.NO_OFFSET);
      } else {
        bytes(time + offset, stack(table.get("stack", row)), name, weight / MILLION);
      }
    }
  }

  /** Frees have weights below zero and are no allocations. */
  private void bytes(long time, int stack, String name, long bytes) {
    if (bytes > 0) {
      add(time, stack, Units.measure(out, Quantity.ALLOC_BYTES, name, "bytes"), bytes);
    }
  }

  private int stack(long index) {
    if (index == Ids.ABSENT) {
      return Ids.NONE;
    }
    if (index < 0 || index >= stacks.length) {
      out.problems().add(ProblemCode.REFERENCE_DANGLING, Problems.NO_OFFSET);
      return Ids.NONE;
    }
    return stacks[(int) index];
  }

  private void cpu(long time, int stack, long ns) {
    if (cpuMeasure < 0) {
      cpuMeasure = Units.measure(out, Quantity.CPU_NS, "threadCPUDelta", "ns");
    }
    add(time, stack, cpuMeasure, ns);
  }

  private void add(long time, int stack, int measure, long value) {
    writer.add(time, track, stack, measure, value, Ids.NONE);
  }
}
