package dev.plumb.importers.rocpd;

import dev.plumb.importers.json.Json;
import dev.plumb.importers.sqlite.Rows;
import dev.plumb.importers.sqlite.SqliteFile;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;

/** {@code rocpd_event}: what all kinds of records have in common. */
final class Events {
  private final LongMap rows = new LongMap();
  private final IntColumn categories = new IntColumn();
  private final IntColumn messages = new IntColumn();
  private final LongColumn correlations = new LongColumn();
  private final int unknown;

  Events(TraceBuilder out, SqliteFile file, String suffix, Infos infos) {
    unknown = out.strings().intern("?");
    Rows events = file.rows("rocpd_event" + suffix, "id", "category_id", "stack_id", "extdata");
    while (events.next()) {
      rows.put(events.integer(0, Ids.ABSENT), categories.size());
      categories.add(events.isNull(1) ? unknown : infos.text(events.integer(1, Ids.ABSENT)));
      long correlation = events.integer(2, Ids.ABSENT);
      correlations.add(correlation == 0 ? Ids.ABSENT : correlation);
      String more = events.string(3);
      String message = more == null || more.length() <= 2 ? "" : Json.member(more, "message");
      messages.add(message.isEmpty() ? Ids.NONE : out.strings().intern(message));
    }
  }

  /** Row of an event; {@link Ids#NONE} if there is none. */
  int row(long event) {
    return rows.get(event);
  }

  /** String id of the domain. */
  int category(int row) {
    return row < 0 ? unknown : categories.get(row);
  }

  /** The id that a call shares with the device work that it started. */
  long correlation(int row) {
    return row < 0 ? Ids.ABSENT : correlations.get(row);
  }

  /** String id of what a range or mark says; {@link Ids#NONE} if nothing. */
  int message(int row) {
    return row < 0 ? Ids.NONE : messages.get(row);
  }
}
