package dev.plumb.importers.perfetto;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;
import java.io.IOException;
import java.util.Arrays;

/** Names and units of a GPU's counters: {@code GpuCounterDescriptor}. */
final class CounterSpecs {
  /** Units by their number in {@code MeasureUnit}; "" where the unit says nothing. */
  private static final String[] UNITS = new String[41];

  static {
    Arrays.fill(UNITS, "");
    String[] known = {
      "",
      "bit",
      "kbit",
      "Mbit",
      "Gbit",
      "Tbit",
      "Pbit",
      "bytes",
      "kB",
      "MB",
      "GB",
      "TB",
      "PB",
      "Hz",
      "kHz",
      "MHz",
      "GHz",
      "THz",
      "PHz",
      "ns",
      "us",
      "ms",
      "s",
      "min",
      "h",
      "vertices",
      "pixels",
      "triangles",
      "mW",
      "W",
      "kW",
      "J",
      "V",
      "A",
      "degC",
      "degF",
      "K",
      "%",
      "primitives",
      "fragments",
      "instructions"
    };
    System.arraycopy(known, 0, UNITS, 0, known.length);
  }

  /** The GPU whose counters they are, where the events do not say; 0 by default. */
  long gpu;

  private final LongMap rows = new LongMap();
  private final IntColumn names = new IntColumn();
  private final IntColumn units = new IntColumn();

  /** Adds what a descriptor says. */
  void read(WireReader in, StringPool strings) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        spec(in, strings);
      } else {
        in.skip();
      }
    }
  }

  private void spec(WireReader in, StringPool strings) throws IOException {
    long id = 0;
    int name = Ids.NONE;
    StringBuilder unit = new StringBuilder();
    StringBuilder per = new StringBuilder();
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> id = in.number();
        case 2 -> name = Sequence.text(in, strings);
        case 7 -> unit(in, unit);
        case 8 -> unit(in, per);
        default -> in.skip();
      }
    }
    String text = per.isEmpty() ? unit.toString() : unit + "/" + per;
    rows.put(id, names.add(name));
    units.add(strings.intern(text.isEmpty() ? "value" : text));
  }

  /** Units are multiplied; their numbers may be packed. */
  private static void unit(WireReader in, StringBuilder text) throws IOException {
    if (in.type() == WireReader.BYTES) {
      long end = in.enter();
      while (in.offset() < end) {
        unit(in.varint(), text);
      }
    } else {
      unit(in.number(), text);
    }
  }

  private static void unit(long number, StringBuilder text) {
    String name = number >= 0 && number < UNITS.length ? UNITS[(int) number] : "";
    if (!name.isEmpty() && text.length() < 100) {
      text.append(text.isEmpty() ? "" : "*").append(name);
    }
  }

  /** String id of a counter's name; {@link Ids#NONE} if it is not described. */
  int nameId(long counter) {
    return rows.get(counter) < 0 ? Ids.NONE : names.get(rows.get(counter));
  }

  /** String id of its unit. */
  int unitId(long counter, StringPool strings) {
    return rows.get(counter) < 0 ? strings.intern("value") : units.get(rows.get(counter));
  }
}
