package dev.plumb.explain.collectives;

import dev.plumb.profile.CollectiveKind;
import java.util.Arrays;

/**
 * One collective on the ranks that recorded it. Times are nanoseconds of the first rank's clock.
 *
 * @param message what it does
 * @param lanes indexes into the run's lanes, ascending
 * @param positions for each its position in that lane
 * @param starts for each when it began there
 * @param ends for each when it ended there
 */
record Collective(Message message, int[] lanes, int[] positions, long[] starts, long[] ends) {
  CollectiveKind kind() {
    return message.kind();
  }

  int size() {
    return lanes.length;
  }

  /** Whether every rank that takes part was recorded, as far as the trace says how many do. */
  boolean isWhole() {
    return size() > 1 && (message.groupSize() < 0 || message.groupSize() == size());
  }

  long lastStart() {
    return Arrays.stream(starts).max().orElseThrow();
  }

  /**
   * How long the data moved: where all wait for all, the shortest duration, which is that of the
   * last to come and needs no clocks (TraceLens); else from the last start to the last end. Of a
   * single rank its duration, which holds its waiting.
   */
  long transferNs() {
    if (kind().waitsForAll() || size() == 1) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < size(); i++) {
        least = Math.min(least, ends[i] - starts[i]);
      }
      return least;
    }
    return Math.max(0, Arrays.stream(ends).max().orElseThrow() - lastStart());
  }

  /** Bytes for each nanosecond, which is GB/s; 0 where size or time are unknown. */
  double algorithmBandwidth() {
    long ns = transferNs();
    return message.bytes() <= 0 || ns <= 0 ? 0 : (double) message.bytes() / ns;
  }

  /** The same for the busiest link: {@link CollectiveKind#busFactor}. */
  double busBandwidth() {
    int ranks = message.groupSize() > 0 ? message.groupSize() : size();
    return algorithmBandwidth() * kind().busFactor(ranks);
  }
}
