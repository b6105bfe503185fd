package dev.plumb.importers.ascend;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Bandwidths, clocks and memory over time. */
final class CounterReader {
  private final Context context;

  CounterReader(Context context) {
    this.context = context;
  }

  void read() {
    LongFunction<String> text = context::text;
    LongFunction<String> number = Long::toString;
    EnumNames modules = EnumNames.read(context.file, "ENUM_MODULE");
    counters("AICORE_FREQ", "timestampNs", null, text, null, text, "freq");
    counters("HBM", "timestampNs", "hbmId", number, "type", text, "bandwidth");
    counters("LLC", "timestampNs", "llcId", number, "mode", text, "hitRate", "throughput");
    counters("NPU_MEM", "timestampNs", "type", text, null, text, "ddr", "hbm");
    counters(
        "NPU_MODULE_MEM", "timestampNs", "moduleId", modules::name, null, text, "totalReserved");
    counters(
        "MEMORY_RECORD",
        "timestamp",
        "component",
        text,
        null,
        text,
        "totalAllocated",
        "totalReserved",
        "totalActive");
    counters(
        "ACC_PMU",
        "timestampNs",
        "accId",
        number,
        null,
        text,
        "readBwLevel",
        "writeBwLevel",
        "readOstLevel",
        "writeOstLevel");
    counters(
        "SOC_BANDWIDTH_LEVEL",
        "timestampNs",
        null,
        text,
        null,
        text,
        "l2BufferBwLevel",
        "mataBwLevel");
  }

  /** One row is one point of a counter, whose name has up to two columns more in it. */
  private void counters(
      String table,
      String time,
      @Nullable String first,
      LongFunction<String> firstText,
      @Nullable String second,
      LongFunction<String> secondText,
      String... series) {
    String[] columns = new String[4 + series.length];
    columns[0] = time;
    columns[1] = "deviceId";
    columns[2] = first == null ? "" : first;
    columns[3] = second == null ? " " : second;
    System.arraycopy(series, 0, columns, 4, series.length);
    int[] names = new int[series.length];
    for (int i = 0; i < series.length; i++) {
      names[i] = context.strings.intern(series[i]);
    }
    int category = context.strings.intern(table);
    Rows rows = context.file.rows(table, columns);
    while (rows.next()) {
      context.out.countEvent(category);
      long at = rows.integer(0, Ids.ABSENT);
      if (!context.timeline.usable(at, at, rows.offset())) {
        continue;
      }
      String name =
          table
              + (first == null ? "" : " " + firstText.apply(rows.integer(2, Ids.ABSENT)))
              + (second == null ? "" : " " + secondText.apply(rows.integer(3, Ids.ABSENT)));
      int track = context.line(rows.integer(1, Ids.ABSENT), "");
      for (int i = 0; i < series.length; i++) {
        double value = rows.real(4 + i, Double.NaN);
        if (!Double.isNaN(value)) {
          context.out.counters().add(at, track, context.strings.intern(name), names[i], value);
        }
      }
    }
  }
}
