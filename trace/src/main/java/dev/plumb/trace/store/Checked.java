package dev.plumb.trace.store;

import dev.plumb.trace.Problems;
import dev.plumb.trace.UnreadableInputException;

/**
 * Refuses what no writer of ours writes: each value of a section is looked at before it is used.
 */
final class Checked {
  private final String file;
  private final Section section;

  Checked(String file, Section section) {
    this.file = file;
    this.section = section;
  }

  /** Integers as they are. */
  long[] longs(String column, long absent) throws UnreadableInputException {
    long[] values = section.longs(column, absent);
    if (section.broken() != null) {
      throw fault(column);
    }
    return values;
  }

  /** Integers in {@code [least, most]}; {@code absent} need not be. */
  long[] between(String column, long least, long most, long absent)
      throws UnreadableInputException {
    long[] values = longs(column, absent);
    for (int row = 0; row < section.rows(); row++) {
      if ((values[row] < least || values[row] > most)) {
        throw fault(column);
      }
    }
    return values;
  }

  /** Integers that fit 32 bits; {@code absent} need not be. */
  long[] ints(String column, long absent) throws UnreadableInputException {
    return between(column, Integer.MIN_VALUE, Integer.MAX_VALUE, absent);
  }

  /** Rows of a table that has {@code size} of them so far. */
  long[] rowsOf(String column, int size) throws UnreadableInputException {
    return between(column, 0, size - 1L, Problems.NO_OFFSET);
  }

  /** Rows of a table that has {@code size} of them so far, or −1 for none. */
  long[] rowsOrNone(String column, int size) throws UnreadableInputException {
    return between(column, -1, size - 1L, -1);
  }

  TextValues texts(String column) throws UnreadableInputException {
    TextValues texts = section.texts(column);
    if (section.broken() != null) {
      throw fault(column);
    }
    return texts;
  }

  UnreadableInputException fault(String column) {
    return new UnreadableInputException(
        file,
        section.offset(),
        "column '" + column + "' of section '" + section.name() + "' holds what cannot be",
        "Convert the original file again.");
  }
}
