package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the lines of one plane, whose descriptions are known. */
final class PlaneLines {
  private static final int LONGEST_NAME = 1 << 12;

  private final Space space;
  private final Plane plane;
  private final StatNames names;
  private final EventTypes types;
  private final LongColumn from;
  private final LongColumn to;
  private final EventStats stats;

  PlaneLines(
      Space space, Plane plane, StatNames names, EventTypes types, LongColumn from, LongColumn to) {
    this.space = space;
    this.plane = plane;
    this.names = names;
    this.types = types;
    this.from = from;
    this.to = to;
    this.stats = new EventStats(names);
  }

  /** Reads all of them and appends a JSON object for each to {@code summary}. */
  void read(StringBuilder summary, int deviceRow) throws IOException {
    MeaningFinder finder = new MeaningFinder(space.out, names, types, space.contexts);
    Programs programs = new Programs();
    if (plane.kind().isDevice()) {
      new DeviceSteps(space, types, stats, programs, finder).look(plane, from, to);
    }
    EventWriter writer =
        new EventWriter(space.out, types, programs, plane.name(), deviceRow, plane.rank());
    Meanings meanings = new Meanings(finder);
    LineReader events = new LineReader(space.out, types, meanings, writer, stats);
    for (int i = 0; i < from.size(); i++) {
      Line line = new Line();
      events.begin();
      WireReader in = new WireReader(space.file, from.get(i), to.get(i));
      try {
        read(in, line, events, meanings);
      } catch (WireException e) {
        space.damaged(e, plane.cut() && to.get(i) == plane.to());
      }
      events.end();
      writer.name(line);
      space.sawLine(line.timestampNs);
      space.events += events.summary().events();
      if (space.listLine()) {
        append(summary, line, events.summary());
      }
    }
    space.stepsKnown |= writer.wroteSteps();
  }

  private void read(WireReader in, Line line, LineReader events, Meanings meanings)
      throws IOException {
    boolean begun = false;
    while (in.next(Long.MAX_VALUE)) {
      if (in.field() == 4 && in.type() == WireReader.BYTES) {
        if (!begun) {
          begun = true;
          line.kind = LineKind.of(plane.kind(), line.name);
          meanings.begin(line.kind);
        }
        events.read(in, line);
      } else {
        boolean late = begun && in.field() <= 3;
        if (late) { // no known writer does so: the events before it have no time or no name
          space.out.problems().add(ProblemCode.EVENT_BROKEN, in.offset());
        }
        header(in, line);
      }
    }
  }

  /** Reads a field of a line that is no event. */
  static void header(WireReader in, Line line) throws IOException {
    boolean bytes = in.type() == WireReader.BYTES;
    switch (bytes ? in.field() : -in.field()) {
      case -1 -> line.id = in.number();
      case 2 -> line.name = text(in);
      case -3 -> line.timestampNs = in.number();
      case 11 -> line.displayName = text(in);
      default -> in.skip();
    }
  }

  private static String text(WireReader in) throws IOException {
    int length = in.bytes(LONGEST_NAME);
    return new String(in.buffer(), in.start(), length, StandardCharsets.UTF_8);
  }

  private void append(StringBuilder out, Line line, LineSummary summary) {
    out.append(out.isEmpty() ? "{" : ",{");
    JsonText.quote(JsonText.key(out, "name"), line.name);
    if (!line.displayName.isEmpty()) {
      JsonText.quote(JsonText.key(out, "display_name"), line.displayName);
    }
    JsonText.quote(JsonText.key(out, "id"), Long.toUnsignedString(line.id));
    JsonText.key(out, "timestamp_ns").append(line.timestampNs);
    summary.append(out, names);
    out.append('}');
  }
}
