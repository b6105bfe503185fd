package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.util.Map;

/** CPU samples: {@code COMPOSITE_EVENTS} and their {@code SAMPLING_CALLCHAINS}. */
final class SampleReader {
  private static final String TABLE = "COMPOSITE_EVENTS";

  private final Export export;

  SampleReader(Export export) {
    this.export = export;
  }

  void read() {
    if (!export.file.has(TABLE)) {
      return;
    }
    CallChains chains = CallChains.read(export, "SAMPLING_CALLCHAINS");
    Map<Long, Integer> states = export.labels("ENUM_SAMPLING_THREAD_STATE");
    Rows rows = export.file.rows(TABLE, "id", "start", "globalTid", "threadState", "cpuCycles");
    int nothing = export.strings.intern("");
    int samples =
        export.out.measures().row(Quantity.SAMPLES, export.strings.intern("samples"), nothing);
    int cycles = Ids.NONE;
    long count = 0;
    while (rows.next()) {
      count++;
      long time = rows.integer(1, Ids.ABSENT);
      if (export.duration(time, time, rows) < 0) {
        continue;
      }
      int track = export.threads.row(rows.integer(2, Ids.ABSENT));
      int stack = chains.stack(rows.integer(0, -1));
      int state = states.getOrDefault(rows.integer(3, -1), Ids.NONE);
      export.out.samples().add(time, track, stack, samples, 1, state, Ids.NONE);
      // Without access to hardware counters each sample says 1.
      long value = rows.integer(4, 0);
      if (value > 1) {
        if (cycles < 0) {
          int name = export.strings.intern("cpuCycles");
          cycles = export.out.measures().row(Quantity.OTHER, name, nothing);
        }
        export.out.samples().add(time, track, stack, cycles, value, state, Ids.NONE);
      }
    }
    export.counted(TABLE, count);
  }
}
