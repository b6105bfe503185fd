package dev.plumb.importers.rocprofjson;

import dev.plumb.trace.LongColumn;

/** Records whose tables are not read yet. */
final class Waiting {
  private LongColumn values = new LongColumn();

  void add(Record record) {
    for (long value : record.values) {
      values.add(value);
    }
  }

  int size() {
    return values.size() / Record.COUNT;
  }

  /** Copies a waiting record into {@code record}. */
  void load(int index, Record record) {
    for (int field = 0; field < Record.COUNT; field++) {
      record.values[field] = values.get(index * Record.COUNT + field);
    }
  }

  void clear() {
    values = new LongColumn();
  }
}
