package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;

/** One track for each process and thread. */
public final class ThreadTracks {
  private final TraceBuilder out;
  private final Map<Long, Integer> rows = new HashMap<>();
  private long lastKey = Ids.ABSENT;
  private int lastRow;

  public ThreadTracks(TraceBuilder out) {
    this.out = out;
  }

  /** The track of a process and a thread, string ids both; the string "" where there is none. */
  public int row(int pidId, int tidId) {
    long key = (long) pidId << 32 | tidId;
    if (key != lastKey) {
      lastRow = rows.computeIfAbsent(key, k -> out.tracks().add(pidId, tidId));
      lastKey = key;
    }
    return lastRow;
  }

  /** The track of a process and a thread, "" where there is none. */
  public int row(String pid, String tid) {
    return row(out.strings().intern(pid), out.strings().intern(tid));
  }

  /** Names a thread; an empty name says nothing. */
  public void name(int row, String thread) {
    if (!thread.isEmpty()) {
      out.tracks().setThreadNameId(row, out.strings().intern(thread));
    }
  }

  /** Names a process; an empty name says nothing. */
  public void nameProcess(int row, String process) {
    if (!process.isEmpty()) {
      out.tracks().setProcessNameId(row, out.strings().intern(process));
    }
  }
}
