package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.TraceBuilder;

/** {@code memory_record.csv}, {@code npu_module_mem.csv}: memory over time, in bytes. */
final class CounterRows implements AscendCsvSession.TableRows {
  private static final int NS_DIGITS = 3;
  private static final String[] SERIES = {
    "Total Allocated(MB)", "Total Reserved(MB)", "Total Active(MB)"
  };

  private final TraceBuilder out;
  private final CsvReader reader;
  private final Timeline timeline;
  private final int time;
  private final int component;
  private final int device;
  private final int[] columns = new int[SERIES.length];
  private final int[] names = new int[SERIES.length];

  CounterRows(TraceBuilder out, CsvReader reader) {
    this.out = out;
    this.reader = reader;
    this.timeline = new Timeline(out);
    this.time = reader.column("Timestamp(us)");
    this.component = reader.column("Component");
    this.device = reader.column("Device Type", "Device");
    for (int i = 0; i < SERIES.length; i++) {
      columns[i] = reader.column(SERIES[i]);
      names[i] = out.strings().intern(SERIES[i].replace("(MB)", ""));
    }
  }

  @Override
  public void read() {
    long at = reader.scaled(time, NS_DIGITS, Ids.ABSENT);
    if (!timeline.usable(at, at, reader.offset())) {
      return;
    }
    int deviceId = Math.max(0, reader.text(device, out.strings()));
    int track = timeline.track(out.strings().intern(""), deviceId);
    int name = out.strings().intern("memory " + reader.string(component));
    for (int i = 0; i < columns.length; i++) {
      long bytes = Bytes.of(reader.real(columns[i]), Bytes.MIB);
      if (bytes != Ids.ABSENT) {
        out.counters().add(at, track, name, names[i], (double) bytes);
      }
    }
  }
}
