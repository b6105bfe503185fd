package dev.plumb.importers.ascend;

import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import org.jspecify.annotations.Nullable;

/** Names of devices, the rank, and what the file says of itself. */
final class AboutReader {
  private static final int MOST_ROWS = 10_000;

  private final Context context;

  AboutReader(Context context) {
    this.context = context;
  }

  void read() {
    Rows devices = context.file.rows("NPU_INFO", "id", "name");
    for (int i = 0; i < MOST_ROWS && devices.next(); i++) {
      long id = devices.integer(0, Ids.ABSENT);
      String name = devices.string(1);
      if (id != Ids.ABSENT && name != null) {
        context.out.devices().setName(context.deviceRow(id), name);
        context.device = context.device == Ids.ABSENT ? id : context.device;
      }
    }
    rank();
    metadata("META_DATA", "name", "value");
    Rows host = context.file.rows("HOST_INFO", "hostName");
    if (host.next()) {
      put("hostName", host.string(0));
    }
  }

  private void rank() {
    Rows ranks = context.file.rows("RANK_DEVICE_MAP", "rankId", "deviceId");
    if (!ranks.next()) {
      return;
    }
    int rank = Context.small(ranks.integer(0, Ids.ABSENT));
    context.device = ranks.integer(1, context.device);
    if (!ranks.next()) { // several processes in one file have no rank in common
      context.out.setRank(rank);
    }
  }

  private void metadata(String table, String key, String value) {
    Rows rows = context.file.rows(table, key, value);
    for (int i = 0; i < MOST_ROWS && rows.next(); i++) {
      String name = rows.string(0);
      if (name != null) {
        put(name, rows.string(1));
      }
    }
  }

  private void put(String key, @Nullable String value) {
    if (value != null) {
      context.out.putMetadata(key, ArgsText.json(value));
    }
  }
}
