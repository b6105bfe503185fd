package dev.plumb.profile;

import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.SampleTable;
import org.jspecify.annotations.Nullable;

/** To which metric of its node the value of a sample is added. */
public final class SampleMetrics {
  private final Links links;
  private final SampleTable samples;

  /** The fixed metric of each measure; null for those that have none. */
  private final @Nullable Metric[] metrics;

  /** Metrics of the samples of a linked trace. */
  public SampleMetrics(Links links) {
    this.links = links;
    this.samples = links.trace().samples();
    MeasureTable measures = links.trace().measures();
    metrics = new @Nullable Metric[measures.size()];
    for (int row = 0; row < metrics.length; row++) {
      metrics[row] = Metric.of(measures.quantity(row));
    }
  }

  /** The metric of a sample; null for values that only {@link Measured} holds. */
  public @Nullable Metric of(int sampleRow) {
    Metric metric = metrics[samples.measureRow(sampleRow)];
    return metric == null || isOfItsSlice(metric, sampleRow) ? null : metric;
  }

  /**
   * Whether the time of a sample is that of the slice which its thread was in: that one was
   * measured and is told already, and the sample only says where in it the time went.
   */
  private boolean isOfItsSlice(Metric metric, int row) {
    return (metric == Metric.CPU_NS || metric == Metric.WALL_NS) && links.sampleOwner(row) >= 0;
  }
}
