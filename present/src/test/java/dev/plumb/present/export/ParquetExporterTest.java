package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceTable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetExporterTest {
  @TempDir private Path folder;

  @Test
  void everyTableComesBackWithItsRowsAndColumns() throws Exception {
    RunData data = new RunData(SampleRuns.hostile(6));
    Map<Table, Path> files = new HashMap<>();
    for (Table table : Tables.ALL) {
      files.put(table, folder.resolve("it's " + table.name() + ".parquet"));
    }
    new ParquetExporter().write(data, files);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Map.Entry<Table, Path> entry : files.entrySet()) {
        String from = " FROM '" + entry.getValue().toString().replace("'", "''") + "'";
        try (ResultSet rows = statement.executeQuery("SELECT count(*)" + from)) {
          rows.next();
          assertThat(rows.getLong(1))
              .as(entry.getKey().name())
              .isEqualTo(entry.getKey().rows(data));
        }
        try (ResultSet rows = statement.executeQuery("SELECT *" + from + " LIMIT 0")) {
          assertThat(rows.getMetaData().getColumnCount())
              .isEqualTo(entry.getKey().columns().size());
        }
      }
    }
  }

  @Test
  void timesAndNamesComeBackExactly() throws Exception {
    Run run = SampleRuns.hostile(8);
    Path file = folder.resolve("slices.parquet");
    new ParquetExporter().write(new RunData(run), Map.of(Tables.named("slices"), file));
    SliceTable slices = run.inputs().getFirst().trace().slices();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT start_ns, dur_ns, name FROM '" + file + "' ORDER BY slice")) {
      int row = 0;
      while (rows.next()) {
        assertThat(rows.getLong(1)).isEqualTo(slices.startNs(row));
        assertThat(rows.getLong(2)).isEqualTo(slices.durNs(row));
        assertThat(rows.getString(3))
            .isEqualTo(run.inputs().getFirst().trace().strings().get(slices.nameId(row)));
        row++;
      }
      assertThat(row).isEqualTo(slices.size());
    }
  }
}
