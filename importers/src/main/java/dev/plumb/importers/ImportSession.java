package dev.plumb.importers;

import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/** The state of reading one input: fed with chunks of any size, in order. */
public interface ImportSession {
  /**
   * Takes the next bytes {@code [from, to)} of the input. The array belongs to the caller again
   * after the call.
   */
  void accept(byte[] buffer, int from, int to) throws UnreadableInputException;

  /**
   * Takes the whole input as a plain file, before {@link #finish}. Called instead of {@link
   * #accept} for importers of {@link Importer.Access#FILE}, and never for others.
   */
  default void acceptFile(Path file) throws UnreadableInputException {
    throw new UnsupportedOperationException("reads pieces");
  }

  /** Ends the input; what is still open is closed and counted. */
  void finish() throws UnreadableInputException;

  /**
   * Whether the input is of the importer's format after all, asked after {@link #finish}. False
   * where {@link Importer#match} found it possible and nothing in the input is of the format.
   */
  default boolean isOfFormat() {
    return true;
  }

  /**
   * The traces of an input that holds several, after {@link #finish}, each with the name, format
   * and problems of its own. Empty for the usual input, whose one trace is in the builder that the
   * session was opened with.
   */
  default List<TraceBuilder> traces() {
    return List.of();
  }
}
