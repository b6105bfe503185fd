package dev.plumb.importers.ascendcsv;

import dev.plumb.trace.Ids;

/** Sizes in KB and MB, which are powers of two here and written in full. */
final class Bytes {
  static final double KIB = 1024;
  static final double MIB = 1024 * 1024;

  private Bytes() {}

  /** A size in bytes; {@link Ids#ABSENT} if it is none. */
  static long of(double value, double unit) {
    double bytes = value * unit;
    return Math.abs(bytes) < 1L << 53 ? Math.round(bytes) : Ids.ABSENT; // false for NaN, too
  }
}
