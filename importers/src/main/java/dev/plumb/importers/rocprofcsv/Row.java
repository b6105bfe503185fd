package dev.plumb.importers.rocprofcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;

/** The fields of the row at hand. */
final class Row {
  private final CsvReader reader;
  private final Layout layout;

  Row(CsvReader reader, Layout layout) {
    this.reader = reader;
    this.layout = layout;
  }

  Layout layout() {
    return layout;
  }

  long offset() {
    return reader.offset();
  }

  boolean has(Field field) {
    return !reader.isEmpty(layout.column(field));
  }

  /** A whole number; {@link Ids#ABSENT} if there is none. */
  long number(Field field) {
    return reader.integer(layout.column(field), Ids.ABSENT);
  }

  /** A time; {@link Ids#ABSENT} if there is none. */
  long time(Field field) {
    long value = number(field);
    return value < 0 ? Ids.ABSENT : value;
  }

  /** A correlation id; zero means that there is none. */
  long correlation() {
    long value = number(Field.CORRELATION);
    return value == 0 ? Ids.ABSENT : value;
  }

  /** Interned text; {@link Ids#NONE} if there is none. */
  int text(Field field, StringPool pool) {
    return reader.text(layout.column(field), pool);
  }

  /** Text; "" if there is none. */
  String string(Field field) {
    return reader.string(layout.column(field));
  }

  /** Text of any column. */
  String string(int column) {
    return reader.string(column);
  }

  /** Number of any column; NaN if it is none. */
  double real(int column) {
    return reader.real(column);
  }
}
