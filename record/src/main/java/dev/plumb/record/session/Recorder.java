package dev.plumb.record.session;

import java.io.IOException;

/**
 * Observes programs of one kind and merges what it sees into the recording's tree. All methods are
 * called by the session's one thread.
 */
public interface Recorder extends AutoCloseable {
  /** Changes how the program starts: environment, options, files that it needs. */
  void prepare(Launch launch) throws IOException;

  /** The program runs; its children are the recorder's to find. */
  void started(long pid) throws IOException;

  /**
   * Merges what came since the last call.
   *
   * @return for how long the session may stay away, ns; 0 if there may be more at once
   */
  long poll() throws IOException;

  /** The program has ended (or is let go): merges what is left and tells what is missing. */
  void finish() throws IOException;

  /** Frees everything; also after a failure, and before or without {@link #finish}. */
  @Override
  void close();
}
