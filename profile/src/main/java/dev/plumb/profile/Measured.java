package dev.plumb.profile;

import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Trace;
import java.util.Comparator;
import java.util.List;

/** What samples measured at each node of the tree, also of measures that no {@link Metric} is. */
public final class Measured {
  private static final List<Quantity> BEST_FIRST =
      List.of(
          Quantity.CPU_NS,
          Quantity.WALL_NS,
          Quantity.SAMPLES,
          Quantity.PC_SAMPLES,
          Quantity.ALLOC_BYTES,
          Quantity.LIVE_BYTES,
          Quantity.WAIT_NS,
          Quantity.KERNEL_NS,
          Quantity.OTHER,
          Quantity.KERNELS,
          Quantity.COPY_NS,
          Quantity.DEVICE_NS,
          Quantity.COPY_BYTES,
          Quantity.CALLS);

  private final List<Total> measures;
  private final long[][] exclusive;

  private Measured(List<Total> measures, long[][] exclusive) {
    this.measures = measures;
    this.exclusive = exclusive;
  }

  static Measured of(Run run) {
    List<Total> totals = run.summary().samples().measures();
    long[][] exclusive = new long[totals.size()][];
    for (int i = 0; i < exclusive.length; i++) {
      exclusive[i] = new long[run.tree().size()];
    }
    for (int input = 0; input < run.inputs().size(); input++) {
      Trace trace = run.inputs().get(input).trace();
      SampleTable samples = trace.samples();
      if (samples.size() > 0) {
        int[] nodes = run.sampleNodes(input);
        int[] columns = columns(run, input);
        for (int row = 0; row < nodes.length; row++) {
          exclusive[columns[samples.measureRow(row)]][nodes[row]] += samples.value(row);
        }
      }
    }
    return new Measured(totals, exclusive);
  }

  /** By row of the measure table of an input: which of {@link #measures()} it is. */
  public static int[] columns(Run run, int input) {
    List<Measure> measures =
        run.summary().samples().measures().stream().map(Total::measure).toList();
    return SampleSummary.measures(run.inputs().get(input).trace()).stream()
        .mapToInt(measures::indexOf)
        .toArray();
  }

  /** The measures. */
  public List<Total> measures() {
    return measures;
  }

  /** By node: what was measured in the frame itself. To be read only. */
  public long[] exclusive(int measure) {
    return exclusive[measure];
  }

  /** The measure to look at first: time before counts; −1 if there is none. */
  public int usual() {
    return measures.stream()
        .filter(each -> each.total() != 0)
        .min(Comparator.comparingInt(each -> BEST_FIRST.indexOf(each.measure().quantity())))
        .map(measures::indexOf)
        .orElse(-1);
  }
}
