package dev.plumb.explain.cost;

/**
 * An operator's arguments do not say what its cost model needs. Thrown by accessors of {@link
 * OperatorCall} so that models read as formulas; {@link CostModels} turns it into "no cost".
 */
final class MissingShapeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** One for all: it has neither a trace nor a message. */
  @SuppressWarnings("StaticAssignmentOfThrowable")
  static final MissingShapeException INSTANCE = new MissingShapeException();

  private MissingShapeException() {
    super(null, null, false, false);
  }
}
