package dev.plumb.importers.chrome;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;

/**
 * Reads stacks and samples: the dictionary {@code stackFrames} and the array {@code samples} of the
 * outer object, and the stacks of events. Beside the members that the format has, it knows those
 * with which {@code plumb convert} tells what the format cannot.
 */
final class ProfileReader {
  /** What {@link #sample} answers where an event stands instead. */
  static final int EVENT = -3;

  private static final byte[] NAME = ascii("name");
  private static final byte[] CATEGORY = ascii("category");
  private static final byte[] PARENT = ascii("parent");
  private static final byte[] KIND = ascii("kind");
  private static final byte[] FILE = ascii("file");
  private static final byte[] LINE = ascii("line");
  private static final byte[] ADDRESS = ascii("address");
  private static final byte[] PHASE = ascii("ph");
  private static final byte[] TIME = ascii("ts");
  private static final byte[] PID = ascii("pid");
  private static final byte[] TID = ascii("tid");
  private static final byte[] RANK = ascii("rank");
  private static final byte[] FRAME = ascii("sf");
  private static final byte[] STACK = ascii("stack");
  private static final byte[] WEIGHT = ascii("weight");
  private static final byte[] QUANTITY = ascii("quantity");
  private static final byte[] UNIT = ascii("unit");
  private static final byte[] REASON = ascii("reason");
  private static final byte[] SLICE = ascii("slice");
  private static final byte[] METRICS = ascii("metrics");

  private final TraceBuilder out;
  private final EventReader reader;
  private final EventWriter writer;
  private final Stacks stacks;
  private final NumberReader number = new NumberReader();
  private final Members members = new Members();
  private final EnumTexts<CodeKind> kinds = new EnumTexts<>(CodeKind.values());
  private final EnumTexts<Quantity> quantities = new EnumTexts<>(Quantity.values());
  private final int empty;

  // The sample being read.
  private long timeNs;
  private boolean timed;
  private long pid;
  private long tid;
  private long rank;
  private long frameKey;
  private int stack;
  private long weight;
  private Quantity quantity = Quantity.SAMPLES;
  private boolean ours;
  private int nameId;
  private int unitId;
  private int reasonId;
  private long slice;
  private int metricsAt;
  private boolean any;

  ProfileReader(TraceBuilder out, EventReader reader, EventWriter writer) {
    this.out = out;
    this.reader = reader;
    this.writer = writer;
    this.stacks = writer.stacks;
    this.empty = out.strings().intern("");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads one member of the dictionary.
   *
   * @param keyAt the quote before the frame's id
   * @param valueAt the brace of its object
   * @return the position after the object
   */
  int frame(byte[] buffer, int keyAt, int valueAt, int limit, long offset) {
    reader.event.clear();
    int name = empty;
    int library = Ids.NONE;
    int file = Ids.NONE;
    int line = 0;
    long address = Ids.ABSENT;
    long parent = Ids.ABSENT;
    CodeKind kind = CodeKind.OTHER;
    Members m = members.open(buffer, valueAt, limit);
    while (m.next()) {
      if (m.isNull()) {
        // as if it were not there
      } else if (m.is(NAME)) {
        name = text(buffer);
      } else if (m.is(CATEGORY)) {
        library = text(buffer);
      } else if (m.is(PARENT)) {
        parent = key(buffer, m.valueAt, limit);
      } else if (m.is(FILE)) {
        file = text(buffer);
      } else if (m.is(LINE)) {
        long value = integer(buffer, limit);
        line = value > 0 && value <= Integer.MAX_VALUE ? (int) value : 0;
      } else if (m.is(ADDRESS)) {
        address = integer(buffer, limit);
      } else if (m.is(KIND)) {
        CodeKind known = kinds.find(buffer, m.textAt(), m.textEnd());
        kind = known == null ? CodeKind.OTHER : known;
      }
    }
    if (m.end > 0) {
      int row = out.frames().row(kind, name, file, line, library, address);
      stacks.frames.put(key(buffer, keyAt, limit), parent, row, offset);
      writer.countRepairs(offset);
    }
    return m.end;
  }

  /** Reads one element of the array; answers the position after it, or {@link #EVENT}. */
  int sample(byte[] buffer, int pos, int limit, long offset) {
    reader.event.clear();
    clear();
    Members m = members.open(buffer, pos, limit);
    while (m.next()) {
      if (m.is(PHASE)) {
        return EVENT;
      }
      if (!m.isNull()) {
        sampleMember(m, buffer, limit);
      }
    }
    if (m.end > 0) {
      writer.countRepairs(offset);
      addSample(buffer, limit, offset);
    }
    return m.end;
  }

  private void clear() {
    timeNs = Times.NONE;
    timed = false;
    pid = Ids.ABSENT;
    tid = Ids.ABSENT;
    rank = Ids.ABSENT;
    frameKey = Ids.ABSENT;
    stack = Ids.NONE;
    weight = 1;
    quantity = Quantity.SAMPLES;
    ours = false;
    nameId = empty;
    unitId = empty;
    reasonId = Ids.NONE;
    slice = Ids.NONE;
    metricsAt = -1;
    any = false;
  }

  private void sampleMember(Members m, byte[] buffer, int limit) {
    if (m.is(TIME)) {
      number.microseconds(buffer, m.valueAt, limit);
      timeNs = number.value;
      timed = true;
    } else if (m.is(FRAME)) {
      frameKey = key(buffer, m.valueAt, limit);
    } else if (m.is(STACK)) {
      stack = writer.inline.row(buffer, m.valueAt, limit);
    } else if (m.is(WEIGHT)) {
      weight = integer(buffer, limit);
    } else if (m.is(PID)) {
      pid = key(buffer, m.valueAt, limit);
    } else if (m.is(TID)) {
      tid = key(buffer, m.valueAt, limit);
    } else if (m.is(NAME)) {
      nameId = text(buffer);
    } else if (m.is(UNIT)) {
      unitId = text(buffer);
    } else if (m.is(REASON)) {
      reasonId = text(buffer);
    } else if (m.is(RANK)) {
      rank = integer(buffer, limit);
    } else if (m.is(SLICE)) {
      slice = integer(buffer, limit);
    } else if (m.is(QUANTITY)) {
      Quantity known = quantities.find(buffer, m.textAt(), m.textEnd());
      quantity = known == null ? Quantity.OTHER : known;
      ours = true;
    } else if (m.is(METRICS) && buffer[m.valueAt] == '{') {
      metricsAt = m.valueAt;
    } else {
      return;
    }
    any = true;
  }

  private void addSample(byte[] buffer, int limit, long offset) {
    if (!any) {
      out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, offset);
      return;
    }
    if (timed && timeNs == Times.NONE) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    }
    if (weight == Ids.ABSENT) {
      out.problems().add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
      weight = 1;
    }
    int track =
        pid != Ids.ABSENT
            ? writer.track(pid, tid, rank)
            : tid != Ids.ABSENT ? Stacks.THREAD_ONLY : Ids.NONE;
    int row = add(track, quantity, ours ? weight : 1, offset);
    if (!ours && weight != 1) {
      // What the weights of others count nobody says; that it is a sample is certain.
      add(track, Quantity.OTHER, weight, offset);
    }
    if (metricsAt >= 0) {
      writer.metrics.read(buffer, metricsAt, limit, Ids.NONE, row, offset);
    }
  }

  private int add(int track, Quantity of, long value, long offset) {
    int measure = out.measures().row(of, nameId, unitId);
    return stacks.addSample(
        timeNs,
        track,
        tid,
        frameKey,
        stack,
        measure,
        value,
        reasonId,
        ours ? slice : Ids.NONE,
        offset);
  }

  private int text(byte[] buffer) {
    return reader.intern(buffer, members.textAt(), members.textEnd());
  }

  private long key(byte[] buffer, int at, int limit) {
    return reader.trackKey(buffer, at, limit) < 0 ? Ids.ABSENT : reader.key();
  }

  private long integer(byte[] buffer, int limit) {
    number.integer(buffer, members.valueAt, limit);
    return number.value;
  }
}
