package dev.plumb.profile.timeline;

/** Spans of time that do not overlap, in the order of their starts, and so of their ends. */
public interface Spans {
  /** Number of spans. */
  int size();

  /** Start in nanoseconds. */
  long startNs(int at);

  /** Duration in nanoseconds, never negative. */
  long durNs(int at);

  /** End, exclusive. */
  default long endNs(int at) {
    return startNs(at) + durNs(at);
  }
}
