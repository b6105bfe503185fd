package dev.plumb.importers.speedscope;

import dev.plumb.importers.json.JsonIn;
import dev.plumb.importers.records.Decimal;
import dev.plumb.importers.records.Decimals;
import dev.plumb.importers.stacks.PendingSamples;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.HashMap;
import java.util.Map;

/** The events of an evented profile: frames that open and close. */
final class EventReader {
  /**
   * How values become rows.
   *
   * @param power of ten that values are multiplied with
   * @param isTime whether values are times, so that rows have one
   * @param end value at which the profile ends; {@link Times#NONE} if it does not say
   */
  record Scale(int power, int track, int measure, boolean isTime, long end) {}

  private final TraceBuilder out;

  /** Frame that opens, or its complement for one that closes. */
  private final IntColumn frames = new IntColumn();

  private final Decimals times = new Decimals();

  // The state of write().
  private final IntColumn openFrames = new IntColumn();
  private final IntColumn openStacks = new IntColumn();
  private final Map<Integer, Integer> openCount = new HashMap<>();
  private int depth;

  EventReader(TraceBuilder out) {
    this.out = out;
  }

  int fraction() {
    return times.fraction();
  }

  void read(JsonIn in) {
    if (!in.enterArray()) {
      return;
    }
    int category = out.strings().intern("event");
    while (in.nextElement()) {
      out.countEvent(category);
      long offset = in.offset();
      if (!in.enterObject() || !event(in)) {
        out.problems().add(ProblemCode.EVENT_BROKEN, offset);
      }
    }
  }

  private boolean event(JsonIn in) {
    String type = "";
    int frame = Ids.NONE;
    boolean at = false;
    while (in.nextName()) {
      switch (in.name()) {
        case "type" -> type = in.text("");
        case "frame" -> frame = in.index();
        case "at" -> {
          Decimal value = in.number();
          if (value != null && !at) {
            times.add(value);
            at = true;
          }
        }
        default -> in.skip();
      }
    }
    boolean opens = type.equals("O");
    boolean usable = frame >= 0 && (opens || type.equals("C"));
    if (at) {
      frames.add(!usable ? Integer.MIN_VALUE : opens ? frame : ~frame);
    }
    return at && usable;
  }

  /** Plays the events and writes what was open between them. */
  void write(PendingSamples samples, Scale scale) {
    Decimal decimal = new Decimal();
    long now = Times.NONE;
    for (int row = 0, n = frames.size(); row < n; row++) {
      long at = times.get(row, scale.power, decimal);
      if (decimal.rounded()) {
        out.problems().add(ProblemCode.TIME_ROUNDED, Problems.NO_OFFSET);
      }
      int frame = frames.get(row);
      if (at == Times.NONE || frame == Integer.MIN_VALUE) {
        out.problems().add(ProblemCode.TIME_UNUSABLE, Problems.NO_OFFSET);
        continue;
      }
      now = until(at, now, samples, scale);
      if (frame >= 0) {
        open(frame, samples);
      } else {
        close(~frame);
      }
    }
    if (depth > 0) {
      out.problems().add(ProblemCode.BEGIN_WITHOUT_END, Problems.NO_OFFSET, depth);
      if (scale.end != Times.NONE) {
        until(scale.end, now, samples, scale);
      }
    }
  }

  private long until(long at, long now, PendingSamples samples, Scale scale) {
    if (now == Times.NONE) {
      return at;
    }
    if (at < now) {
      out.problems().add(ProblemCode.DURATION_NEGATIVE, Problems.NO_OFFSET);
      return now;
    }
    if (depth > 0) {
      long time = scale.isTime ? now : Times.NONE;
      long length = Math.max(at - now, 0); // an overflow is no length
      samples.add(time, scale.track, openStacks.get(depth - 1), scale.measure, length, Ids.NONE);
    }
    return at;
  }

  private void open(int frame, PendingSamples samples) {
    int parent = depth == 0 ? Ids.NONE : openStacks.get(depth - 1);
    int stack = samples.stack(parent, frame);
    if (depth == openFrames.size()) {
      openFrames.add(frame);
      openStacks.add(stack);
    } else {
      openFrames.set(depth, frame);
      openStacks.set(depth, stack);
    }
    depth++;
    openCount.merge(frame, 1, Integer::sum);
  }

  /** Closes a frame and those within it that were forgotten. */
  private void close(int frame) {
    if (openCount.getOrDefault(frame, 0) == 0) {
      out.problems().add(ProblemCode.END_WITHOUT_BEGIN, Problems.NO_OFFSET);
      return;
    }
    int closed;
    do {
      closed = openFrames.get(--depth);
      openCount.merge(closed, -1, Integer::sum);
      if (closed != frame) {
        out.problems().add(ProblemCode.BEGIN_WITHOUT_END, Problems.NO_OFFSET);
      }
    } while (closed != frame);
  }
}
