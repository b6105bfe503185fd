package dev.plumb.record.session;

import java.io.IOException;

/** Where stacks of running threads come from. All methods are called by the session's thread. */
public interface StackSource extends AutoCloseable {
  /** Begins to observe a process, if that is not yet so. */
  void observe(long pid) throws IOException;

  /**
   * Hands over the samples taken since the last call.
   *
   * @return whether there may be more at once
   */
  boolean poll(StackSink sink) throws IOException;

  /** What is known about its own losses is counted in the recording's problems. */
  @Override
  void close();
}
