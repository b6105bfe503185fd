package dev.plumb.record.operators;

import dev.plumb.record.tree.StepIntervals;
import dev.plumb.trace.Ids;

/** How long steps took, in limited room whatever their number. */
public final class StepTimes {
  private final StepIntervals intervals = new StepIntervals();
  private int track = Ids.NONE;
  private long timed;
  private long leastNs = Long.MAX_VALUE;
  private long mostNs;
  private long recorded;
  private long leastRecordedNs = Long.MAX_VALUE;
  private long leastBareNs = Long.MAX_VALUE;

  /** Counts steps of which nothing else is known. */
  void addUnseen(long steps) {
    intervals.addUntimed(steps);
  }

  void add(int ofTrack, long endNs, long durationNs, boolean wasRecorded) {
    track = ofTrack;
    if (wasRecorded) {
      recorded++;
    }
    if (durationNs <= 0) {
      intervals.addUntimed(1); // the first one began nobody knows when
      return;
    }
    intervals.add(endNs, durationNs);
    timed++;
    leastNs = Math.min(leastNs, durationNs);
    mostNs = Math.max(mostNs, durationNs);
    if (wasRecorded) {
      leastRecordedNs = Math.min(leastRecordedNs, durationNs);
    } else {
      leastBareNs = Math.min(leastBareNs, durationNs);
    }
  }

  /** Steps. */
  public long count() {
    return intervals.count();
  }

  /** When they ran. */
  public StepIntervals intervals() {
    return intervals;
  }

  /** Track of the thread that ended the last one; {@link Ids#NONE} if there was none. */
  public int track() {
    return track;
  }

  /** Steps in which operators were recorded. */
  public long recorded() {
    return recorded;
  }

  /**
   * As the JSON object that recordings keep. Times are in ns, and absent where nothing is known.
   */
  public String json(String source) {
    StringBuilder out = new StringBuilder("{\"count\":").append(count());
    out.append(",\"ended_by\":\"").append(source).append('"');
    out.append(",\"with_operators\":").append(recorded);
    if (timed > 0) {
      out.append(",\"mean_ns\":").append(intervals.sumNs() / timed);
      out.append(",\"least_ns\":").append(leastNs);
      out.append(",\"most_ns\":").append(mostNs);
    }
    if (leastRecordedNs != Long.MAX_VALUE) {
      out.append(",\"least_with_operators_ns\":").append(leastRecordedNs);
    }
    if (leastBareNs != Long.MAX_VALUE) {
      out.append(",\"least_without_operators_ns\":").append(leastBareNs);
    }
    return out.append('}').toString();
  }
}
