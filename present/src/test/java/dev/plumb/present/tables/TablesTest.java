package dev.plumb.present.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ProfileRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.present.sql.SchemaText;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TablesTest {
  @Test
  void tablesAndColumnsAreNamedAndDocumented() {
    Set<String> tables = new HashSet<>();
    for (Table table : Tables.ALL) {
      assertThat(tables.add(table.name())).as(table.name()).isTrue();
      assertThat(table.name()).matches("[a-z][a-z_]*");
      assertThat(table.doc()).endsWith(".");
      Set<String> columns = new HashSet<>();
      for (Table.Heading column : table.columns()) {
        String name = table.name() + "." + column.name();
        assertThat(columns.add(column.name())).as(name).isTrue();
        assertThat(column.name()).as(name).matches("[a-z][a-z_]*");
        assertThat(column.doc()).as(name).endsWith(".");
        assertThat(column.name().endsWith("_ns")).as(name).isEqualTo(column.unit().equals("ns"));
      }
    }
    assertThat(Tables.named("kernels")).isNotNull();
    assertThat(Tables.named("nothing")).isNull();
  }

  @Test
  void everyCellCanBeRead() {
    for (Run run :
        List.of(
            SampleRuns.plain(),
            SampleRuns.hostile(1),
            SampleRuns.ranks(3),
            SampleRuns.empty(),
            ProfileRuns.plain(1),
            ProfileRuns.hostile(2),
            ProfileRuns.ranks(3))) {
      RunData data = new RunData(run);
      for (Table table : Tables.ALL) {
        for (Table.Part part : table.parts(data)) {
          for (int column = 0; column < table.columns().size(); column++) {
            read(part, column, table.columns().get(column).type());
          }
        }
      }
    }
  }

  private static void read(Table.Part part, int column, ColumnType type) {
    Cells cells = part.cells(column);
    ColumnType actual =
        switch (cells) {
          case Cells.Integers integers -> ColumnType.INTEGER;
          case Cells.Booleans booleans -> ColumnType.BOOLEAN;
          case Cells.Reals reals -> ColumnType.REAL;
          case Cells.Texts texts -> ColumnType.TEXT;
        };
    assertThat(actual).isEqualTo(type);
    int read = 0;
    for (int row = 0; row < part.rows(); row++) {
      Object value =
          switch (cells) {
            case Cells.Integers integers -> integers.get().applyAsLong(row);
            case Cells.Booleans booleans -> booleans.get().applyAsLong(row) != 0;
            case Cells.Reals reals -> reals.get().applyAsDouble(row);
            case Cells.Texts texts -> String.valueOf(texts.get().apply(row));
          };
      read += value == null ? 0 : 1;
    }
    assertThat(read).isEqualTo(part.rows());
  }

  @Test
  void idsOfSeveralInputsDoNotCollide() {
    RunData data = new RunData(ProfileRuns.ranks(3));
    for (String name : List.of("slices", "tracks", "stacks", "samples", "segments", "blocks")) {
      idsDoNotCollide(data, name);
    }
  }

  private static void idsDoNotCollide(RunData data, String name) {
    Table table = Tables.named(name);
    assertThat(table.rows(data)).as(name).isPositive();
    Set<Long> ids = new HashSet<>();
    for (Table.Part part : table.parts(data)) {
      Cells.Integers id = (Cells.Integers) part.cells(0);
      for (int row = 0; row < part.rows(); row++) {
        assertThat(ids.add(id.get().applyAsLong(row))).isTrue();
      }
    }
    assertThat((long) ids.size()).isEqualTo(table.rows(data));
  }

  /** The part of docs/sql.md between its two marks; -Dplumb.golden=update writes it anew. */
  @Test
  void theDocumentationIsThatOfTheCatalogue() throws IOException {
    Path file = Path.of(System.getProperty("plumb.root"), "docs", "sql.md");
    String text = Files.readString(file);
    String begin = "<!-- tables: written by TablesTest -->\n\n";
    int from = text.indexOf(begin);
    assertThat(from).as("the mark in " + file).isPositive();
    String expected =
        text.substring(0, from + begin.length()) + new SchemaText(Tables.ALL, null).markdown();
    if ("update".equals(System.getProperty("plumb.golden"))) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file)).isEqualTo(expected);
  }
}
