package dev.plumb.profile.timeline;

import dev.plumb.profile.Measured;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.SampleMetrics;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** What was measured at moments of one input: allocations and samples, by time. */
final class PointSums {
  private final Trace trace;

  /** Rows of instants that allocate, by time, and the node of each instant. */
  private final int[] allocations;

  private final int[] allocationNodes;

  /** Samples with a time, by time, and the node of each sample. */
  private final int[] samples;

  private final int[] sampleNodes;
  private final SampleMetrics metrics;
  private final int[] measureColumns;

  PointSums(Run run, int input) {
    trace = run.inputs().get(input).trace();
    InstantTable instants = trace.instants();
    allocationNodes = trace.memory().size() == 0 ? new int[0] : run.allocationNodes(input);
    allocations =
        IntStream.range(0, allocationNodes.length)
            .filter(row -> allocationNodes[row] != Ids.NONE)
            .toArray();
    RowSorter.sortByKey(allocations, 0, allocations.length, instants::timeNs);
    SampleTable table = trace.samples();
    sampleNodes = table.size() == 0 ? new int[0] : run.sampleNodes(input);
    samples =
        IntStream.range(0, sampleNodes.length)
            .filter(row -> table.timeNs(row) != Times.NONE)
            .toArray();
    RowSorter.sortByKey(samples, 0, samples.length, table::timeNs);
    metrics = new SampleMetrics(run.inputs().get(input));
    measureColumns = table.size() == 0 ? new int[0] : Measured.columns(run, input);
  }

  /** Whether any sample has a time. */
  boolean hasSamples() {
    return samples.length > 0;
  }

  /** Adds what happened in {@code [fromNs, toNs)} of the input's time. */
  void addTo(long fromNs, long toNs, RangeTotals out) {
    InstantTable instants = trace.instants();
    for (int at = first(allocations, fromNs, instants::timeNs);
        at < allocations.length && instants.timeNs(allocations[at]) < toNs;
        at++) {
      int row = allocations[at];
      out.add(
          allocationNodes[row], Metric.ALLOC_BYTES, trace.memory().bytes(instants.memoryRow(row)));
    }
    SampleTable table = trace.samples();
    for (int at = first(samples, fromNs, table::timeNs);
        at < samples.length && table.timeNs(samples[at]) < toNs;
        at++) {
      int row = samples[at];
      Metric metric = metrics.of(row);
      if (metric != null) {
        out.add(sampleNodes[row], metric, table.value(row));
        if (metric == Metric.KERNELS) {
          out.add(sampleNodes[row], Metric.COUNT, table.value(row));
        }
      }
      out.addMeasured(sampleNodes[row], measureColumns[table.measureRow(row)], table.value(row));
    }
  }

  private static int first(int[] rows, long timeNs, IntToLongFunction time) {
    return SliceOrder.firstFrom(rows.length, timeNs, at -> time.applyAsLong(rows[at]));
  }
}
