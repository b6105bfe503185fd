package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.SampleRuns;
import dev.plumb.present.tables.Cells;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExporterTest {
  @TempDir private Path folder;

  @Test
  void everyCellOfEveryTableComesBack() throws IOException {
    for (Run run : List.of(SampleRuns.hostile(4), SampleRuns.ranks(2), SampleRuns.empty())) {
      RunData data = new RunData(run);
      for (Table table : Tables.ALL) {
        check(data, table);
      }
    }
  }

  private void check(RunData data, Table table) throws IOException {
    Path file = folder.resolve(table.name() + System.nanoTime() + ".csv");
    new CsvExporter().write(data, Map.of(table, file));
    List<List<String>> lines = parse(Files.readString(file));
    assertThat(lines.getFirst())
        .containsExactlyElementsOf(table.columns().stream().map(Table.Heading::name).toList());
    assertThat(lines.size() - 1L).as(table.name()).isEqualTo(table.rows(data));
    int line = 1;
    for (Table.Part part : table.parts(data)) {
      for (int row = 0; row < part.rows(); row++, line++) {
        for (int column = 0; column < table.columns().size(); column++) {
          assertThat(lines.get(line).get(column))
              .as("%s.%s of row %d", table.name(), table.columns().get(column).name(), row)
              .isEqualTo(expected(part.cells(column), row));
        }
      }
    }
  }

  private static String expected(Cells cells, int row) {
    return switch (cells) {
      case Cells.Integers integers -> {
        long value = integers.get().applyAsLong(row);
        yield value == Cells.NULL ? null : Long.toString(value);
      }
      case Cells.Booleans booleans -> booleans.get().applyAsLong(row) != 0 ? "true" : "false";
      case Cells.Reals reals -> Double.toString(reals.get().applyAsDouble(row));
      case Cells.Texts texts -> texts.get().apply(row);
    };
  }

  @Test
  void textsAreQuotedAsRfc4180Has() throws IOException {
    StringWriter out = new StringWriter();
    Csv csv = new Csv(out);
    for (String text : new String[] {"plain", "a,b", "say \"hi\"", "two\nlines", "", null, " x"}) {
      csv.text(text);
    }
    csv.endRow();
    assertThat(out.toString())
        .isEqualTo("plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"\",,\" x\"\r\n");
  }

  /** RFC 4180; a field that is empty without quotes is null. */
  static List<List<String>> parse(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> line = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      String field;
      if (text.charAt(at) == '"') {
        StringBuilder value = new StringBuilder();
        at++;
        while (text.charAt(at) != '"' || at + 1 < text.length() && text.charAt(at + 1) == '"') {
          at += text.charAt(at) == '"' ? 1 : 0;
          value.append(text.charAt(at++));
        }
        at++;
        field = value.toString();
      } else {
        int from = at;
        while (text.charAt(at) != ',' && text.charAt(at) != '\r') {
          at++;
        }
        field = at == from ? null : text.substring(from, at);
      }
      line.add(field);
      if (text.charAt(at) == ',') {
        at++;
        if (text.charAt(at) == '\r') {
          line.add(null);
        }
      }
      if (text.charAt(at) == '\r') {
        assertThat(text.charAt(at + 1)).isEqualTo('\n');
        at += 2;
        lines.add(line);
        line = new ArrayList<>();
      }
    }
    return lines;
  }
}
