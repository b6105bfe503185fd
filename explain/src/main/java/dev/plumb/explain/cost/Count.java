package dev.plumb.explain.cost;

/** Whole numbers that refuse to overflow: shapes come from files. */
final class Count {
  private Count() {}

  /**
   * Product of all factors.
   *
   * @throws ArithmeticException if it does not fit a {@code long}
   */
  static long product(long... factors) {
    long product = 1;
    for (long factor : factors) {
      product = Math.multiplyExact(product, factor);
    }
    return product;
  }

  /**
   * Sum of all terms.
   *
   * @throws ArithmeticException if it does not fit a {@code long}
   */
  static long sum(long... terms) {
    long sum = 0;
    for (long term : terms) {
      sum = Math.addExact(sum, term);
    }
    return sum;
  }
}
