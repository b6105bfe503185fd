package dev.plumb.record.session;

import java.util.Collection;

/** How often a recorder looks at what it records; times are ns of one clock. */
final class Rhythm {
  /** Stacks of Python belong to samples from outside only while they are fresh. */
  static final long SHORT_NS = 2_000_000;

  /** Each look takes time of a processor that the program might want, or that heats its core. */
  static final long LONG_NS = 10_000_000;

  /** Samples from outside are expected for so long after the last one. */
  static final long FRESH_NS = 1_000_000_000;

  /** More events between two looks than this, and the next one is soon. */
  static final int MANY = 1024;

  /** More than this, and it is at once. */
  static final int TOO_MANY = 4 * MANY;

  /** So are more samples from outside than these. */
  static final int MANY_SAMPLES = 64;

  private final long calmNs;
  private final boolean isAlwaysOutside;
  private long takenNs;

  /** What is recorded. */
  interface Looked {
    /** Whether its stacks are read from outside, which must be soon. */
    boolean isReadFromOutside();
  }

  /**
   * A rhythm.
   *
   * @param periodNs between two samples of a thread
   * @param isAlwaysOutside whether stacks are read from outside also of who samples itself
   */
  Rhythm(long periodNs, boolean isAlwaysOutside, long nowNs) {
    // The ring of a thread's samples has room for some of them only, of one of many for three.
    this.calmNs = Math.clamp(periodNs, SHORT_NS, LONG_NS);
    this.isAlwaysOutside = isAlwaysOutside;
    this.takenNs = nowNs;
  }

  /**
   * How long to wait after a look.
   *
   * @param events that were read
   * @param taken samples that were taken from outside
   */
  long waitNs(long nowNs, long events, int taken, Collection<? extends Looked> all) {
    if (taken > 0) {
      takenNs = nowNs;
    }
    if (events > TOO_MANY || taken > MANY_SAMPLES) {
      return 0;
    }
    boolean isCalm = events < MANY && nowNs - takenNs > FRESH_NS;
    return isCalm && !isAnyOutside(all) ? calmNs : SHORT_NS;
  }

  private boolean isAnyOutside(Collection<? extends Looked> all) {
    for (Looked each : all) {
      if (each.isReadFromOutside()) {
        return true;
      }
    }
    return isAlwaysOutside;
  }
}
