package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.FigureKey;
import dev.plumb.devices.Precision;
import dev.plumb.devices.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/devices.md lists what device files may state; {@code -Dplumb.golden=update} writes it. */
class DevicesDocsTest {
  private static final Path PAGE = Markdown.ROOT.resolve("docs/devices.md");
  private static final String FIGURES = "<!-- figures: written by DevicesDocsTest -->";
  private static final String END = "<!-- end of figures -->";

  @Test
  void allFiguresAreExplained() throws IOException {
    String text = Files.readString(PAGE);
    int from = text.indexOf(FIGURES) + FIGURES.length();
    int to = text.indexOf(END);
    if ("update".equals(System.getProperty("plumb.golden"))) {
      Files.writeString(PAGE, text.substring(0, from) + table() + text.substring(to));
      return;
    }
    assertThat(text.substring(from, to))
        .as("docs/devices.md: -Dplumb.golden=update on this test writes the table")
        .isEqualTo(table());
  }

  @Test
  void allUnitsAreNamed() throws IOException {
    String text = Files.readString(PAGE);
    String units = text.substring(text.indexOf("Units: "), text.indexOf("Figures:"));
    assertThat(units)
        .contains(Arrays.stream(Unit.values()).map(Unit::symbol).toArray(String[]::new));
  }

  /**
   * Peaks and rates are a grid, shown as one line each; all other figures have one of their own.
   */
  private static String table() {
    String grid =
        names(Arrays.stream(ComputeUnit.values()).map(ComputeUnit::id).toArray(String[]::new));
    String precisions =
        names(Arrays.stream(Precision.values()).map(Precision::id).toArray(String[]::new));
    StringBuilder table = new StringBuilder("\n| figure | unit | meaning |\n|---|---|---|\n");
    row(
        table,
        "peak.UNIT.PRECISION",
        "TFLOP/s, TOP/s",
        "peak, dense: UNIT is " + grid + "; PRECISION is " + precisions);
    row(table, "peak.UNIT.PRECISION.sparse", "TFLOP/s, TOP/s", "the same with structured sparsity");
    row(
        table,
        "rate.UNIT.PRECISION",
        "OP/clk",
        "operations of one processor in one clock, dense; a multiply-add is two");
    for (FigureKey key : FigureKey.all()) {
      if (!key.name().startsWith("peak.") && !key.name().startsWith("rate.")) {
        row(table, key.name(), units(key), key.meaning());
      }
    }
    return table.append('\n').toString();
  }

  private static String names(String... names) {
    return Arrays.stream(names).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String units(FigureKey key) {
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.dimension() == key.dimension())
        .map(Unit::symbol)
        .collect(Collectors.joining(", "));
  }

  private static void row(StringBuilder table, String figure, String unit, String meaning) {
    table
        .append("| `")
        .append(figure)
        .append("` | ")
        .append(unit)
        .append(" | ")
        .append(meaning)
        .append(" |\n");
  }
}
