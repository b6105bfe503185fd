package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.RowSorter;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts begin and end events together. Those of threads ({@code B}, {@code E}) are kept until the
 * end of the input, because some writers do not order them; asynchronous ones are found by their
 * id.
 */
final class Ranges {
  private final TraceBuilder out;

  // Begin and end events of threads, in the order of the file.
  private final LongColumn times = new LongColumn();
  private final LongColumn offsets = new LongColumn();
  private final IntColumn tracks = new IntColumn();
  private final IntColumn names = new IntColumn();
  private final IntColumn categories = new IntColumn();
  private final IntColumn args = new IntColumn();
  private final IntColumn details = new IntColumn();
  private final IntColumn kinds = new IntColumn(); // −1 for an end

  /** Number in {@link #stacks} of each event, as far as the last one that has a stack; or −1. */
  private final IntColumn numbers = new IntColumn();

  private final Stacks stacks;

  private final Map<AsyncKey, Deque<Open>> async = new HashMap<>();
  private long lastTime = Long.MIN_VALUE;

  /** Comparable, so that a map stays quick where the hashes of hostile keys are all alike. */
  private record AsyncKey(int categoryId, long id, int pidId) implements Comparable<AsyncKey> {
    @Override
    public int compareTo(AsyncKey other) {
      if (id != other.id) {
        return Long.compare(id, other.id);
      }
      int categories = Integer.compare(categoryId, other.categoryId);
      return categories != 0 ? categories : Integer.compare(pidId, other.pidId);
    }
  }

  private record Open(int row, long timeNs) {}

  Ranges(TraceBuilder out, Stacks stacks) {
    this.out = out;
    this.stacks = stacks;
  }

  /** Gives the event that was added last a stack, by its number in {@link Stacks}. */
  void lastHasStack(int number) {
    while (numbers.size() < times.size() - 1) {
      numbers.add(Ids.NONE);
    }
    numbers.add(number);
  }

  void add(Event e, SliceKind kind, int track, int detail, long offset) {
    times.add(e.timeNs);
    offsets.add(offset);
    tracks.add(track);
    names.add(e.nameId);
    categories.add(e.categoryId);
    args.add(e.argsId);
    details.add(detail);
    kinds.add(e.phase == 'B' ? kind.ordinal() : -1);
    lastTime = Math.max(lastTime, e.timeNs);
  }

  void addAsync(Event e, int track, long offset) {
    lastTime = Math.max(lastTime, e.timeNs);
    AsyncKey key = new AsyncKey(e.categoryId, e.id, out.tracks().pidId(track));
    switch (e.phase) {
      case 'b', 'S' -> {
        int row =
            out.slices()
                .add(
                    e.timeNs,
                    0,
                    SliceKind.ASYNC,
                    e.nameId,
                    e.categoryId,
                    track,
                    e.argsId,
                    Ids.NONE);
        async.computeIfAbsent(key, k -> new ArrayDeque<>()).push(new Open(row, e.timeNs));
      }
      case 'e', 'F' -> {
        Deque<Open> open = async.get(key);
        if (open == null) {
          out.problems().add(ProblemCode.END_WITHOUT_BEGIN, offset);
          return;
        }
        Open begin = open.pop();
        close(begin.row, begin.timeNs, e.timeNs, offset);
        if (open.isEmpty()) {
          async.remove(key);
        }
      }
      default -> out.instants().add(e.timeNs, e.nameId, e.categoryId, track, e.argsId, Ids.NONE);
    }
  }

  private void close(int row, long begin, long end, long offset) {
    if (end < begin) {
      out.problems().add(ProblemCode.DURATION_NEGATIVE, offset);
      return;
    }
    out.closeSlice(row, end - begin);
  }

  void finish() {
    long traceEnd = Math.max(lastTime, lastSliceEnd());
    for (Deque<Open> open : async.values()) {
      for (Open begin : open) {
        out.problems().add(ProblemCode.BEGIN_WITHOUT_END, -1);
        close(begin.row, begin.timeNs, traceEnd, -1);
      }
    }
    int count = times.size();
    if (count == 0) {
      return;
    }
    int[] order = RowSorter.byTrackAndTime(count, tracks, out.tracks().size(), times);
    int[] stack = new int[64];
    int depth = 0;
    int track = -1;
    for (int row : order) {
      if (tracks.get(row) != track) {
        closeAll(stack, depth, traceEnd);
        depth = 0;
        track = tracks.get(row);
      }
      if (kinds.get(row) >= 0) {
        if (depth == stack.length) {
          stack = Arrays.copyOf(stack, depth * 2);
        }
        stack[depth++] = row;
      } else if (depth == 0) {
        out.problems().add(ProblemCode.END_WITHOUT_BEGIN, offsets.get(row));
      } else {
        slice(stack[--depth], times.get(row));
      }
    }
    closeAll(stack, depth, traceEnd);
  }

  private void closeAll(int[] stack, int depth, long end) {
    for (int i = depth - 1; i >= 0; i--) {
      out.problems().add(ProblemCode.BEGIN_WITHOUT_END, offsets.get(stack[i]));
      slice(stack[i], Math.max(end, times.get(stack[i])));
    }
  }

  private void slice(int row, long end) {
    int slice =
        out.slices()
            .add(
                times.get(row),
                Math.min(end - times.get(row), EventWriter.MAX_DURATION_NS),
                SliceKind.of(kinds.get(row)),
                names.get(row),
                categories.get(row),
                tracks.get(row),
                args.get(row),
                details.get(row));
    if (row < numbers.size() && numbers.get(row) >= 0) {
      stacks.setSlice(numbers.get(row), slice);
    }
  }

  private long lastSliceEnd() {
    long end = Long.MIN_VALUE;
    for (int row = 0, n = out.slices().size(); row < n; row++) {
      end = Math.max(end, out.slices().endNs(row));
    }
    return end;
  }
}
