package dev.plumb.importers.xplane;

import dev.plumb.importers.wire.WireCursor;
import dev.plumb.importers.wire.WireException;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;
import java.io.IOException;
import java.util.Arrays;

/**
 * Looks at the programs and steps of a device before its other lines are read: which programs run
 * when, and which ranges are the steps of a run whose program marked none. Those are the device's
 * steps, or else the runs of the program that takes the most time; of the first device that has
 * any.
 */
final class DeviceSteps {
  private static final int LONGEST_EVENT = 1 << 24;

  private final Space space;
  private final EventTypes types;
  private final EventStats stats;
  private final Programs programs;
  private final MeaningFinder finder;
  private final WireCursor cursor = new WireCursor();
  private long[] sums = new long[16];
  private boolean hasSteps;

  DeviceSteps(
      Space space, EventTypes types, EventStats stats, Programs programs, MeaningFinder finder) {
    this.space = space;
    this.types = types;
    this.stats = stats;
    this.programs = programs;
    this.finder = finder;
  }

  /** Looks at the lines that begin and end at the given offsets. */
  void look(Plane plane, LongColumn from, LongColumn to) throws IOException {
    for (int i = 0; i < from.size(); i++) {
      try {
        line(new WireReader(space.file, from.get(i), to.get(i)), plane);
      } catch (WireException e) {
        // told when the line is read
      }
    }
    if (space.stepsKnown || plane.kind() != PlaneKind.TPU) {
      return;
    }
    if (hasSteps) {
      finder.stepsAreSteps();
      return;
    }
    int longest = Ids.NONE;
    for (int type = 0; type < sums.length; type++) {
      if (sums[type] > (longest < 0 ? 0 : sums[longest])) {
        longest = type;
      }
    }
    finder.modulesAreSteps(longest);
  }

  private void line(WireReader in, Plane plane) throws IOException {
    Line line = new Line();
    while (in.next(Long.MAX_VALUE)) {
      if (in.field() != 4 || in.type() != WireReader.BYTES) {
        PlaneLines.header(in, line);
        continue;
      }
      LineKind kind = LineKind.of(plane.kind(), line.name);
      hasSteps |= kind == LineKind.STEPS;
      if (kind != LineKind.MODULES) {
        return;
      }
      int length = in.bytes(LONGEST_EVENT);
      program(in.buffer(), in.start(), in.start() + length, line.timestampNs);
    }
  }

  private void program(byte[] bytes, int from, int to, long lineNs) {
    long type = 0;
    long offsetPs = 0;
    long durPs = 0;
    stats.clear();
    cursor.reset(bytes, from, to);
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> type = cursor.value();
        case 2 -> offsetPs = cursor.value();
        case 3 -> durPs = cursor.value();
        case 4 -> {
          if (cursor.type() == WireReader.BYTES) {
            stats.add(bytes, cursor.from(), cursor.to());
          }
        }
        default -> {}
      }
    }
    int row = types.find(type);
    if (row < 0 || durPs < 0) {
      return;
    }
    if (row >= sums.length) {
      sums = Arrays.copyOf(sums, Math.max(row + 1, sums.length * 2));
    }
    sums[row] += durPs;
    long startNs = lineNs + Math.floorDiv(offsetPs, 1000L);
    long endNs = lineNs + Math.floorDiv(offsetPs + durPs, 1000L);
    programs.add(startNs, endNs, EventWriter.launchOfProgram(stats));
  }
}
