package dev.plumb.importers;

import dev.plumb.trace.TraceBuilder;
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

  /** Whether the first bytes of an input (up to 64 KiB, uncompressed) are of this format. */
  Match match(byte[] head, int length);

  /** Starts to read one input into {@code out}. */
  ImportSession open(TraceBuilder out);

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
