package dev.plumb.trace;

/**
 * Detail of {@link SliceKind#OPERATOR}, {@link SliceKind#ANNOTATION} and {@link SliceKind#STEP}.
 */
public final class OperatorTable {
  private final LongColumn externalId = new LongColumn();
  private final LongColumn recordFunctionId = new LongColumn();
  private final LongColumn sequenceNumber = new LongColumn();
  private final LongColumn forwardThread = new LongColumn();
  private final IntColumn callStack = new IntColumn();

  /** Appends a row and returns it. */
  public int add(
      long externalId,
      long recordFunctionId,
      long sequenceNumber,
      long forwardThread,
      int callStackId) {
    this.externalId.add(externalId);
    this.recordFunctionId.add(recordFunctionId);
    this.sequenceNumber.add(sequenceNumber);
    this.forwardThread.add(forwardThread);
    return callStack.add(callStackId);
  }

  /** Number of rows. */
  public int size() {
    return externalId.size();
  }

  /** The id by which device work names its operator; {@link Ids#ABSENT} if not given. */
  public long externalId(int row) {
    return externalId.get(row);
  }

  /** Id of the call in an execution trace; {@link Ids#ABSENT} if not given. */
  public long recordFunctionId(int row) {
    return recordFunctionId.get(row);
  }

  /** Autograd's number that forward and backward share; {@link Ids#ABSENT} if not given. */
  public long sequenceNumber(int row) {
    return sequenceNumber.get(row);
  }

  /**
   * Autograd's number of the forward thread on a backward operator, 0 on a forward one; {@link
   * Ids#ABSENT} if not given.
   */
  public long forwardThread(int row) {
    return forwardThread.get(row);
  }

  /**
   * Id in {@link Trace#strings()} of a Python stack, innermost frame first, separated by {@code ;};
   * {@link Ids#NONE} if not given (only PyTorch 1.8 to 1.11 write it).
   */
  public int callStackId(int row) {
    return callStack.get(row);
  }
}
