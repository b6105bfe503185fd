package dev.plumb.trace.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntToLongFunction;
import java.util.zip.Deflater;

/**
 * Writes a file section by section, front to back: nothing is kept but the section in the making
 * and the index. A section holds up to {@link PlumbFormat#MAX_ROWS} rows of one table, all columns.
 */
final class SectionWriter implements AutoCloseable {
  private final OutputStream out;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Bytes content = new Bytes();
  private final Bytes stored = new Bytes();
  private final Bytes header = new Bytes();
  private final Index index = new Index();
  private final long[] values = new long[PlumbFormat.MAX_ROWS];
  private long offset;

  // The section in the making.
  private String name = "";
  private int rows;
  private int columns;

  /** Texts of one column, by row of the section. */
  interface TextColumn {
    /** Bytes of a text; −1 for none. */
    int length(int row);

    /** Copies a text to {@code into} at {@code at}. */
    void copy(int row, byte[] into, int at);
  }

  /** Writes the columns of the rows that begin with {@code from}. */
  interface Columns {
    void write(int from) throws IOException;
  }

  SectionWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes the first bytes of the file. */
  void begin() throws IOException {
    header.clear();
    header.add(PlumbFormat.MAGIC, 0, PlumbFormat.MAGIC.length);
    header.addShort(PlumbFormat.VERSION);
    header.addInt(0); // flags
    header.addInt(PlumbFormat.crc(header.array, 0, header.length));
    write(header);
  }

  /** Writes a table as so many sections as it needs; none if it is empty. */
  void table(String table, int size, Columns parts) throws IOException {
    for (int from = 0; from < size; from += PlumbFormat.MAX_ROWS) {
      section(table, Math.min(size - from, PlumbFormat.MAX_ROWS));
      parts.write(from);
      end();
    }
  }

  /** Starts a section. */
  void section(String name, int rows) {
    if (name.length() > PlumbFormat.NAME_BYTES || rows > PlumbFormat.MAX_ROWS) {
      throw new IllegalArgumentException(name + ", " + rows + " rows");
    }
    this.name = name;
    this.rows = rows;
    columns = 0;
    content.clear();
    content.addShort(0); // number of columns, known at the end
  }

  /** Adds a column of integers that jump about. */
  void integers(String column, IntToLongFunction value) {
    for (int row = 0; row < rows; row++) {
      values[row] = Planes.fold(value.applyAsLong(row));
    }
    planes(column, Encoding.INTEGERS);
  }

  /** Adds a column of integers that each lie near the one before. */
  void deltas(String column, IntToLongFunction value) {
    long last = 0;
    for (int row = 0; row < rows; row++) {
      long next = value.applyAsLong(row);
      values[row] = Planes.fold(next - last);
      last = next;
    }
    planes(column, Encoding.DELTAS);
  }

  /** Adds a column of floating-point numbers, as their bits. */
  void doubles(String column, IntToLongFunction bits) {
    for (int row = 0; row < rows; row++) {
      values[row] = bits.applyAsLong(row);
    }
    planes(column, Encoding.DOUBLES);
  }

  /** Adds a column of texts. */
  void texts(String column, TextColumn text) throws IOException {
    int lengthAt = column(column, Encoding.TEXTS);
    for (int row = 0; row < rows; row++) {
      values[row] = text.length(row) + 1L;
    }
    Planes.write(values, rows, content);
    for (int row = 0; row < rows; row++) {
      int length = text.length(row);
      if (length > 0) {
        if ((long) content.length + length > PlumbFormat.MAX_SECTION_BYTES) {
          throw new IOException("a text of " + length + " bytes is too long for a .plumb file");
        }
        int at = content.reserve(length);
        text.copy(row, content.array, at);
      }
    }
    endColumn(lengthAt);
  }

  private void planes(String column, Encoding encoding) {
    int lengthAt = column(column, encoding);
    Planes.write(values, rows, content);
    endColumn(lengthAt);
  }

  private int column(String column, Encoding encoding) {
    byte[] ascii = column.getBytes(StandardCharsets.US_ASCII);
    columns++;
    content.addByte(ascii.length);
    content.add(ascii, 0, ascii.length);
    content.addByte(encoding.ordinal());
    return content.reserve(4);
  }

  private void endColumn(int lengthAt) {
    content.setInt(lengthAt, content.length - lengthAt - 4);
  }

  /** Compresses and writes the section. */
  void end() throws IOException {
    content.array[0] = (byte) columns;
    content.array[1] = (byte) (columns >>> 8);
    int encoding = PlumbFormat.DEFLATED;
    deflate();
    if (stored.length >= content.length) {
      encoding = PlumbFormat.STORED;
      stored.clear();
      stored.add(content.array, 0, content.length);
    }
    int least = (rows + PlumbFormat.MAX_ROWS_PER_BYTE - 1) / PlumbFormat.MAX_ROWS_PER_BYTE;
    if (stored.length < least) {
      int from = stored.length;
      stored.reserve(least - from);
      Arrays.fill(stored.array, from, least, (byte) 0);
    }
    int crc = PlumbFormat.crc(stored.array, 0, stored.length);
    index.add(name, offset, encoding, rows, stored.length, content.length, crc);
    header.clear();
    header.addInt(PlumbFormat.SECTION_MARK);
    header.addInt(encoding);
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    header.add(ascii, 0, ascii.length);
    for (int i = ascii.length; i < PlumbFormat.NAME_BYTES; i++) {
      header.addByte(0);
    }
    header.addInt(rows);
    header.addInt(stored.length);
    header.addInt(content.length);
    header.addInt(crc);
    header.addInt(0);
    header.addInt(PlumbFormat.crc(header.array, 0, header.length));
    write(header);
    write(stored);
  }

  private void deflate() {
    stored.clear();
    deflater.reset();
    deflater.setInput(content.array, 0, content.length);
    deflater.finish();
    while (!deflater.finished() && stored.length < content.length) {
      int from = stored.length;
      int room = stored.reserve(1 << 16);
      stored.length = from + deflater.deflate(stored.array, room, 1 << 16);
    }
  }

  /** Writes the index and the trailer: without them a file counts as cut off. */
  void finish() throws IOException {
    long indexOffset = offset;
    index.write(this);
    header.clear();
    header.addInt(PlumbFormat.END_MARK);
    header.addInt(0); // checksum, known when the offset is
    header.addLong(indexOffset);
    header.setInt(4, PlumbFormat.crc(header.array, 8, 8));
    write(header);
    out.flush();
  }

  private void write(Bytes bytes) throws IOException {
    out.write(bytes.array, 0, bytes.length);
    offset += bytes.length;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
