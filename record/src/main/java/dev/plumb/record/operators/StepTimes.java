package dev.plumb.record.operators;

/** How long steps took, in as much room for a million as for one. */
public final class StepTimes {
  private long count;
  private long timed;
  private long sumNs;
  private long leastNs = Long.MAX_VALUE;
  private long mostNs;
  private long recorded;
  private long leastRecordedNs = Long.MAX_VALUE;
  private long leastBareNs = Long.MAX_VALUE;

  /** Counts steps of which nothing else is known. */
  void addUnseen(long steps) {
    count += steps;
  }

  void add(long durationNs, boolean wasRecorded) {
    count++;
    if (wasRecorded) {
      recorded++;
    }
    if (durationNs <= 0) {
      return; // the first one began nobody knows when
    }
    timed++;
    sumNs += durationNs;
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
    return count;
  }

  /** Steps in which operators were recorded. */
  public long recorded() {
    return recorded;
  }

  /**
   * As the JSON object that recordings keep. Times are in ns, and absent where nothing is known.
   */
  public String json(String source) {
    StringBuilder out = new StringBuilder("{\"count\":").append(count);
    out.append(",\"ended_by\":\"").append(source).append('"');
    out.append(",\"with_operators\":").append(recorded);
    if (timed > 0) {
      out.append(",\"mean_ns\":").append(sumNs / timed);
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
