package dev.plumb.importers.sqlite;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StringPool;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A scan over some columns of a table, in the order of its row ids. Columns are numbered as they
 * were asked for; one that the table does not have is null in every row. Nothing is allocated for a
 * row.
 *
 * <p>SQLite lets any row have any type in any column: a value that its getter cannot give without
 * loss is counted as a problem and read as null.
 */
public final class Rows {
  /** Names and symbols longer than this are no names. */
  private static final int LONGEST_NAME = 1 << 16;

  /** Of a payload that spills over to other pages, as much as this is read. */
  private static final int LONGEST_PAYLOAD = 1 << 22;

  /** How many bytes a value of each serial type has; texts and blobs say it themselves. */
  private static final byte[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};

  private static final int NULL = 0;
  private static final int REAL = 7;
  private static final int ZERO = 8;
  private static final int ONE = 9;

  /** Types 10 and 11 occur in no file; here they stand for values that are not in the record. */
  private static final int ROWID = 10;

  private static final int MISSING = 11;
  private static final int FIRST_BLOB = 12;

  private final @Nullable TreeWalk walk;
  private final SqliteTable table;
  private final Charset charset;
  private final boolean utf8;
  private final Problems problems;

  /** For each column of this scan its index in the table, or −1. */
  private final int[] columns;

  /** For each column of the table its number in this scan, or −1; ends after the last one used. */
  private final int[] slots;

  private final int rowidSlot;
  private final long[] types;
  private final int[] starts;
  private byte[] bytes = new byte[0];
  private int end;
  private byte[] scratch = new byte[0];

  Rows(
      @Nullable TreeWalk walk,
      SqliteTable table,
      Charset charset,
      Problems problems,
      String... names) {
    this.walk = walk;
    this.table = table;
    this.charset = charset;
    utf8 = charset.equals(StandardCharsets.UTF_8);
    this.problems = problems;
    columns = Arrays.stream(names).mapToInt(table::column).toArray();
    types = new long[names.length];
    starts = new int[names.length];
    slots = new int[Arrays.stream(columns).max().orElse(-1) + 1];
    Arrays.fill(slots, -1);
    int rowid = -1;
    for (int i = 0; i < names.length; i++) {
      if (columns[i] >= 0) {
        slots[columns[i]] = i;
        rowid = table.columns().get(columns[i]).rowid() ? i : rowid;
      }
    }
    rowidSlot = rowid;
  }

  /** Moves to the next row; false after the last. Rows that are damaged are counted, not shown. */
  public boolean next() {
    if (walk == null) {
      return false;
    }
    while (walk.next()) {
      if (decode(walk)) {
        return true;
      }
      problems.add(ProblemCode.DATABASE_DAMAGED, walk.offset());
    }
    return false;
  }

  /** Whether the table has a column that was asked for. */
  public boolean has(int column) {
    return columns[column] >= 0;
  }

  /** The row's id. */
  public long rowid() {
    return walk == null ? 0 : walk.rowid;
  }

  /** Where the row is in the file. */
  public long offset() {
    return walk == null ? Problems.NO_OFFSET : walk.offset();
  }

  private boolean decode(TreeWalk cell) {
    bytes = cell.buffer;
    end = cell.payload + cell.local;
    Found found = record(cell.payload);
    if (found == Found.WHOLE || cell.local == cell.total) {
      return found == Found.WHOLE;
    }
    int length = (int) Math.min(cell.total, LONGEST_PAYLOAD);
    if (scratch.length < length) {
      scratch = new byte[length];
    }
    bytes = scratch;
    end = cell.copyPayload(scratch, length);
    found = record(0);
    if (found == Found.IN_PART) {
      clip();
    }
    return found != Found.NOT;
  }

  /** How much of the columns that were asked for is there. */
  private enum Found {
    NOT,
    IN_PART,
    WHOLE
  }

  /**
   * Finds the columns in the record at {@code from}, which ends at {@link #end} at the latest.
   * Columns that follow all those that were asked for are not looked at.
   */
  private Found record(int from) {
    int at = from;
    long header = 0;
    do {
      if (at >= end || at > from + 3) {
        return Found.NOT;
      }
      header = header << 7 | bytes[at] & 0x7F;
    } while (bytes[at++] < 0);
    if (header < at - from || header > end - from) {
      return Found.NOT;
    }
    int headerEnd = from + (int) header;
    long start = headerEnd;
    boolean whole = true;
    for (int slot : slots) {
      long type = MISSING;
      if (at < headerEnd) {
        type = bytes[at++];
        if (type < 0) {
          type &= 0x7F;
          do {
            if (at >= headerEnd || type > Integer.MAX_VALUE) {
              return Found.NOT;
            }
            type = type << 7 | bytes[at] & 0x7F;
          } while (bytes[at++] < 0);
        }
        if (type == ROWID || type == MISSING) {
          return Found.NOT;
        }
      }
      long size = type < FIRST_BLOB ? SIZES[(int) type] : type - FIRST_BLOB >> 1;
      if (slot >= 0) {
        types[slot] = type;
        starts[slot] = (int) Math.min(start, Integer.MAX_VALUE);
        whole &= start + size <= end;
      }
      start += size;
    }
    if (rowidSlot >= 0 && types[rowidSlot] == NULL) {
      types[rowidSlot] = ROWID;
    }
    return whole ? Found.WHOLE : Found.IN_PART;
  }

  /** Makes do with a payload that is not all there: what is behind the end is null or cut. */
  private void clip() {
    for (int i = 0; i < types.length; i++) {
      long type = types[i];
      long size = type < FIRST_BLOB ? SIZES[(int) type] : type - FIRST_BLOB >> 1;
      if (columns[i] >= 0 && starts[i] + size > end) {
        problems.add(ProblemCode.TEXT_CUT, offset());
        starts[i] = Math.min(starts[i], end);
        int left = end - starts[i];
        boolean text = type > FIRST_BLOB && (type & 1) == 1;
        types[i] = text ? left * 2L + FIRST_BLOB + 1 : NULL;
      }
    }
  }

  private long type(int column) {
    return columns[column] < 0 ? NULL : types[column];
  }

  private @Nullable Object missing(int column) {
    return table.columns().get(columns[column]).missing();
  }

  /** Whether there is no value. */
  public boolean isNull(int column) {
    long type = type(column);
    return type == NULL || type == MISSING && missing(column) == null;
  }

  /** Whether the value is a text. */
  public boolean isText(int column) {
    long type = type(column);
    return type > FIRST_BLOB && (type & 1) == 1
        || type == MISSING && missing(column) instanceof String;
  }

  /**
   * The value of a column of integers.
   *
   * @param absent what stands for null and for values that are no integers
   */
  public long integer(int column, long absent) {
    int at = starts[column];
    long type = type(column);
    if (type <= 6) {
      return type == NULL ? absent : big(at, SIZES[(int) type]);
    }
    if (type == ZERO || type == ONE) {
      return type - ZERO;
    }
    if (type == ROWID) {
      return rowid();
    }
    if (type == MISSING) {
      return missing(column) instanceof Long value ? value : absent;
    }
    if (type == REAL) {
      double value = Double.longBitsToDouble(big(at, 8));
      if (value == (long) value && Math.abs(value) < 1L << 53) {
        return (long) value;
      }
    } else if ((type & 1) == 1 && utf8) {
      long value = decimal(at, at + (int) (type - FIRST_BLOB >> 1));
      if (value != Ids.ABSENT) {
        return value;
      }
    }
    problems.add(ProblemCode.VALUE_OF_WRONG_TYPE, offset());
    return absent;
  }

  /** The value of a column of integers that fit an {@code int}; others are wrong, too. */
  public int small(int column, int absent) {
    long value = integer(column, absent);
    if (value != (int) value) {
      problems.add(ProblemCode.VALUE_OF_WRONG_TYPE, offset());
      return absent;
    }
    return (int) value;
  }

  /** The value of a column of real numbers. */
  public double real(int column, double absent) {
    long type = type(column);
    if (type == REAL) {
      return Double.longBitsToDouble(big(starts[column], 8));
    }
    long value = integer(column, Ids.ABSENT);
    return value == Ids.ABSENT ? absent : value;
  }

  /** Interns a text; {@link Ids#NONE} if there is none. Numbers are taken as their digits. */
  public int text(int column, StringPool pool) {
    long type = type(column);
    if (type > FIRST_BLOB && (type & 1) == 1 && utf8) {
      int from = starts[column];
      int length = (int) (type - FIRST_BLOB >> 1);
      if (length > LONGEST_NAME) {
        problems.add(ProblemCode.TEXT_CUT, offset());
        length = LONGEST_NAME;
      }
      return pool.intern(bytes, from, from + length);
    }
    String text = string(column);
    return text == null ? Ids.NONE : pool.intern(text);
  }

  /**
   * The array that {@link #textStart} and {@link #textEnd} point into; valid until the next row.
   */
  public byte[] buffer() {
    return bytes;
  }

  /** Start of a text's UTF-8 bytes; −1 if it is none, or is to be had as {@link #string} only. */
  public int textStart(int column) {
    long type = type(column);
    return utf8 && type > FIRST_BLOB && (type & 1) == 1 ? starts[column] : -1;
  }

  /** End of the bytes that start at {@link #textStart}. */
  public int textEnd(int column) {
    return starts[column] + (int) (types[column] - FIRST_BLOB >> 1);
  }

  /** The bytes of a blob; empty if the value is none. */
  public byte[] blob(int column) {
    long type = type(column);
    if (type < FIRST_BLOB || (type & 1) == 1) {
      return new byte[0];
    }
    int from = starts[column];
    return Arrays.copyOfRange(bytes, from, from + (int) (type - FIRST_BLOB >> 1));
  }

  /** A text, for what is read once; null if there is none. Numbers are taken as their digits. */
  public @Nullable String string(int column) {
    long type = type(column);
    if (isNull(column)) {
      return null;
    }
    if (type == MISSING) {
      return String.valueOf(missing(column));
    }
    if (type == REAL) {
      return Double.toString(Double.longBitsToDouble(big(starts[column], 8)));
    }
    if (type < FIRST_BLOB) {
      return Long.toString(integer(column, 0));
    }
    if ((type & 1) == 0) {
      problems.add(ProblemCode.VALUE_OF_WRONG_TYPE, offset());
      return null;
    }
    return new String(bytes, starts[column], (int) (type - FIRST_BLOB >> 1), charset);
  }

  private long big(int at, int size) {
    long value = bytes[at];
    for (int i = 1; i < size; i++) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }

  /** A decimal integer in digits only; {@link Ids#ABSENT} for anything else. */
  private long decimal(int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    int at = negative ? from + 1 : from;
    if (at >= to || to - at > 19) {
      return Ids.ABSENT;
    }
    long value = 0;
    while (at < to) {
      int digit = bytes[at++] - '0';
      if (digit < 0 || digit > 9) {
        return Ids.ABSENT;
      }
      value = value * 10 + digit;
    }
    if (value < 0) { // of 19 digits, those that do not fit
      return Ids.ABSENT;
    }
    return negative ? -value : value;
  }
}
