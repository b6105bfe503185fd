package dev.plumb.importers;

import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads one format into tables. Stateless; {@link #open} makes the state of one input. One package
 * and one line in {@link Importers} for each.
 */
public interface Importer {
  /** Stable id that the user can name in {@code --format}. */
  String format();

  /** What it reads, in one line for {@code plumb formats}. */
  String title();

  /** Typical file names, for people only: the format is found by content. */
  List<String> examples();

  /** The command or code that makes such a file. */
  String howToRecord();

  /**
   * Whether its profiler writes one recording as several files of this format, which are then read
   * as one: those of one process, or those of one folder that name no process.
   */
  default boolean ofSet() {
    return false;
  }

  /** Whether the first bytes of an input (up to 64 KiB, uncompressed) are of this format. */
  Match match(byte[] head, int length);

  /** How it wants its input. */
  default Access access() {
    return Access.STREAM;
  }

  /**
   * Looks at the whole file when {@link #match} could not be certain: asked only of importers of
   * {@link Access#FILE} that answered {@link Match#POSSIBLE}.
   */
  default Match matchFile(Path file) throws UnreadableInputException {
    return Match.POSSIBLE;
  }

  /** Starts to read one input into {@code out}. */
  ImportSession open(TraceBuilder out);

  /** How an importer wants its input. */
  enum Access {
    /** In pieces, in order: {@link ImportSession#accept}. */
    STREAM,
    /**
     * As a plain file that it may read in any order: {@link ImportSession#acceptFile}. What comes
     * compressed or from a pipe is written to a temporary file first.
     */
    FILE
  }

  /** How sure an importer is of an input. */
  enum Match {
    /** Another format. */
    NO,
    /** Could be; taken when nobody is certain. */
    POSSIBLE,
    /** Nothing else begins like this. */
    CERTAIN
  }
}
