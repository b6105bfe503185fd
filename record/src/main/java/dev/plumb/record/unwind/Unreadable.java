package dev.plumb.record.unwind;

/** Memory that is not there. One object for all: it is thrown while walking stacks. */
@SuppressWarnings("StaticAssignmentOfThrowable") // it has neither a trace nor a message of its own
final class Unreadable extends RuntimeException {
  static final Unreadable INSTANCE = new Unreadable();

  private static final long serialVersionUID = 1L;

  private Unreadable() {
    super("not readable", null, false, false);
  }
}
