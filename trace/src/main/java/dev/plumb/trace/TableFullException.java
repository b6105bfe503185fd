package dev.plumb.trace;

/** A table or pool reached the most rows an {@code int} row id can name. */
public final class TableFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates the exception; {@code what} names the full table. */
  public TableFullException(String what) {
    super(what);
  }
}
