package dev.plumb.trace.store;

import org.jspecify.annotations.Nullable;

/** How a column is written; the ordinals stand in files. */
enum Encoding {
  /** Folded signed integers as byte planes. */
  INTEGERS,
  /** Differences to the row before, as {@link #INTEGERS}. */
  DELTAS,
  /** Bits of IEEE 754 doubles as byte planes. */
  DOUBLES,
  /** Length plus one of each text (0 for none) as unsigned byte planes, then all bytes. */
  TEXTS;

  private static final Encoding[] VALUES = values();

  /** The encoding of a file's number, or null if this version knows none. */
  static @Nullable Encoding of(int number) {
    return number < VALUES.length ? VALUES[number] : null;
  }
}
