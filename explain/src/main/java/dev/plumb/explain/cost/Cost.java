package dev.plumb.explain.cost;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.Precision;

/**
 * What one call of an operator must do at least: each input is read once and each output written
 * once, as if caches were perfect.
 *
 * @param flops floating-point (for integers: integer) operations; a multiply-add is two
 * @param bytesRead bytes of device memory that are read
 * @param bytesWritten bytes of device memory that are written
 * @param precision format of the numbers that are multiplied
 * @param unit where they can be: matrix units for products of matrices, vector units for the rest
 * @param exactness how well this is known
 * @param method formula and assumptions, in a few words
 */
public record Cost(
    long flops,
    long bytesRead,
    long bytesWritten,
    Precision precision,
    ComputeUnit unit,
    Exactness exactness,
    String method) {
  public Cost {
    if (flops < 0 || bytesRead < 0 || bytesWritten < 0) {
      throw new ArithmeticException("a negative cost");
    }
    Count.sum(bytesRead, bytesWritten); // so that bytes() never overflows
  }

  /** Bytes of device memory that are moved. */
  public long bytes() {
    return bytesRead + bytesWritten;
  }

  /** The same, but not exactly known. */
  Cost estimated(String assumption) {
    return new Cost(
        flops,
        bytesRead,
        bytesWritten,
        precision,
        unit,
        Exactness.ESTIMATE,
        method + "; " + assumption);
  }

  static Cost matrix(
      long flops, long bytesRead, long bytesWritten, Precision precision, String method) {
    return new Cost(
        flops, bytesRead, bytesWritten, precision, ComputeUnit.MATRIX, Exactness.EXACT, method);
  }

  static Cost vector(
      long flops, long bytesRead, long bytesWritten, Precision precision, String method) {
    return new Cost(
        flops, bytesRead, bytesWritten, precision, ComputeUnit.VECTOR, Exactness.EXACT, method);
  }
}
