package dev.plumb.importers.csv;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.StringPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pulls one row after another from a stream. The fields of a row are valid until the next one;
 * nothing is allocated for a row. State is the longest row, of which 4 MiB are kept at most.
 */
public final class CsvReader {
  private static final int MOST_BYTES = 1 << 22;
  private static final int MOST_FIELDS = 1 << 14;
  private static final int LONGEST_NAME = 1 << 16;

  private final InputStream in;
  private final byte separator;
  private final Problems problems;
  private final byte[] piece = new byte[1 << 16];
  private int at;
  private int limit;

  /** Offset in the input of {@code piece[0]}. */
  private long base;

  private byte[] text = new byte[1 << 10];
  private int length;
  private int[] ends = new int[32];
  private int fields;
  private boolean cut;
  private boolean ragged;
  private long offset;
  private int headFields = -1;
  private List<String> head = List.of();

  /** A reader of comma-separated values. */
  public CsvReader(InputStream in, Problems problems) {
    this(in, ',', problems);
  }

  /** A reader of values between {@code separator}, an ASCII character. */
  public CsvReader(InputStream in, char separator, Problems problems) {
    this.in = in;
    this.separator = (byte) separator;
    this.problems = problems;
  }

  /** A reader of comma-separated values that begin at {@code offset} of the input. */
  public CsvReader(InputStream in, long offset, Problems problems) {
    this(in, ',', problems);
    this.base = offset;
  }

  /**
   * Takes the next row as the head: names of the columns, white space around them removed. Rows
   * with another number of fields are counted from now on.
   */
  public List<String> readHead() throws IOException {
    headFields = -1;
    head = List.of();
    return next() ? takeHead() : head;
  }

  /** Takes the row at hand as the head, where something else may stand before it. */
  public List<String> takeHead() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      names.add(string(i).strip());
    }
    head = List.copyOf(names);
    headFields = fields;
    ragged = false;
    return head;
  }

  /** Names of the columns, as {@link #readHead} gave them. */
  public List<String> head() {
    return head;
  }

  /** Index of the first column of one of these names; −1 if there is none. */
  public int column(String... names) {
    for (String name : names) {
      int index = head.indexOf(name);
      if (index >= 0) {
        return index;
      }
    }
    return -1;
  }

  /** Moves to the next row that is not empty; false at the end of the input. */
  public boolean next() throws IOException {
    if (ragged) { // counted now that it was not taken for a head
      problems.add(ProblemCode.ROW_RAGGED, offset);
      ragged = false;
    }
    while (true) {
      fields = 0;
      length = 0;
      cut = false;
      if (at == limit && !fill()) {
        return false;
      }
      if (base == 0 && at == 0) {
        skipByteOrderMark();
      }
      offset = base + at;
      row();
      if (fields > 1 || length > 0) {
        break;
      }
    }
    if (cut) {
      problems.add(ProblemCode.TEXT_CUT, offset);
    }
    ragged = headFields >= 0 && fields != headFields;
    return true;
  }

  private void skipByteOrderMark() {
    if (limit >= 3
        && piece[0] == (byte) 0xEF
        && piece[1] == (byte) 0xBB
        && piece[2] == (byte) 0xBF) {
      at = 3;
    }
  }

  /** Reads up to the end of the row. */
  private void row() throws IOException {
    boolean fieldStart = true;
    while (at < limit || fill()) {
      byte b = piece[at++];
      if (b == '"' && fieldStart) {
        quoted();
        fieldStart = false;
      } else if (b == separator) {
        endField();
        fieldStart = true;
      } else if (b == '\n' || b == '\r') {
        if (b == '\r' && (at < limit || fill()) && piece[at] == '\n') {
          at++;
        }
        endField();
        return;
      } else {
        append(b);
        fieldStart = false;
      }
    }
    endField();
  }

  /** Reads a field in quotes up to the closing one; a doubled quote stands for itself. */
  private void quoted() throws IOException {
    while (at < limit || fill()) {
      byte b = piece[at++];
      if (b == '"') {
        if (at == limit && !fill() || piece[at] != '"') {
          return;
        }
        at++;
      }
      append(b);
    }
    problems.add(ProblemCode.TEXT_TRUNCATED, offset);
  }

  private void append(byte b) {
    if (length == text.length) {
      if (length >= MOST_BYTES) {
        cut = true;
        return;
      }
      text = Arrays.copyOf(text, length * 2);
    }
    text[length++] = b;
  }

  private void endField() {
    if (fields == ends.length) {
      if (fields >= MOST_FIELDS) {
        cut = true;
        return;
      }
      ends = Arrays.copyOf(ends, fields * 2);
    }
    ends[fields++] = length;
  }

  private boolean fill() throws IOException {
    base += limit;
    at = 0;
    limit = 0;
    // Three bytes at least, so that a byte order mark is seen in one piece.
    while (limit < 3) {
      int count = in.read(piece, limit, piece.length - limit);
      if (count < 0) {
        break;
      }
      limit += count;
    }
    return limit > 0;
  }

  /** Where the row starts in the input. */
  public long offset() {
    return offset;
  }

  /** How much of the input has been taken. */
  public long position() {
    return base + at;
  }

  /** Number of fields of the row. */
  public int size() {
    return fields;
  }

  private int start(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  /** Whether the row has no such field, or nothing in it; also true for {@code field} −1. */
  public boolean isEmpty(int field) {
    return field < 0 || field >= fields || start(field) == ends[field];
  }

  /** Interns a field; {@link Ids#NONE} if it is empty. */
  public int text(int field, StringPool pool) {
    if (isEmpty(field)) {
      return Ids.NONE;
    }
    int from = start(field);
    if (ends[field] - from > LONGEST_NAME) {
      problems.add(ProblemCode.TEXT_CUT, offset);
    }
    return pool.intern(text, from, Math.min(ends[field], from + LONGEST_NAME));
  }

  /** A field as text; "" if there is none. */
  public String string(int field) {
    return isEmpty(field)
        ? ""
        : new String(text, start(field), ends[field] - start(field), StandardCharsets.UTF_8);
  }

  /** A whole number, white space around it aside; {@code absent} for anything else. */
  public long integer(int field, long absent) {
    return isEmpty(field) ? absent : Decimals.scaled(text, start(field), ends[field], 0, absent);
  }

  /**
   * A decimal number times {@code 10^power}, rounded half to even: microseconds become nanoseconds
   * with 3. Without a {@code double} on the way; {@code absent} for anything else.
   */
  public long scaled(int field, int power, long absent) {
    return isEmpty(field)
        ? absent
        : Decimals.scaled(text, start(field), ends[field], power, absent);
  }

  /** A number; NaN for anything else. */
  public double real(int field) {
    if (isEmpty(field) || ends[field] - start(field) > 64) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(string(field).strip());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
