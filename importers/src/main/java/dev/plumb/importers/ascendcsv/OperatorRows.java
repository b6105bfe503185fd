package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/**
 * {@code operator_details.csv}: what single operators took, without times, at their Python stacks.
 * The host's time is the one that adds up; the device's is that of kernels that other files have.
 */
final class OperatorRows implements AscendCsvSession.TableRows {
  private static final int NS_DIGITS = 3;
  private static final int DEEPEST = 1024;

  private final TraceBuilder out;
  private final CsvReader reader;
  private final int name;
  private final int stack;
  private final int[] columns;
  private final int[] measures;

  OperatorRows(TraceBuilder out, CsvReader reader) {
    this.out = out;
    this.reader = reader;
    this.name = reader.column("Name");
    this.stack = reader.column("Call Stack");
    String[] times = {"Host Self Duration", "Device Self Duration"};
    this.columns = new int[times.length];
    this.measures = new int[times.length];
    for (int i = 0; i < times.length; i++) {
      columns[i] = reader.column(times[i] + "(us)");
      Quantity quantity = i == 0 ? Quantity.WALL_NS : Quantity.OTHER;
      measures[i] =
          out.measures().row(quantity, out.strings().intern(times[i]), out.strings().intern("ns"));
    }
  }

  @Override
  public void read() {
    int at = Ids.NONE;
    String[] frames = reader.string(stack).split(";", DEEPEST);
    for (int i = frames.length - 1; i >= 0; i--) { // innermost first in the file
      String frame = frames[i].strip();
      if (!frame.isEmpty()) {
        at = out.stacks().row(at, out.frames().row(CodeKind.PYTHON, out.strings().intern(frame)));
      }
    }
    int operator = Math.max(0, reader.text(name, out.strings()));
    at = out.stacks().row(at, out.frames().row(CodeKind.OPERATOR, operator));
    for (int i = 0; i < columns.length; i++) {
      long ns = reader.scaled(columns[i], NS_DIGITS, Ids.ABSENT);
      if (ns == Ids.ABSENT) {
        out.problems().add(ProblemCode.TIME_UNUSABLE, reader.offset());
      } else {
        out.samples().add(Times.NONE, Ids.NONE, at, measures[i], ns, Ids.NONE, Ids.NONE);
      }
    }
  }
}
