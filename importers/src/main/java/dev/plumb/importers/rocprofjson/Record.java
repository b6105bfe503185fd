package dev.plumb.importers.rocprofjson;

import dev.plumb.trace.Ids;
import java.util.Arrays;

/**
 * The fields of one record of any list, by number; {@link Ids#ABSENT} for what it lacks. One object
 * is used for all records, and a waiting record is a copy of its values.
 */
final class Record {
  /** Index of the record's list. */
  static final int LIST = 0;

  static final int OFFSET = 1;
  static final int KIND = 2;
  static final int OPERATION = 3;
  static final int THREAD = 4;
  static final int CORRELATION = 5;
  static final int START = 6;
  static final int END = 7;
  static final int AGENT = 8;
  static final int SOURCE = 9;
  static final int DESTINATION = 10;
  static final int QUEUE = 11;
  static final int STREAM = 12;
  static final int KERNEL = 13;
  static final int DISPATCH = 14;
  static final int SCRATCH_BYTES = 15;
  static final int LDS_BYTES = 16;

  /** Three in a row: x, y, z. */
  static final int WORKGROUP = 17;

  /** Three in a row: x, y, z; in work-items. */
  static final int GRID = 20;

  static final int BYTES = 23;
  static final int ADDRESS = 24;
  static final int FLAGS = 25;

  /** Of records without a duration. */
  static final int TIME = 26;

  /** Index of the texts of a sampled instruction. */
  static final int INSTRUCTION = 27;

  static final int CODE_OFFSET = 28;
  static final int ISSUED = 29;

  /** String id. */
  static final int STALL_REASON = 30;

  /** Id of arguments that the record itself names. */
  static final int ARGS = 31;

  /** First row of the counters of a dispatch. */
  static final int COUNTERS_FROM = 32;

  static final int COUNTERS_TO = 33;
  static final int COUNT = 34;

  final long[] values = new long[COUNT];

  void clear() {
    Arrays.fill(values, Ids.ABSENT);
  }

  long get(int field) {
    return values[field];
  }

  void set(int field, long value) {
    values[field] = value;
  }
}
