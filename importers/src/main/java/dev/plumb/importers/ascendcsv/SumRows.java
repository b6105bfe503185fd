package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums of the whole recording. Their quantities are none that is added up, because other files of
 * the recording have what was summed; but for calls of CANN, which none of them has.
 */
final class SumRows implements AscendCsvSession.TableRows {
  private static final int NS_DIGITS = 3;

  private final TraceBuilder out;
  private final CsvReader reader;
  private final CodeKind kind;
  private final int[] labels;
  private final List<Sum> sums = new ArrayList<>();

  /** A column, and by what power of ten its values become those of its measure. */
  private record Sum(int column, int measure, int digits) {}

  SumRows(TraceBuilder out, CsvReader reader, Table table) {
    this.out = out;
    this.reader = reader;
    switch (table) {
      case API_STATISTIC -> {
        kind = CodeKind.RUNTIME;
        labels = new int[] {reader.column("API Name")};
        sum("Time(us)", Quantity.WALL_NS, "ns", NS_DIGITS);
        sum("Count", Quantity.SAMPLES, "", 0);
      }
      case OP_STATISTIC -> {
        kind = CodeKind.SCOPE;
        labels = new int[] {reader.column("Core Type"), reader.column("OP Type")};
        sum("Total Time(us)", Quantity.OTHER, "ns", NS_DIGITS);
        sum("Count", Quantity.OTHER, "", 0);
      }
      default -> {
        kind = CodeKind.SCOPE;
        labels = new int[] {reader.column("Device_id"), reader.column("Step")};
        for (String column : reader.head()) {
          if (!column.equals("Step") && !column.equals("Device_id") && !column.isEmpty()) {
            sum(column, Quantity.OTHER, "ns", NS_DIGITS);
          }
        }
      }
    }
  }

  private void sum(String column, Quantity quantity, String unit, int digits) {
    String name = column.replace("(us)", "");
    int measure =
        out.measures().row(quantity, out.strings().intern(name), out.strings().intern(unit));
    sums.add(new Sum(reader.column(column), measure, digits));
  }

  @Override
  public void read() {
    int stack = Ids.NONE;
    for (int label : labels) {
      int name = reader.text(label, out.strings());
      if (name >= 0) {
        stack = out.stacks().row(stack, out.frames().row(kind, name));
      }
    }
    for (Sum sum : sums) {
      long value = reader.scaled(sum.column, sum.digits, Ids.ABSENT);
      if (value != Ids.ABSENT && stack >= 0) {
        out.samples().add(Times.NONE, Ids.NONE, stack, sum.measure, value, Ids.NONE, Ids.NONE);
      }
    }
  }
}
