package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.TrackTable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row of a (process, thread). Keys are the numbers themselves, or {@link #TEXT} plus a
 * string id; the number 7 and the text "7" are the same thread, as old traces mix them.
 */
final class Tracks {
  /** Bit that marks a key as a string id. */
  static final long TEXT = 1L << 62;

  /** Differs from run to run, so that no trace can be built whose threads all collide. */
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final StringPool strings;
  private final TrackTable table;
  private long[] pids = new long[64];
  private long[] tids = new long[64];
  private int[] rows = new int[64];
  private int used;
  private long lastPid = Ids.ABSENT + 1;
  private long lastTid;
  private int lastRow;
  private final Map<Long, Integer> processNames = new HashMap<>();
  private final Map<ThreadKey, Integer> threadNames = new HashMap<>();

  /** Rows by thread alone, {@link Ids#NONE} where it is not unique; null until somebody asks. */
  private @Nullable Map<Long, Integer> byThread;

  private final Map<RankKey, Integer> otherRanks = new HashMap<>();

  /** Comparable, so that a map stays quick where the hashes of hostile keys are all alike. */
  private record ThreadKey(long pid, long tid) implements Comparable<ThreadKey> {
    @Override
    public int compareTo(ThreadKey other) {
      return pid != other.pid ? Long.compare(pid, other.pid) : Long.compare(tid, other.tid);
    }
  }

  private record RankKey(ThreadKey thread, int rank) implements Comparable<RankKey> {
    @Override
    public int compareTo(RankKey other) {
      int threads = thread.compareTo(other.thread);
      return threads != 0 ? threads : Integer.compare(rank, other.rank);
    }
  }

  Tracks(StringPool strings, TrackTable table) {
    this.strings = strings;
    this.table = table;
  }

  int row(long pid, long tid) {
    if (pid == lastPid && tid == lastTid) {
      return lastRow;
    }
    int mask = rows.length - 1;
    int slot = hash(pid, tid) & mask;
    while (rows[slot] != 0 && (pids[slot] != pid || tids[slot] != tid)) {
      slot = (slot + 1) & mask;
    }
    if (rows[slot] == 0) {
      pids[slot] = pid;
      tids[slot] = tid;
      rows[slot] = table.add(text(pid), text(tid)) + 1;
      lastRow = rows[slot] - 1;
      if (++used > rows.length / 2) {
        grow();
      }
    } else {
      lastRow = rows[slot] - 1;
    }
    lastPid = pid;
    lastTid = tid;
    return lastRow;
  }

  /**
   * The row of a thread that another rank has too: merged traces of containers, in which each rank
   * is process 1.
   */
  int rowOfOtherRank(long pid, long tid, int rank) {
    return otherRanks.computeIfAbsent(
        new RankKey(new ThreadKey(pid, tid), rank),
        key -> {
          int row = table.add(text(pid), text(tid));
          table.setRank(row, rank);
          return row;
        });
  }

  /**
   * The row of a thread of which the process is not given: the one that there is, or else a row of
   * its own. All other rows are known.
   */
  int rowOfThread(long tid) {
    if (byThread == null) {
      byThread = new HashMap<>();
      for (int slot = 0; slot < rows.length; slot++) {
        if (rows[slot] != 0) {
          byThread.merge(tids[slot], rows[slot] - 1, (one, other) -> Ids.NONE);
        }
      }
    }
    int row = byThread.getOrDefault(tid, Ids.NONE);
    return row >= 0 ? row : row(Ids.ABSENT, tid);
  }

  void nameProcess(long pid, int nameId) {
    processNames.put(pid, nameId);
  }

  void nameThread(long pid, long tid, int nameId) {
    threadNames.put(new ThreadKey(pid, tid), nameId);
  }

  /** Gives the names, which may stand anywhere in the file, to the tracks that were used. */
  void applyNames() {
    for (int slot = 0; slot < rows.length; slot++) {
      if (rows[slot] != 0) {
        applyNames(rows[slot] - 1, pids[slot], tids[slot]);
      }
    }
    otherRanks.forEach((key, row) -> applyNames(row, key.thread.pid, key.thread.tid));
  }

  private void applyNames(int row, long pid, long tid) {
    Integer process = processNames.get(pid);
    if (process != null) {
      table.setProcessNameId(row, process);
    }
    Integer thread = threadNames.get(new ThreadKey(pid, tid));
    if (thread != null) {
      table.setThreadNameId(row, thread);
    }
  }

  private int text(long key) {
    if (key == Ids.ABSENT) {
      return strings.intern("");
    }
    return (key & TEXT) != 0 && key > 0 ? (int) key : strings.intern(Long.toString(key));
  }

  private void grow() {
    long[] oldPids = pids;
    long[] oldTids = tids;
    int[] oldRows = rows;
    pids = new long[oldRows.length * 2];
    tids = new long[oldRows.length * 2];
    rows = new int[oldRows.length * 2];
    int mask = rows.length - 1;
    for (int i = 0; i < oldRows.length; i++) {
      if (oldRows[i] != 0) {
        int slot = hash(oldPids[i], oldTids[i]) & mask;
        while (rows[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        pids[slot] = oldPids[i];
        tids[slot] = oldTids[i];
        rows[slot] = oldRows[i];
      }
    }
  }

  private static int hash(long pid, long tid) {
    long mixed = (pid ^ SEED) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 32 ^ tid) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }
}
