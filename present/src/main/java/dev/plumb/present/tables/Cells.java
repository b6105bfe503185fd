package dev.plumb.present.tables;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** The values of one column in one part of a table, by row. Safe to read from several threads. */
public sealed interface Cells {
  /** Stands for a missing integer or truth value. */
  long NULL = Long.MIN_VALUE;

  /** Integers; {@link #NULL} is none. */
  record Integers(IntToLongFunction get) implements Cells {}

  /** Truth values: 0, 1 or {@link #NULL}. */
  record Booleans(IntToLongFunction get) implements Cells {}

  /** Numbers; NaN is none. */
  record Reals(IntToDoubleFunction get) implements Cells {}

  /** Texts; null is none. */
  record Texts(IntFunction<@Nullable String> get) implements Cells {}
}
