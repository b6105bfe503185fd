package dev.plumb.profile.combine;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceAppender;
import org.jspecify.annotations.Nullable;

/**
 * Joins samples of a CPU profiler to the timeline of the same threads: by thread id, and by clock
 * where both clocks are the same one.
 *
 * <p>Clocks count as the same if the samples fall into the time of the timeline, either as they are
 * or both as Unix time. Otherwise the samples are put under their threads without times, and the
 * join says so: a guessed offset would put them under operators that they do not belong to.
 */
final class SampleJoin {
  private final Trace timeline;
  private final Trace sampled;
  private final @Nullable Long offsetNs;
  private long inside;

  SampleJoin(Trace timeline, Trace sampled) {
    this.timeline = timeline;
    this.sampled = sampled;
    this.offsetNs = offset();
  }

  private @Nullable Long offset() {
    SliceTable slices = timeline.slices();
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (int row = 0; row < slices.size(); row++) {
      start = Math.min(start, slices.startNs(row));
      end = Math.max(end, slices.endNs(row));
    }
    long unix = sampled.baseTimeNs() - timeline.baseTimeNs();
    for (long offset : unix == 0 ? new long[] {0} : new long[] {unix, 0}) {
      inside = 0;
      SampleTable samples = sampled.samples();
      for (int row = 0; row < samples.size(); row++) {
        long time = samples.timeNs(row);
        boolean within = time != Times.NONE && time + offset >= start && time + offset < end;
        inside += within && isFirstValue(row) ? 1 : 0;
      }
      if (inside > 0) {
        return offset;
      }
    }
    return null;
  }

  /** A sample with several values has several rows, one behind the other. */
  private boolean isFirstValue(int row) {
    SampleTable samples = sampled.samples();
    return row == 0
        || samples.timeNs(row) != samples.timeNs(row - 1)
        || samples.trackRow(row) != samples.trackRow(row - 1)
        || samples.measureRow(row) == samples.measureRow(row - 1);
  }

  /** Appends all samples. */
  Join appendTo(TraceAppender out) {
    TraceAppender.Places places = out.appendNames(sampled);
    SampleTable samples = sampled.samples();
    int total = 0;
    for (int row = 0; row < samples.size(); row++) {
      total += isFirstValue(row) ? 1 : 0;
      if (offsetNs != null) {
        out.appendSample(sampled, row, places, Ids.NONE, offsetNs);
      } else {
        out.appendSampleWithoutTime(sampled, row, places);
      }
    }
    return new Join(
        timeline.name(),
        offsetNs != null ? "thread and clock" : "thread only: the clocks have nothing in common",
        offsetNs != null ? LinkQuality.EXACT : LinkQuality.INFERRED,
        offsetNs != null ? inside : 0,
        total,
        offsetNs != null ? offsetNs : 0);
  }
}
