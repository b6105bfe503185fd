package dev.plumb.importers.perfscript;

import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TraceBuilder;

/**
 * What was sampled. Each event counts samples; where perf prints the period, its sum is a second
 * measure: nanoseconds on a CPU for the clocks, the event's own count for others.
 */
final class PerfEvents {
  private static final String RECORD = "PERF_RECORD_";

  private final TraceBuilder out;
  private final SampleWriter writer;
  private final StringPool names = new StringPool();
  private final IntColumn samples = new IntColumn();
  private final IntColumn periods = new IntColumn();
  private final IntColumn categories = new IntColumn();
  private long lost;

  PerfEvents(TraceBuilder out) {
    this.out = out;
    writer = new SampleWriter(out);
  }

  /** The event of samples that do not name it. */
  int unnamed() {
    return of(new byte[0], 0, 0, 0);
  }

  /** The event of a name; {@code rest} is where the text behind it begins. */
  int of(byte[] text, int from, int to, int rest) {
    int id = names.intern(text, from, to);
    if (id == samples.size()) {
      add(names.get(id));
    }
    if (samples.get(id) < 0 && names.get(id).equals(RECORD + "LOST")) {
      lost++;
    }
    return id;
  }

  private void add(String name) {
    categories.add(out.strings().intern(name.isEmpty() ? "sample" : name));
    if (name.startsWith(RECORD)) { // --show-task-events and the like: no samples
      samples.add(Ids.NONE);
      periods.add(Ids.NONE);
      return;
    }
    samples.add(Units.measure(out, Quantity.SAMPLES, (name + " samples").strip(), ""));
    boolean clock = name.startsWith("cpu-clock") || name.startsWith("task-clock");
    periods.add(clock ? -3 : -2);
  }

  /** Writes a sample; {@code period} is −1 if perf did not print it. */
  void sample(int event, long timeNs, int track, int stack, long period) {
    out.countEvent(categories.get(event));
    int count = samples.get(event);
    if (count < 0) {
      return;
    }
    writer.add(timeNs, track, stack, count, 1, Ids.NONE);
    if (period > 0) {
      writer.add(timeNs, track, stack, ofPeriod(event), period, Ids.NONE);
    }
  }

  /** The measure of periods, made when there is one. */
  private int ofPeriod(int event) {
    int row = periods.get(event);
    if (row < 0) {
      boolean clock = row == -3;
      row =
          Units.measure(
              out, clock ? Quantity.CPU_NS : Quantity.OTHER, names.get(event), clock ? "ns" : "");
      periods.set(event, row);
    }
    return row;
  }

  void finish() {
    if (lost > 0) {
      out.problems().add(ProblemCode.SAMPLES_LOST, Problems.NO_OFFSET, lost);
    }
  }
}
