package dev.plumb.importers.records;

import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.LongColumn;

/** Exact decimal numbers whose unit is known only later. */
public final class Decimals {
  /** Fractions finer than this are rounded. */
  private static final int MAX_FRACTION = 9;

  private final LongColumn mantissas = new LongColumn();
  private final ByteColumn exponents = new ByteColumn();
  private int fraction;

  /** Appends what {@code number} has read last. */
  public void add(Decimal number) {
    mantissas.add(number.mantissa());
    exponents.add((byte) number.exponent());
    fraction = Math.max(fraction, Math.min(-number.exponent(), MAX_FRACTION));
  }

  /** How many there are. */
  public int size() {
    return mantissas.size();
  }

  /** Most digits after the point of any of them, at most 9. */
  public int fraction() {
    return fraction;
  }

  /** A number times a power of ten, as {@link Decimal#scaled(long, int, int)} says. */
  public long get(int row, int power, Decimal by) {
    return by.scaled(mantissas.get(row), exponents.get(row), power);
  }
}
