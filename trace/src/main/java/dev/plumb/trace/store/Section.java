package dev.plumb.trace.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One section that was read: its columns by name. A column that it lacks answers the default; one
 * that nobody asks for is never decoded. Reused from section to section.
 */
final class Section {
  private record Column(Encoding encoding, int from, int to) {}

  private final Map<String, Column> columns = new HashMap<>();
  private long[][] arrays = new long[8][];
  private int arraysUsed;
  private String name = "";
  private long offset;
  private int rows;
  private byte[] content = new byte[0];
  private @Nullable String broken;

  String name() {
    return name;
  }

  /** Where the section begins in the file. */
  long offset() {
    return offset;
  }

  int rows() {
    return rows;
  }

  /** Why the last column that was asked for cannot be read; null while all is well. */
  @Nullable String broken() {
    return broken;
  }

  /**
   * Takes the content of a section.
   *
   * @return false if it is no list of columns
   */
  boolean open(String name, long offset, int rows, byte[] content, int length) {
    this.name = name;
    this.offset = offset;
    this.rows = rows;
    this.content = content;
    columns.clear();
    arraysUsed = 0;
    broken = null;
    if (length < 2) {
      return false;
    }
    int at = 2;
    for (int left = Bytes.shortAt(content, 0); left > 0; left--) {
      int nameLength = at < length ? content[at] & 0xFF : 0;
      int from = at + 1 + nameLength + 5;
      if (at >= length || from > length) {
        return false;
      }
      String column = new String(content, at + 1, nameLength, StandardCharsets.US_ASCII);
      Encoding encoding = Encoding.of(content[from - 5] & 0xFF);
      int bytes = Bytes.intAt(content, from - 4);
      if (bytes < 0 || bytes > length - from) {
        return false;
      }
      if (encoding != null) {
        columns.put(column, new Column(encoding, from, from + bytes));
      }
      at = from + bytes;
    }
    return true;
  }

  /** Values of an integer or floating-point column, valid until the next section. */
  long[] longs(String columnName, long absent) {
    long[] values = array();
    Column column = columns.get(columnName);
    if (column == null) {
      Arrays.fill(values, 0, rows, absent);
      return values;
    }
    if (column.encoding == Encoding.TEXTS
        || Planes.read(content, column.from, column.to, values, rows) != column.to) {
      broken = columnName;
      Arrays.fill(values, 0, rows, absent);
      return values;
    }
    switch (column.encoding) {
      case INTEGERS -> {
        for (int row = 0; row < rows; row++) {
          values[row] = Planes.unfold(values[row]);
        }
      }
      case DELTAS -> {
        long last = 0;
        for (int row = 0; row < rows; row++) {
          last += Planes.unfold(values[row]);
          values[row] = last;
        }
      }
      case DOUBLES, TEXTS -> {}
    }
    return values;
  }

  /** Texts of a column, valid until the next section; a column that is not there has none. */
  TextValues texts(String columnName) {
    boolean[] none = new boolean[rows];
    int[] starts = new int[rows + 1];
    Column column = columns.get(columnName);
    if (column == null) {
      Arrays.fill(none, true);
      return new TextValues(content, starts, none);
    }
    long[] lengths = array();
    int at = Planes.read(content, column.from, column.to, lengths, rows);
    if (column.encoding != Encoding.TEXTS || at < 0) {
      broken = columnName;
      Arrays.fill(none, true);
      return new TextValues(content, starts, none);
    }
    for (int row = 0; row < rows; row++) {
      starts[row] = at;
      none[row] = lengths[row] == 0;
      long length = none[row] ? 0 : lengths[row] - 1;
      if (length < 0 || length > column.to - at) {
        broken = columnName;
        Arrays.fill(starts, row, rows + 1, at);
        Arrays.fill(none, row, rows, true);
        return new TextValues(content, starts, none);
      }
      at += (int) length;
    }
    starts[rows] = at;
    if (at != column.to) {
      broken = columnName;
    }
    return new TextValues(content, starts, none);
  }

  private long[] array() {
    if (arraysUsed == arrays.length) {
      arrays = Arrays.copyOf(arrays, arraysUsed * 2);
    }
    long[] array = arrays[arraysUsed];
    if (array == null || array.length < rows) {
      array = new long[Math.max(rows, 64)];
      arrays[arraysUsed] = array;
    }
    arraysUsed++;
    return array;
  }
}
