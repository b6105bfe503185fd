package dev.plumb.present.export;

import java.util.List;

/**
 * Writes a run in one format. Stateless. One class and one line in {@link Exporters} for each; it
 * is a {@link FileExporter} or a {@link TableExporter}.
 */
public sealed interface Exporter permits FileExporter, TableExporter {
  /** Stable id that the user names in {@code --to}. */
  String format();

  /** What it writes, in one line for {@code plumb formats}. */
  String title();

  /** What opens such files. */
  String opensIn();

  /**
   * Ends of file names from which the format is inferred, the usual one first; the longest of all
   * exporters that fits wins.
   */
  List<String> extensions();
}
