package dev.plumb.trace;

/** Threads, streams and other lines on which slices lie: one row for each (process, thread). */
public final class TrackTable {
  private final IntColumn pid = new IntColumn();
  private final IntColumn tid = new IntColumn();
  private final IntColumn processName = new IntColumn();
  private final IntColumn threadName = new IntColumn();
  private final IntColumn rank = new IntColumn();

  /** Appends a track without names; {@code pidId} and {@code tidId} are string ids. */
  public int add(int pidId, int tidId) {
    pid.add(pidId);
    tid.add(tidId);
    processName.add(Ids.NONE);
    threadName.add(Ids.NONE);
    return rank.add(Ids.NONE);
  }

  /** Number of tracks. */
  public int size() {
    return pid.size();
  }

  /** String id of the process as the trace writes it; the string "" when the event had none. */
  public int pidId(int row) {
    return pid.get(row);
  }

  /** String id of the thread as the trace writes it; the string "" when the event had none. */
  public int tidId(int row) {
    return tid.get(row);
  }

  /** String id of the process's name; {@link Ids#NONE} if not given. */
  public int processNameId(int row) {
    return processName.get(row);
  }

  /** String id of the thread's name; {@link Ids#NONE} if not given. */
  public int threadNameId(int row) {
    return threadName.get(row);
  }

  /** Rank that the events themselves name (merged traces); {@link Ids#NONE} if they do not. */
  public int rank(int row) {
    return rank.get(row);
  }

  /** Names the process of a track. */
  public void setProcessNameId(int row, int nameId) {
    processName.set(row, nameId);
  }

  /** Names the thread of a track. */
  public void setThreadNameId(int row, int nameId) {
    threadName.set(row, nameId);
  }

  /** Binds the track to a rank. */
  public void setRank(int row, int value) {
    rank.set(row, value);
  }
}
