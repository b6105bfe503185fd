package dev.plumb.importers;

import dev.plumb.trace.UnreadableInputException;

/** The state of reading one input: fed with chunks of any size, in order. */
public interface ImportSession {
  /**
   * Takes the next bytes {@code [from, to)} of the input. The array belongs to the caller again
   * after the call.
   */
  void accept(byte[] buffer, int from, int to) throws UnreadableInputException;

  /** Ends the input; what is still open is closed and counted. */
  void finish() throws UnreadableInputException;
}
