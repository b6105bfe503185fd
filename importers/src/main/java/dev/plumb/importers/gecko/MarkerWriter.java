package dev.plumb.importers.gecko;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Markers of one thread: instants, intervals, and starts with their ends. They overlap as they
 * like, so they are ranges that never nest.
 */
final class MarkerWriter {
  private static final int INTERVAL = 1;
  private static final int START = 2;
  private static final int END = 3;

  private final TraceBuilder out;
  private final GeckoTable markers;
  private final GeckoThread texts;
  private final int track;
  private final long offset;
  private final Map<Integer, Deque<Integer>> open = new HashMap<>();
  private final int category;
  private long last = Long.MIN_VALUE;

  MarkerWriter(TraceBuilder out, GeckoProfile process, GeckoThread thread, int track, long offset) {
    this.out = out;
    this.markers = thread.markers;
    this.track = track;
    this.offset = offset;
    texts = thread.strings.size() > 0 ? thread : process.shared;
    category = out.strings().intern("marker");
  }

  void write() {
    out.countEvents(category, markers.size());
    boolean old = markers.has("time") && !markers.has("startTime");
    for (int row = 0; row < markers.size(); row++) {
      long start = markers.get(old ? "time" : "startTime", row);
      long end = markers.get("endTime", row);
      long phase = markers.get("phase", row);
      int name = texts.stringId(markers.get("name", row));
      name = name == Ids.NONE ? out.strings().intern("[unnamed]") : name;
      long time = phase == END ? end : start;
      if (time == Ids.ABSENT) {
        out.problems().add(ProblemCode.TIME_UNUSABLE, Problems.NO_OFFSET);
        continue;
      }
      last = Math.max(last, Math.max(time, end));
      switch ((int) phase) {
        case INTERVAL -> interval(name, start, end);
        case START -> open.computeIfAbsent(name, n -> new ArrayDeque<>()).push(slice(name, start));
        case END -> end(name, end);
        default -> out.instants().add(time + offset, name, category, track, Ids.NONE, Ids.NONE);
      }
    }
    long left = 0;
    for (Deque<Integer> rows : open.values()) {
      left += rows.size();
      rows.forEach(
          row -> out.closeSlice(row, Math.max(0, last + offset - out.slices().startNs(row))));
    }
    if (left > 0) {
      out.problems().add(ProblemCode.BEGIN_WITHOUT_END, Problems.NO_OFFSET, left);
    }
  }

  private int slice(int name, long start) {
    return out.slices()
        .add(start + offset, 0, SliceKind.ASYNC, name, category, track, Ids.NONE, Ids.NONE);
  }

  private void interval(int name, long start, long end) {
    int row = slice(name, start);
    if (end == Ids.ABSENT) {
      out.problems().add(ProblemCode.DURATION_MISSING, Problems.NO_OFFSET);
    } else {
      close(row, end);
    }
  }

  private void end(int name, long end) {
    Deque<Integer> rows = open.get(name);
    if (rows == null || rows.isEmpty()) {
      out.problems().add(ProblemCode.END_WITHOUT_BEGIN, Problems.NO_OFFSET);
    } else {
      close(rows.pop(), end);
    }
  }

  private void close(int row, long end) {
    long length = end + offset - out.slices().startNs(row);
    if (length < 0) {
      out.problems().add(ProblemCode.DURATION_NEGATIVE, Problems.NO_OFFSET);
    }
    out.closeSlice(row, Math.max(length, 0));
  }
}
