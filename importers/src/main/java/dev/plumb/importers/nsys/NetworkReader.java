package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.ProblemCode;

/** {@code NET_NIC_METRIC}: what network cards count, as counters; each stands at its start. */
final class NetworkReader {
  private static final String TABLE = "NET_NIC_METRIC";

  private final Export export;

  /** String ids of metrics and of their units, by list and place in it. */
  private final LongMap names = new LongMap();

  private final LongMap units = new LongMap();
  private final LongMap cards = new LongMap();
  private final LongMap tracks = new LongMap();

  NetworkReader(Export export) {
    this.export = export;
  }

  void read() {
    if (!export.file.has(TABLE)) {
      return;
    }
    Rows metrics =
        export.file.rows(
            "TARGET_INFO_NETWORK_METRICS", "metricsListId", "metricsIdx", "name", "unit");
    while (metrics.next()) {
      long key = key(metrics.integer(0, 0), metrics.integer(1, 0));
      int name = metrics.text(2, export.strings);
      int unit = metrics.text(3, export.strings);
      if (name >= 0) {
        names.put(key, name);
        units.put(key, unit < 0 ? export.strings.intern("value") : unit);
      }
    }
    readCards();
    Rows rows =
        export.file.rows(
            TABLE, "start", "end", "globalId", "portId", "metricsListId", "metricsIdx", "value");
    long count = 0;
    while (rows.next()) {
      count++;
      row(rows);
    }
    export.counted(TABLE, count);
  }

  private static long key(long list, long index) {
    return list * 0x9E3779B97F4A7C15L + index;
  }

  private void readCards() {
    LongMap nics = new LongMap();
    Rows info = export.file.rows("TARGET_INFO_NIC_INFO", "nicId", "name");
    while (info.next()) {
      int name = info.text(1, export.strings);
      if (name >= 0) {
        nics.put(info.integer(0, 0), name);
      }
    }
    Rows map = export.file.rows("NIC_ID_MAP", "globalId", "nicId");
    while (map.next()) {
      int name = nics.get(map.integer(1, 0));
      if (name >= 0) {
        cards.put(map.integer(0, 0), name);
      }
    }
  }

  private void row(Rows rows) {
    long start = rows.integer(0, Ids.ABSENT);
    double value = rows.real(6, Double.NaN);
    if (export.duration(start, rows.integer(1, start), rows) < 0) {
      return;
    }
    if (!Double.isFinite(value)) {
      export.problems.add(ProblemCode.COUNTER_NOT_A_NUMBER, rows.offset());
      return;
    }
    long key = key(rows.integer(4, 0), rows.integer(5, 0));
    int name = names.get(key);
    int unit = units.get(key);
    if (name < 0) {
      name = export.strings.intern("metric " + rows.integer(5, 0));
      unit = export.strings.intern("value");
    }
    export.out.counters().add(start, track(rows), name, unit, value);
  }

  private int track(Rows rows) {
    long card = rows.integer(2, 0);
    long port = rows.integer(3, 0);
    int track = tracks.get(key(card, port));
    if (track < 0) {
      int name = cards.get(card);
      String text = name < 0 ? "NIC " + card : export.strings.get(name);
      int line = export.strings.intern("port " + port);
      track = export.out.tracks().add(export.strings.intern(text), line);
      tracks.put(key(card, port), track);
    }
    return track;
  }
}
