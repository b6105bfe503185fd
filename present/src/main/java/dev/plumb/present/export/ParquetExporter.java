package dev.plumb.present.export;

import dev.plumb.present.sql.Database;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The tables as Parquet files, written by DuckDB. */
final class ParquetExporter implements TableExporter {
  /** Row groups are written as they fill up; this is far more than one needs. */
  private static final long MEMORY_BYTES = 1L << 30;

  @Override
  public String format() {
    return "parquet";
  }

  @Override
  public String title() {
    return "Tables as Parquet, one file a table (--table NAME: one file)";
  }

  @Override
  public String opensIn() {
    return "DuckDB, pandas, Polars, Spark";
  }

  @Override
  public List<String> extensions() {
    return List.of(".parquet");
  }

  @Override
  public String suffix() {
    return ".parquet";
  }

  @Override
  public void write(RunData run, Map<Table, Path> files) {
    try (Database database = Database.forFiles(run, MEMORY_BYTES)) {
      files.forEach(database::copyToParquet);
    }
  }
}
