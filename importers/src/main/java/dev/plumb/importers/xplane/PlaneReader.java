package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import java.io.IOException;

/** Reads one plane: the names of its statistics, then its event types, then its lines. */
final class PlaneReader {
  /** Descriptions are some 100 bytes to some 100 KiB; of longer ones the beginning is read. */
  private static final int LONGEST_ENTRY = 1 << 24;

  private final Space space;
  private final Plane plane;
  private final StatNames names = new StatNames();
  private final EventTypes types = new EventTypes(names);
  private final Stats planeStats = new Stats(names);
  private final LongColumn lineFrom = new LongColumn();
  private final LongColumn lineTo = new LongColumn();
  private final WireCursor cursor = new WireCursor();
  private int modules;
  private long planeId;

  PlaneReader(Space space, Plane plane) {
    this.space = space;
    this.plane = plane;
  }

  void read() throws IOException {
    try {
      skeleton(reader());
      descriptions(reader());
    } catch (WireException e) {
      space.damaged(e, plane.cut());
    }
    StringBuilder lines = new StringBuilder();
    long before = space.events;
    if (lineFrom.size() > 0) {
      new PlaneLines(space, plane, names, types, lineFrom, lineTo).read(lines, deviceRow());
    } else if (plane.kind().isDevice()) {
      deviceRow();
    }
    if (plane.kind() == PlaneKind.ENVIRONMENT && planeStats.has(StatKind.PROFILE_START)) {
      space.startedAt(number(StatKind.PROFILE_START));
    }
    space.listPlane(summary(lines, space.events - before));
  }

  private WireReader reader() {
    return new WireReader(space.file, plane.from(), plane.to());
  }

  /** The names of statistics, and where the lines are. */
  private void skeleton(WireReader in) throws IOException {
    while (in.next(Long.MAX_VALUE)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : -in.field()) {
        case -1 -> planeId = in.number();
        case 3 -> {
          long end = in.enter();
          lineFrom.add(in.offset());
          lineTo.add(Math.min(end, plane.to()));
          in.skipTo(end);
        }
        case 5 -> statName(in);
        default -> in.skip();
      }
    }
  }

  private void statName(WireReader in) throws IOException {
    long offset = in.offset();
    Entry entry = Entry.read(in, cursor, LONGEST_ENTRY);
    byte[] bytes = in.buffer();
    int name = names.texts.intern("");
    cursor.reset(bytes, entry.from(), entry.to());
    while (cursor.next()) {
      if (cursor.field() == 2 && cursor.type() == WireReader.BYTES) {
        name = names.texts.intern(bytes, cursor.from(), cursor.to());
      }
    }
    names.declare(entry.key(), name);
    broken(cursor.damaged() || entry.damaged(), offset);
  }

  /** The event types and the statistics of the plane itself, whose names are known now. */
  private void descriptions(WireReader in) throws IOException {
    while (in.next(Long.MAX_VALUE)) {
      boolean bytes = in.type() == WireReader.BYTES;
      switch (bytes ? in.field() : 0) {
        case 4 -> {
          if (plane.kind() == PlaneKind.METADATA) {
            new HloEntry(in, names, space.modules).read(in.enter());
            modules++;
          } else {
            eventType(in);
          }
        }
        case 6 -> {
          long offset = in.offset();
          int length = in.bytes(LONGEST_ENTRY);
          broken(!planeStats.add(in.buffer(), in.start(), in.start() + length), offset);
        }
        default -> in.skip();
      }
    }
  }

  private void eventType(WireReader in) throws IOException {
    long offset = in.offset();
    Entry entry = Entry.read(in, cursor, LONGEST_ENTRY);
    boolean whole = types.declare(entry.key(), in.buffer(), entry.from(), entry.to());
    broken(!whole || entry.damaged(), offset);
  }

  private void broken(boolean is, long offset) {
    if (is) {
      space.out.problems().add(ProblemCode.METADATA_DAMAGED, offset);
    }
  }

  private int deviceRow() {
    if (!plane.kind().isDevice()) {
      return Ids.NONE;
    }
    int row = space.out.devices().row(plane.kind().deviceId(plane.name()));
    String name = planeStats.text(StatKind.DEVICE_NAME);
    if (name != null && !name.isEmpty()) {
      space.out.devices().setName(row, name);
    }
    if (plane.kind() == PlaneKind.GPU) {
      space
          .out
          .devices()
          .setProperties(
              row,
              DeviceProperties.of(
                  number(StatKind.CAPABILITY_MAJOR),
                  number(StatKind.CAPABILITY_MINOR),
                  number(StatKind.CORE_COUNT),
                  number(StatKind.MEMORY_SIZE),
                  0,
                  Math.clamp(number(StatKind.CLOCK_RATE), 0, Long.MAX_VALUE / 1000) * 1000));
    }
    return row;
  }

  private long number(StatKind kind) {
    for (int i = 0; i < planeStats.count; i++) {
      if (names.kindOrdinal(planeStats.rows[i]) == kind.ordinal()) {
        return planeStats.types[i] <= Stats.SIGNED ? planeStats.values[i] : 0;
      }
    }
    return 0;
  }

  private StringBuilder summary(StringBuilder lines, long events) {
    StringBuilder out = new StringBuilder("{");
    JsonText.quote(JsonText.key(out, "name"), plane.name());
    JsonText.key(out, "id").append(planeId);
    int described = plane.kind() == PlaneKind.METADATA ? modules : types.declared();
    JsonText.key(out, "event_metadata").append(described);
    JsonText.key(out, "stat_metadata").append(names.declared());
    JsonText.key(out, "events").append(events);
    JsonText.key(out, "n_lines").append(lineFrom.size());
    JsonText.key(out, "stats").append('{');
    for (int i = 0; i < planeStats.count; i++) {
      planeStats.appendJson(out, i);
    }
    out.append('}');
    return JsonText.key(out, "lines").append('[').append(lines).append("]}");
  }
}
