package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.Varints;
import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * The statistics of one event; filled again and again. Columns are read. Arguments are gathered as
 * they stand in the file and not looked into: they repeat, and {@link Meanings} knows them by their
 * bytes.
 */
final class EventStats {
  private static final int FIELD_TAG = 4 << 3 | WireReader.BYTES;
  private static final int ID_TAG = 1 << 3;
  private static final int FIRST_COLUMN = StatKind.CORRELATION.ordinal();
  private static final int IGNORED = StatKind.IGNORED.ordinal();

  private final StatNames names;
  private final WireCursor cursor = new WireCursor();
  private final long[] columns = new long[StatKind.values().length];
  private long present;

  /** The arguments, each with tag and length before it: the fields of a message. */
  byte[] arguments = new byte[256];

  /** Bytes in {@link #arguments}. */
  int length;

  EventStats(StatNames names) {
    this.names = names;
  }

  void clear() {
    length = 0;
    present = 0;
  }

  /** Whether an argument begins here for sure: the form of nearly all. */
  boolean isArgument(byte[] bytes, int from) {
    if (from + Long.BYTES > bytes.length || bytes[from] != ID_TAG) {
      return false;
    }
    int low = bytes[from + 1];
    int high = bytes[from + 2];
    // Ids are of one or two bytes nearly always.
    return low >= 0 ? names.isArgument(low) : high >= 0 && names.isArgument(low & 0x7F | high << 7);
  }

  /** Adds the argument whose field, with tag and length, is {@code [from, to)}. */
  void addArgument(byte[] bytes, int from, int to) {
    int size = to - from;
    ensure(size);
    System.arraycopy(bytes, from, arguments, length, size);
    length += size;
  }

  private void ensure(int more) {
    if (more > arguments.length - length) {
      arguments = Arrays.copyOf(arguments, Math.max(arguments.length * 2, length + more));
    }
  }

  /** Adds the {@code XStat} in {@code [from, to)}; false if it is none. */
  boolean add(byte[] bytes, int from, int to) {
    return addUsualColumn(bytes, from, to) || addAny(bytes, from, to);
  }

  /** The form of nearly all columns: id, then a number; false if it is another. */
  private boolean addUsualColumn(byte[] bytes, int from, int to) {
    if (from + 16 > bytes.length || bytes[from] != ID_TAG) {
      return false;
    }
    long word = Varints.word(bytes, from + 1);
    int idLength = Varints.length(word);
    if (idLength > 4) {
      return false;
    }
    int at = from + 1 + idLength;
    int tag = bytes[at++];
    if (at + 8 > bytes.length || (tag != Stats.UNSIGNED << 3 && tag != Stats.SIGNED << 3)) {
      return false;
    }
    long value = Varints.word(bytes, at);
    int valueLength = Varints.length(value);
    return valueLength != Varints.TOO_LONG
        && at + valueLength == to
        && addColumn(Varints.value(word, idLength), Varints.value(value, valueLength));
  }

  /** False if the statistic of this id is no column. */
  private boolean addColumn(long id, long value) {
    int kind = names.kindOrdinal(names.row(id));
    if (kind < FIRST_COLUMN) {
      return false;
    }
    columns[kind] = value;
    present |= kind == IGNORED ? 0 : 1L << kind;
    return true;
  }

  private boolean addAny(byte[] bytes, int from, int to) {
    WireCursor in = cursor;
    in.reset(bytes, from, to);
    long id = 0;
    int type = 0;
    long value = 0;
    while (in.next()) {
      if (in.field() == 1) {
        id = in.value();
      } else if (in.field() <= Stats.COMPRESSED) {
        type = in.type() == WireReader.BYTES ? Stats.BYTES : in.field();
        value = in.value();
      }
    }
    if (in.damaged()) {
      return false;
    }
    boolean number = type == Stats.UNSIGNED || type == Stats.SIGNED;
    if (!names.isIgnored(id) && !(number && addColumn(id, value))) {
      addField(bytes, from, to);
    }
    return true;
  }

  private void addField(byte[] bytes, int from, int to) {
    ensure(6);
    arguments[length++] = FIELD_TAG;
    int rest = to - from;
    for (; rest > 0x7F; rest >>>= 7) {
      arguments[length++] = (byte) (rest | 0x80);
    }
    arguments[length++] = (byte) rest;
    addArgument(bytes, from, to);
  }

  /** Whether the event has columns at all. */
  boolean hasColumns() {
    return present != 0;
  }

  /** The value of a column; {@link Ids#ABSENT} if the event does not have it. */
  long column(StatKind kind) {
    return (present & 1L << kind.ordinal()) == 0 ? Ids.ABSENT : columns[kind.ordinal()];
  }
}
