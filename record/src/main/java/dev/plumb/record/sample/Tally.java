package dev.plumb.record.sample;

import dev.plumb.record.stack.SampledStack;

/** Counts what was handed on. */
final class Tally {
  private final long[] byQuality = new long[4];
  private long samples;
  private long truncated;
  private long late;

  /** The Python part of a stack was read too late. */
  void addLate() {
    late++;
  }

  void add(SampledStack stack) {
    samples++;
    byQuality[
        switch (stack.quality()) {
          case EXACT -> 0;
          case BY_TIME -> 1;
          case NATIVE_ONLY -> 2;
          case PYTHON_ONLY -> 3;
        }]++;
    truncated += stack.isTruncated() ? 1 : 0;
  }

  SamplingCounts counts(long lost, long torn, long malformed) {
    return new SamplingCounts(
        samples,
        byQuality[0],
        byQuality[1],
        byQuality[2],
        byQuality[3],
        truncated,
        late,
        lost,
        torn,
        malformed);
  }
}
