package dev.plumb.present.export;

import dev.plumb.present.tables.Cells;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** The tables as comma-separated values with a header line; times in nanoseconds. */
final class CsvExporter implements TableExporter {
  @Override
  public String format() {
    return "csv";
  }

  @Override
  public String title() {
    return "Tables as comma-separated values, one file a table (--table NAME: one file)";
  }

  @Override
  public String opensIn() {
    return "spreadsheets, pandas, everything";
  }

  @Override
  public List<String> extensions() {
    return List.of(".csv");
  }

  @Override
  public String suffix() {
    return ".csv";
  }

  @Override
  public void write(RunData run, Map<Table, Path> files) throws IOException {
    for (Map.Entry<Table, Path> entry : files.entrySet()) {
      try (Writer out =
          new BufferedWriter(
              new OutputStreamWriter(
                  Files.newOutputStream(entry.getValue(), StandardOpenOption.CREATE_NEW),
                  StandardCharsets.UTF_8),
              1 << 16)) {
        write(run, entry.getKey(), new Csv(out));
      }
    }
  }

  private static void write(RunData run, Table table, Csv csv) throws IOException {
    List<Table.Heading> columns = table.columns();
    for (Table.Heading column : columns) {
      csv.plain(column.name());
    }
    csv.endRow();
    for (Table.Part part : table.parts(run)) {
      Cells[] cells = new Cells[columns.size()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = part.cells(i);
      }
      for (int row = 0; row < part.rows(); row++) {
        for (Cells column : cells) {
          cell(column, row, csv);
        }
        csv.endRow();
      }
    }
  }

  private static void cell(Cells cells, int row, Csv csv) throws IOException {
    switch (cells) {
      case Cells.Integers integers -> number(integers.get().applyAsLong(row), csv);
      case Cells.Booleans booleans -> {
        long value = booleans.get().applyAsLong(row);
        csv.plain(value == Cells.NULL ? "" : value != 0 ? "true" : "false");
      }
      case Cells.Reals reals -> {
        double value = reals.get().applyAsDouble(row);
        csv.plain(Double.isNaN(value) ? "" : Double.toString(value));
      }
      case Cells.Texts texts -> csv.text(texts.get().apply(row));
    }
  }

  private static void number(long value, Csv csv) throws IOException {
    if (value == Cells.NULL) {
      csv.nothing();
    } else {
      csv.plain(Long.toString(value));
    }
  }
}
