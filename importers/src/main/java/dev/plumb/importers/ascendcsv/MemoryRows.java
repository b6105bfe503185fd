package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;

/** {@code operator_memory.csv}: allocations, each with its release if that was seen. */
final class MemoryRows implements AscendCsvSession.TableRows {
  private static final int NS_DIGITS = 3;

  /** PyTorch's {@code PrivateUse1}, which is the NPU. */
  private static final int NPU = 20;

  private final TraceBuilder out;
  private final CsvReader reader;
  private final int category;
  private final int track;
  private final int name;
  private final int size;
  private final int device;
  private final Point from;
  private final Point to;

  /** Where the columns of one end of an allocation are. */
  private record Point(int time, int allocated, int reserved) {}

  MemoryRows(TraceBuilder out, CsvReader reader, int category) {
    this.out = out;
    this.reader = reader;
    this.category = category;
    this.track = new Timeline(out).thread(Ids.ABSENT, Ids.ABSENT);
    this.name = reader.column("Name");
    this.size = reader.column("Size(KB)");
    this.device = reader.column("Device Type");
    this.from =
        new Point(
            reader.column("Allocation Time(us)"),
            reader.column("Allocation Total Allocated(MB)"),
            reader.column("Allocation Total Reserved(MB)"));
    this.to =
        new Point(
            reader.column("Release Time(us)"),
            reader.column("Release Total Allocated(MB)"),
            reader.column("Release Total Reserved(MB)"));
  }

  @Override
  public void read() {
    long bytes = Bytes.of(reader.real(size), Bytes.KIB);
    boolean allocated = add(from, bytes);
    boolean released = add(to, bytes == Ids.ABSENT ? bytes : -bytes);
    if (!allocated && !released) {
      out.problems().add(ProblemCode.TIME_UNUSABLE, reader.offset());
    }
  }

  private boolean add(Point point, long bytes) {
    long time = reader.scaled(point.time, NS_DIGITS, Ids.ABSENT);
    if (time == Ids.ABSENT || bytes == Ids.ABSENT) {
      return false;
    }
    int memory =
        out.memory()
            .add(
                bytes,
                Ids.ABSENT,
                Bytes.of(reader.real(point.allocated), Bytes.MIB),
                Bytes.of(reader.real(point.reserved), Bytes.MIB),
                NPU,
                deviceId());
    int nameId = Math.max(0, reader.text(name, out.strings()));
    out.instants().add(time, nameId, category, track, Ids.NONE, memory);
    return true;
  }

  /** The number in {@code NPU:0}. */
  private int deviceId() {
    String text = reader.string(device).strip();
    int colon = text.indexOf(':');
    try {
      return Math.max(Ids.NONE, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      return Ids.NONE;
    }
  }
}
