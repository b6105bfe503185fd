package dev.plumb.importers.records;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;

/** Rows with a place in time: checks their times and keeps their tracks. */
public final class Timeline {
  /** Longer ones are overflows of a profiler's counter; the same limit as for Chrome traces. */
  private static final long MAX_DURATION_NS = 7L * 24 * 3600 * 1_000_000_000;

  private final TraceBuilder out;
  private final Problems problems;

  /** Rows of tracks by the string ids of process and thread. */
  private final Map<Long, Integer> tracks = new HashMap<>();

  private final LongMap ids = new LongMap();

  /** String ids of devices' lines. */
  private final LongMap lines = new LongMap();

  private long lastTrack = -1;
  private int lastRow;

  /** A timeline that writes to {@code out}. */
  public Timeline(TraceBuilder out) {
    this.out = out;
    this.problems = out.problems();
  }

  /** The row of a thread or queue, by the string ids of its process or device and of itself. */
  public int track(int pidId, int tidId) {
    long key = (long) pidId << 32 | tidId;
    if (key != lastTrack) {
      lastRow = tracks.computeIfAbsent(key, k -> out.tracks().add(pidId, tidId));
      lastTrack = key;
    }
    return lastRow;
  }

  /**
   * The row of a line of a device's work.
   *
   * @param pidId string id of the process that uses it; of the empty text if unknown
   * @param deviceId string id of the device
   * @param lineId string id of the stream or queue
   */
  public int deviceTrack(int pidId, int deviceId, int lineId) {
    long key = (long) deviceId << 32 | lineId;
    int known = lines.get(key);
    if (known < 0) {
      String line = out.strings().get(deviceId) + " " + out.strings().get(lineId);
      known = out.strings().intern(line.strip());
      lines.put(key, known);
    }
    return track(pidId, known);
  }

  /** The track of a thread of the process; an absent id is the empty text. */
  public int thread(long pid, long tid) {
    return track(id(pid), id(tid));
  }

  /** String id of a number; the empty text for {@link Ids#ABSENT}. */
  public int id(long number) {
    int known = ids.get(number);
    if (known < 0) {
      known = out.strings().intern(number == Ids.ABSENT ? "" : Long.toString(number));
      ids.put(number, known);
    }
    return known;
  }

  /** Whether a record has its times; counts it if not. */
  public boolean usable(long startNs, long endNs, long offset) {
    boolean both = startNs != Ids.ABSENT && endNs != Ids.ABSENT;
    if (!both) {
      problems.add(ProblemCode.TIME_UNUSABLE, offset);
    }
    return both;
  }

  /**
   * Appends a slice whose times are {@link #usable}, and repairs its duration.
   *
   * @param detail row of the kind's own table, or {@link Ids#NONE}
   * @param offset place of the record in the input, for problems
   */
  public int slice(
      long startNs,
      long endNs,
      SliceKind kind,
      int nameId,
      int categoryId,
      int trackRow,
      int argsId,
      int detail,
      long offset) {
    long durNs = duration(startNs, endNs, offset);
    return out.slices().add(startNs, durNs, kind, nameId, categoryId, trackRow, argsId, detail);
  }

  /** The length of what starts and ends then; repaired, and counted, where it cannot be. */
  public long duration(long startNs, long endNs, long offset) {
    if (endNs < startNs) {
      problems.add(ProblemCode.DURATION_NEGATIVE, offset);
      return 0;
    }
    long durNs = endNs - startNs;
    if (durNs > MAX_DURATION_NS || durNs < 0) { // below zero: the difference overflows
      problems.add(ProblemCode.DURATION_OVERFLOW, offset);
      return 0;
    }
    return durNs;
  }
}
