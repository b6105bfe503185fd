package dev.plumb.present.export;

import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** An exporter that writes one file for each table of {@link dev.plumb.present.tables.Tables}. */
public non-sealed interface TableExporter extends Exporter {
  /** End of each file's name, with the dot. */
  String suffix();

  /** Writes tables to files that do not exist yet. */
  void write(RunData run, Map<Table, Path> files) throws IOException;
}
