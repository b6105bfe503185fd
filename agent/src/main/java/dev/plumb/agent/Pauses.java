package dev.plumb.agent;

/**
 * What the program wants not to be recorded. Pauses are not counted: one {@link #end} ends them.
 *
 * <p>Times are of a clock that stands still in pauses, so that no call that is open has theirs.
 */
final class Pauses {
  /** Read as a whole, because others change it at any time. */
  private static final class State {
    final boolean isNow;

    /** Since when, by System.nanoTime(); of no meaning while it is not paused. */
    final long sinceNs;

    /** In pauses that have ended. */
    final long beforeNs;

    final long count;

    State(boolean isNow, long sinceNs, long beforeNs, long count) {
      this.isNow = isNow;
      this.sinceNs = sinceNs;
      this.beforeNs = beforeNs;
      this.count = count;
    }
  }

  private static volatile State state = new State(false, 0, 0, 0);
  private static Windows windows = Windows.NONE;

  private Pauses() {}

  /** A recording begins. */
  static synchronized void open(Windows ofRecording) {
    windows = ofRecording;
    state = new State(false, 0, 0, 0);
  }

  static boolean isNow() {
    return state.isNow;
  }

  /** Nanoseconds that were not paused, from any origin. */
  static long now() {
    return at(System.nanoTime());
  }

  /** The same at a time of System.nanoTime() that has just been read. */
  static long at(long nanoTime) {
    State now = state;
    return (now.isNow ? now.sinceNs : nanoTime) - now.beforeNs;
  }

  static synchronized void begin() {
    State was = state;
    if (!was.isNow) {
      windows.pause();
      state = new State(true, System.nanoTime(), was.beforeNs, was.count + 1);
      Sums.paused(state.count, state.beforeNs, state.sinceNs);
    }
  }

  static synchronized void end() {
    State was = state;
    if (was.isNow) {
      long ns = System.nanoTime() - was.sinceNs;
      state = new State(false, 0, was.beforeNs + ns, was.count);
      Sums.paused(state.count, state.beforeNs, 0);
      windows.resume();
    }
  }
}
