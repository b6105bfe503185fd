package dev.plumb.explain.path;

/** What a piece of the critical path is. */
public enum PathPart {
  /** A host thread works, or does what nobody recorded. */
  HOST("host"),
  /** A host thread loads data. */
  DATA_LOADING("data loading"),
  /** From the beginning of a launch call to the beginning of the work. */
  LAUNCH("launch latency"),
  COMPUTE("compute"),
  COMMUNICATION("communication"),
  COPY("copies"),
  /** Between two pieces of device work of which the second had been launched before. */
  QUEUE("between work"),
  /** From the end of device work to the return of the call that waited for it. */
  WAIT_RETURN("return of waits");

  private static final PathPart[] VALUES = values();

  private final String label;

  PathPart(String label) {
    this.label = label;
  }

  /** Name in outputs. */
  public String label() {
    return label;
  }

  static PathPart of(int ordinal) {
    return VALUES[ordinal];
  }
}
