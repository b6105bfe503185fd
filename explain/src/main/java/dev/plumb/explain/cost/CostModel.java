package dev.plumb.explain.cost;

/** What one operator costs, as a function of its arguments. */
@FunctionalInterface
public interface CostModel {
  /**
   * The cost of a call.
   *
   * @throws MissingShapeException if the arguments do not say enough
   * @throws ArithmeticException if the shapes overflow a {@code long}
   */
  Cost of(OperatorCall call);
}
