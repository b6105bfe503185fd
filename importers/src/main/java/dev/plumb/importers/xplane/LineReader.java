package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.Varints;
import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** Reads the events of the lines of one plane: the hot loop of the format. */
final class LineReader {
  /** Events are some 50 bytes; longer than this they are skipped. */
  private static final int LONGEST_EVENT = 1 << 24;

  /** Seven days: as in the other importers, a longer duration is an overflow. */
  private static final long MOST_PS = 7L * 24 * 3600 * 1_000_000_000_000L;

  /** Beyond this, sums of two times could overflow. */
  private static final long FARTHEST = Long.MAX_VALUE / 4;

  private final TraceBuilder out;
  private final Problems problems;
  private final EventTypes types;
  private final Meanings meanings;
  private final EventWriter writer;
  private final EventStats stats;
  private final LineSummary summary;
  private final WireCursor cursor = new WireCursor();
  private final int category;

  /** Events of the line so far. */
  private long seen;

  // Of the event at hand.
  private long type;
  private int typeRow;

  /** Row of its meaning, if found before all of it was read; else {@link Ids#NONE}. */
  private int meaning;

  private long offsetPs;
  private long durPs;
  private long occurrences;
  private boolean aggregated;
  private boolean broken;

  LineReader(
      TraceBuilder out, EventTypes types, Meanings meanings, EventWriter writer, EventStats stats) {
    this.out = out;
    this.problems = out.problems();
    this.types = types;
    this.meanings = meanings;
    this.writer = writer;
    this.stats = stats;
    this.summary = new LineSummary(types);
    this.category = writer.categoryId();
  }

  LineSummary summary() {
    return summary;
  }

  /** Begins another line. */
  void begin() {
    summary.clear();
    seen = 0;
  }

  /** Ends the line. */
  void end() {
    out.countEvents(category, seen);
  }

  /** Reads the event that {@code in} stands at. */
  void read(WireReader in, Line line) throws IOException {
    long offset = in.offset();
    int length = in.bytes(LONGEST_EVENT);
    seen++;
    if (length == LONGEST_EVENT) {
      problems.add(ProblemCode.EVENT_TOO_LARGE, offset);
      return;
    }
    event(in.buffer(), in.start(), in.start() + length, line, offset);
  }

  private void event(byte[] bytes, int from, int to, Line line, long offset) {
    boolean whole = parseUsual(bytes, from, to) || parseAny(bytes, from, to);
    if (!whole) {
      problems.add(ProblemCode.EVENT_BROKEN, offset);
      if (broken) {
        return;
      }
    }
    if (typeRow < 0) {
      typeRow = type(offset);
    }
    if (tooFar(line.timestampNs) || tooFar(offsetPs)) {
      problems.add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    durPs = duration(durPs, offset);
    summary.add(typeRow, offsetPs, durPs, aggregated);
    int row = meaning >= 0 ? meaning : meanings.row(typeRow, stats);
    if (whole && meanings.isBroken(row)) {
      problems.add(ProblemCode.EVENT_BROKEN, offset);
    }
    if (aggregated) {
      writer.sum(line, typeRow, durPs, occurrences);
    } else {
      // Both ends are cut to nanoseconds: what touched still touches, what lay inside still does.
      long startNs = line.timestampNs + Math.floorDiv(offsetPs, 1000L);
      long endNs = line.timestampNs + Math.floorDiv(offsetPs + durPs, 1000L);
      writer.write(line, meanings, row, stats, startNs, endNs - startNs);
    }
  }

  private void clear() {
    type = 0;
    typeRow = Ids.NONE;
    meaning = Ids.NONE;
    offsetPs = 0;
    durPs = 0;
    occurrences = 0;
    aggregated = false;
    broken = false;
    stats.clear();
  }

  /** The form of nearly all events: short tags, times of up to eight bytes. False if another. */
  private boolean parseUsual(byte[] bytes, int from, int to) {
    clear();
    int at = from;
    int safe = Math.min(to, bytes.length - 9);
    while (at < safe) {
      int tag = bytes[at++];
      long word = Varints.word(bytes, at);
      int length = Varints.length(word);
      if (length == Varints.TOO_LONG) {
        return false;
      }
      at += length;
      long value = Varints.value(word, length);
      switch (tag) {
        case 4 << 3 | WireReader.BYTES -> {
          if (value > to - at) {
            return false;
          }
          int field = at - length - 1;
          int end = at + (int) value;
          if (!stats.isArgument(bytes, at)) {
            if (!stats.add(bytes, at, end)) {
              return false;
            }
          } else if (stats.length == 0
              && (meaning = meanings.again(typeRow, bytes, field, to)) >= 0) {
            return true;
          } else {
            stats.addArgument(bytes, field, end);
          }
          at = end;
        }
        case 1 << 3 -> {
          type = value;
          typeRow = types.find(value);
        }
        case 2 << 3 -> offsetPs = value;
        case 3 << 3 -> durPs = value;
        default -> {
          return false;
        }
      }
    }
    return at == to;
  }

  /** False if part of the event is damaged; if its times may be, it is {@link #broken}. */
  private boolean parseAny(byte[] bytes, int from, int to) {
    clear();
    boolean whole = true;
    WireCursor in = cursor;
    in.reset(bytes, from, to);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = in.value();
        case 2 -> offsetPs = in.value();
        case 3 -> durPs = in.value();
        case 4 -> whole &= in.type() == WireReader.BYTES && stats.add(bytes, in.from(), in.to());
        case 5 -> {
          aggregated = true;
          occurrences = in.value();
        }
        default -> {}
      }
    }
    broken = in.damaged();
    return whole && !broken;
  }

  private static boolean tooFar(long value) {
    return value > FARTHEST || value < -FARTHEST;
  }

  private int type(long offset) {
    int row = types.find(type);
    if (row < 0) {
      problems.add(ProblemCode.EVENT_NAME_MISSING, offset);
      row = types.addUnknown(type);
    }
    return row;
  }

  private long duration(long ps, long offset) {
    if (ps < 0) {
      problems.add(ProblemCode.DURATION_NEGATIVE, offset);
      return 0;
    }
    if (ps > MOST_PS) {
      problems.add(ProblemCode.DURATION_OVERFLOW, offset);
      return 0;
    }
    return ps;
  }
}
