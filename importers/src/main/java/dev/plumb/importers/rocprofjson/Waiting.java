package dev.plumb.importers.rocprofjson;

import dev.plumb.trace.LongColumn;

/** Records whose tables are not read yet. */
final class Waiting {
  private LongColumn values = new LongColumn();

  void add(RecordFields record) {
    for (long value : record.values) {
      values.add(value);
    }
  }

  int size() {
    return values.size() / RecordFields.COUNT;
  }

  /** Copies a waiting record into {@code record}. */
  void load(int index, RecordFields record) {
    for (int field = 0; field < RecordFields.COUNT; field++) {
      record.values[field] = values.get(index * RecordFields.COUNT + field);
    }
  }

  void clear() {
    values = new LongColumn();
  }
}
