package dev.plumb.explain.launches;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.profile.Links;
import dev.plumb.trace.SliceTable;
import java.util.Arrays;

/**
 * Work of a device that was launched and had not begun, over time: one more at the beginning of the
 * launch call, one less when the work begins, as in HTA, but for graphs and copies as well.
 *
 * @param max the most at any instant
 * @param mean over the time from the first launch to the last beginning
 * @param emptyNs time with none
 * @param fullNs time with at least {@link #CAPACITY}, where launching blocks
 * @param totalNs the time that this is over
 */
public record QueueLength(long max, double mean, long emptyNs, long fullNs, long totalNs) {
  /** Launches that a stream's queue takes. */
  static final int CAPACITY = 1024;

  static QueueLength of(Facts facts, DeviceLane lane) {
    Links links = facts.inputs().get(lane.input());
    SliceTable slices = links.trace().slices();
    long[] launched = new long[lane.size()];
    long[] begun = new long[lane.size()];
    int count = 0;
    for (int at = 0; at < lane.size(); at++) {
      int row = lane.row(at);
      if (links.quality(row).isLaunch()) {
        launched[count] = slices.startNs(links.launch(row));
        // Clocks that disagree must not let work begin before it is launched.
        begun[count] = Math.max(launched[count], slices.startNs(row));
        count++;
      }
    }
    launched = Arrays.copyOf(launched, count);
    begun = Arrays.copyOf(begun, count);
    Arrays.sort(launched);
    Arrays.sort(begun);
    long max = 0;
    long empty = 0;
    long full = 0;
    double area = 0;
    long last = count == 0 ? 0 : launched[0];
    int in = 0;
    int out = 0;
    while (out < count) {
      long time = in < count ? Math.min(launched[in], begun[out]) : begun[out];
      int waiting = in - out;
      area += (double) waiting * (time - last);
      empty += waiting == 0 ? time - last : 0;
      full += waiting >= CAPACITY ? time - last : 0;
      last = time;
      if (in < count && launched[in] == time) {
        in++;
      } else {
        out++;
      }
      max = Math.max(max, in - out);
    }
    long total = count == 0 ? 0 : last - launched[0];
    return new QueueLength(max, total == 0 ? 0 : area / total, empty, full, total);
  }
}
