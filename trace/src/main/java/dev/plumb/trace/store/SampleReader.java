package dev.plumb.trace.store;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.Set;

/** Reads the sections that {@link SampleWriter} writes. */
final class SampleReader {
  static final Set<String> SECTIONS =
      Set.of(
          "code_kinds",
          "quantities",
          "frames",
          "stacks",
          "measures",
          "samples",
          "slice_stacks",
          "memory_stacks",
          "kernel_metrics");

  /** What a column without a value holds where values are doubles. */
  private static final long NAN = Double.doubleToRawLongBits(Double.NaN);

  private final TraceBuilder out;
  private final StoredIds ids;
  private final EnumNames<CodeKind> kinds = new EnumNames<>(CodeKind.values());
  private final EnumNames<Quantity> quantities = new EnumNames<>(Quantity.values());

  // Rows by those of the file: these tables hold equal rows once, a hostile file need not.
  private final IntColumn frames = new IntColumn();
  private final IntColumn stacks = new IntColumn();
  private final IntColumn measures = new IntColumn();

  SampleReader(TraceBuilder out, StoredIds ids) {
    this.out = out;
    this.ids = ids;
  }

  void read(String section, Checked in, int rows) throws UnreadableInputException {
    switch (section) {
      case "code_kinds" -> kinds.read(in, rows);
      case "quantities" -> quantities.read(in, rows);
      case "frames" -> frames(in, rows);
      case "stacks" -> stacks(in, rows);
      case "measures" -> measures(in, rows);
      case "samples" -> samples(in, rows);
      case "slice_stacks" -> sliceStacks(in, rows);
      case "memory_stacks" -> memoryStacks(in, rows);
      case "kernel_metrics" -> kernelMetrics(in, rows);
      default -> throw new AssertionError(section);
    }
  }

  /** Stacks of the file, or −1 for none. */
  long[] stacksOrNone(Checked in) throws UnreadableInputException {
    return in.rowsOrNone("stack", stacks.size());
  }

  int stack(long id) {
    return StoredIds.of(stacks, id);
  }

  private void frames(Checked in, int rows) throws UnreadableInputException {
    long[] kind = kinds.column(in, "kind");
    long[] name = ids.strings(in, "name");
    long[] file = ids.stringsOrNone(in, "file");
    long[] line = in.ints("line", 0);
    long[] library = ids.stringsOrNone(in, "library");
    long[] address = in.longs("address", Ids.ABSENT);
    for (int row = 0; row < rows; row++) {
      frames.add(
          out.frames()
              .row(
                  kinds.get(in, "kind", kind[row]),
                  ids.string(name[row]),
                  ids.string(file[row]),
                  (int) line[row],
                  ids.string(library[row]),
                  address[row]));
    }
  }

  /** A caller comes before its callees, so that there is no cycle, also none within a section. */
  private void stacks(Checked in, int rows) throws UnreadableInputException {
    long[] parent = in.longs("parent", Ids.NONE);
    long[] frame = in.rowsOf("frame", frames.size());
    for (int row = 0; row < rows; row++) {
      if (parent[row] < Ids.NONE || parent[row] >= stacks.size()) {
        throw in.fault("parent");
      }
      stacks.add(out.stacks().row(stack(parent[row]), StoredIds.of(frames, frame[row])));
    }
  }

  private void measures(Checked in, int rows) throws UnreadableInputException {
    long[] quantity = quantities.column(in, "quantity");
    long[] name = ids.strings(in, "name");
    long[] unit = ids.stringsOrNone(in, "unit");
    for (int row = 0; row < rows; row++) {
      measures.add(
          out.measures()
              .row(
                  quantities.get(in, "quantity", quantity[row]),
                  ids.string(name[row]),
                  ids.string(unit[row])));
    }
  }

  private void samples(Checked in, int rows) throws UnreadableInputException {
    long[] time = in.longs("time_ns", Times.NONE);
    long[] track = in.rowsOrNone("track", out.tracks().size());
    long[] stack = stacksOrNone(in);
    long[] measure = in.rowsOf("measure", measures.size());
    long[] value = in.longs("value", 0);
    long[] reason = ids.stringsOrNone(in, "reason");
    long[] slice = in.rowsOrNone("slice", out.slices().size());
    for (int row = 0; row < rows; row++) {
      out.samples()
          .add(
              time[row],
              (int) track[row],
              stack(stack[row]),
              StoredIds.of(measures, measure[row]),
              value[row],
              ids.string(reason[row]),
              (int) slice[row]);
    }
  }

  private void memoryStacks(Checked in, int rows) throws UnreadableInputException {
    long[] memory = in.rowsOf("memory", out.memory().size());
    long[] stack = stacksOrNone(in);
    for (int row = 0; row < rows; row++) {
      out.memory().setStackRow((int) memory[row], stack(stack[row]));
    }
  }

  private void sliceStacks(Checked in, int rows) throws UnreadableInputException {
    long[] slice = in.rowsOf("slice", out.slices().size());
    long[] stack = in.rowsOf("stack", stacks.size());
    for (int row = 0; row < rows; row++) {
      out.sliceStacks().add((int) slice[row], stack(stack[row]));
    }
  }

  private void kernelMetrics(Checked in, int rows) throws UnreadableInputException {
    long[] slice = in.rowsOrNone("slice", out.slices().size());
    long[] sample = in.rowsOrNone("sample", out.samples().size());
    long[] name = ids.strings(in, "name");
    long[] unit = ids.stringsOrNone(in, "unit");
    long[] value = in.longs("value", NAN);
    long[] text = ids.stringsOrNone(in, "text");
    long[] pass = in.ints("pass", Ids.NONE);
    for (int row = 0; row < rows; row++) {
      out.kernelMetrics()
          .add(
              (int) slice[row],
              (int) sample[row],
              ids.string(name[row]),
              ids.string(unit[row]),
              Double.longBitsToDouble(value[row]),
              ids.string(text[row]),
              (int) pass[row]);
    }
  }
}
