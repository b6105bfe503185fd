package dev.plumb.record.ring;

import org.jspecify.annotations.Nullable;

/**
 * What a process wanted not to be recorded, and when. Times are ns of CLOCK_MONOTONIC. The last
 * {@link #KEPT} pauses are known one by one, all others by their sum: whoever asks about a time
 * does so soon after it.
 */
public final class Pauses {
  /** As in plumb.h. */
  static final int KEPT = 4032;

  /** No process, no pauses. */
  public static final Pauses NONE = new Pauses(null);

  private final @Nullable RingFile file;
  private long count;
  private long sumNs;
  private long sinceNs;
  private long lastEndNs;
  private long askedTooLate;

  Pauses(@Nullable RingFile file) {
    this.file = file;
  }

  /** Learns of pauses that have begun or ended; events that are read after it are known to it. */
  void look() {
    if (file == null) {
      return;
    }
    long since = file.pausedSinceNs();
    long number = file.pauses();
    if (number != count) {
      // The sum in the file may be ahead of their number.
      sumNs = number - count < KEPT ? sumNs + tookNs(file, count, number) : file.pausedNs();
      lastEndNs = file.pauseEndNs(number - 1);
      count = number;
    }
    // Between two words of the writer a pause that has ended seems to go on.
    sinceNs = since != 0 && since < lastEndNs ? 0 : since;
  }

  private static long tookNs(RingFile file, long from, long to) {
    long ns = 0;
    for (long i = from; i < to; i++) {
      ns += file.pauseEndNs(i) - file.pauseBeginNs(i);
    }
    return ns;
  }

  /** How much of the time before a time was paused. */
  public long beforeNs(long timeNs) {
    if (count == 0 && sinceNs == 0) {
      return 0;
    }
    long ns = sumNs + (sinceNs == 0 ? 0 : Math.max(0, timeNs - sinceNs));
    long later = lastEndNs;
    for (long i = count - 1; i >= 0 && file != null; i--) {
      long begin = file.pauseBeginNs(i);
      long end = file.pauseEndNs(i);
      // Behind the one after it stands a newer one, which has taken its place since.
      if (count - i > KEPT || end > later || begin > end) {
        askedTooLate++;
        break;
      }
      if (timeNs >= end) {
        break;
      }
      ns -= end - Math.max(timeNs, begin);
      if (timeNs >= begin) {
        break;
      }
      later = begin;
    }
    return ns;
  }

  /** How often it was asked about times of which only the sum of all pauses is known any more. */
  public long askedTooLate() {
    return askedTooLate;
  }

  /** Whether a time lies in a pause. */
  public boolean cover(long timeNs) {
    return beforeNs(timeNs + 1) > beforeNs(timeNs);
  }

  /** Whether it is paused. */
  public boolean isNow() {
    return sinceNs != 0;
  }

  /** Pauses that have begun. */
  public long count() {
    return count + (sinceNs == 0 ? 0 : 1);
  }

  /** CPU time of the process in pauses that have ended, ns. */
  public long cpuNs() {
    return file == null ? 0 : file.pausedCpuNs();
  }
}
