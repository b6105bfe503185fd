package dev.plumb.explain.cost;

/** Shapes that are stretched to fit one another, by NumPy's rules. */
final class Broadcast {
  private Broadcast() {}

  /** Elements of the result of an elementwise operation on both. */
  static long elements(Tensor a, Tensor b) {
    return elements(a, b, 0);
  }

  /**
   * Elements of the result over all but the last {@code without} dimensions of both.
   *
   * @throws MissingShapeException if the shapes do not fit
   */
  static long elements(Tensor a, Tensor b, int without) {
    int rank = Math.max(a.rank(), b.rank());
    long product = 1;
    for (int back = without + 1; back <= rank; back++) {
      long one = back > a.rank() ? 1 : a.dim(-back);
      long other = back > b.rank() ? 1 : b.dim(-back);
      if (one != other && one != 1 && other != 1) {
        throw MissingShapeException.INSTANCE;
      }
      product = Math.multiplyExact(product, one == 1 ? other : one);
    }
    return product;
  }
}
