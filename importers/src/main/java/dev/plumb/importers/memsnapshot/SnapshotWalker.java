package dev.plumb.importers.memsnapshot;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of a snapshot into rows. Values may refer to each other at will, so rows are
 * bounded by the size of the file: an honest file spends more than a byte on each.
 */
final class SnapshotWalker {
  private final TraceBuilder out;
  private final History history;
  private final IdentityHashMap<Object, Integer> stacks = new IdentityHashMap<>();
  private long rowsLeft;
  private long framesLeft;

  SnapshotWalker(TraceBuilder out, long bytes) {
    this.out = out;
    this.rowsLeft = bytes;
    this.framesLeft = bytes;
    this.history = new History(out, this);
  }

  void snapshot(Dict snapshot) {
    for (String key : snapshot.keys()) {
      if (snapshot.get(key) instanceof Dict settings) {
        out.putMetadata(key, Texts.json(settings));
      }
    }
    segments(snapshot.list("segments"));
    history.read(snapshot.list("device_traces"));
    history.annotations(snapshot.list("external_annotations"));
  }

  void segments(List<?> segments) {
    for (Object value : segments) {
      if (!(value instanceof Dict segment)) {
        out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, Problems.NO_OFFSET);
      } else if (takeRow()) {
        segment(segment);
      }
    }
  }

  private void segment(Dict segment) {
    long device = segment.number("device", Ids.ABSENT);
    int row =
        out.segments()
            .add(
                device == Ids.ABSENT ? Ids.NONE : device(device),
                segment.number("address", Ids.ABSENT),
                bytes(segment, "total_size"),
                bytes(segment, "allocated_size"),
                bytes(segment, "active_size"),
                textOrNone(segment, "segment_type"),
                numberOrNone(segment, "stream"),
                Math.clamp(segment.number("is_expandable", Ids.NONE), Ids.NONE, 1),
                stack(segment));
    out.countEvent(text("segment"));
    long address = segment.number("address", Ids.ABSENT);
    for (Object value : segment.list("blocks")) {
      if (!(value instanceof Dict block)) {
        out.problems().add(ProblemCode.VALUE_NOT_AN_EVENT, Problems.NO_OFFSET);
      } else if (takeRow()) {
        // Before PyTorch 2.2 blocks have no address: they lie one behind the other.
        long given = block.number("address", Ids.ABSENT);
        long size = bytes(block, "size");
        out.blocks()
            .add(
                row,
                given != Ids.ABSENT ? given : address,
                size,
                requested(block),
                textOrNone(block, "state"),
                stack(block));
        out.countEvent(text("block"));
        address = address == Ids.ABSENT ? address : address + size;
      }
    }
  }

  /** Bytes that the program asked for; older snapshots have them in the block's history. */
  private static long requested(Dict block) {
    long requested = block.number("requested_size", Ids.ABSENT);
    if (requested == Ids.ABSENT && newest(block) instanceof Dict newest) {
      requested = newest.number("real_size", Ids.ABSENT);
    }
    return requested;
  }

  private static @Nullable Object newest(Dict block) {
    List<@Nullable Object> history = block.list("history");
    return history.isEmpty() ? null : history.getFirst();
  }

  /** The stack of a row; outermost caller first in the tables, innermost first in the file. */
  int stack(Dict row) {
    List<@Nullable Object> frames = row.list("frames");
    if (frames.isEmpty() && newest(row) instanceof Dict newest) {
      frames = newest.list("frames");
    }
    if (frames.isEmpty()) {
      return Ids.NONE;
    }
    Integer known = stacks.get(frames);
    if (known == null) {
      known = newStack(frames);
      stacks.put(frames, known);
    }
    return known;
  }

  private int newStack(List<@Nullable Object> frames) {
    int stack = Ids.NONE;
    int innermost = 0;
    while (innermost < frames.size() - 1 && isRecorder(frames.get(innermost))) {
      innermost++;
    }
    for (int i = frames.size() - 1; i >= innermost; i--) {
      if (frames.get(i) instanceof Dict frame && framesLeft-- > 0) {
        stack = out.stacks().row(stack, frame(frame));
      }
    }
    return stack;
  }

  /** Frames in which the snapshot recorded the stack itself. */
  private static boolean isRecorder(@Nullable Object value) {
    String name = value instanceof Dict frame ? frame.text("name") : "";
    return name.startsWith("torch::unwind::")
        || name.startsWith("torch::CapturedTraceback::")
        || name.startsWith("torch::cuda::(anonymous namespace)::gather");
  }

  private int frame(Dict frame) {
    String file = frame.text("filename");
    boolean known = !file.isEmpty() && !file.equals("??");
    boolean python = file.endsWith(".py") || file.startsWith("<");
    return out.frames()
        .row(
            python ? CodeKind.PYTHON : CodeKind.NATIVE,
            text(frame.text("name")),
            known ? text(file) : Ids.NONE,
            Math.clamp(frame.number("line", 0), 0, Integer.MAX_VALUE),
            Ids.NONE,
            Ids.ABSENT);
  }

  /** Whether another row may be made; counts those that may not. */
  boolean takeRow() {
    if (rowsLeft-- > 0) {
      return true;
    }
    out.problems().add(ProblemCode.ROWS_REPEATED, Problems.NO_OFFSET);
    return false;
  }

  int device(long device) {
    return out.devices().row(Long.toString(device));
  }

  int text(String text) {
    return out.strings().intern(text);
  }

  private int textOrNone(Dict row, String key) {
    return row.get(key) instanceof String text ? text(text) : Ids.NONE;
  }

  private int numberOrNone(Dict row, String key) {
    return row.get(key) instanceof Long number ? text(Long.toString(number)) : Ids.NONE;
  }

  /** A size; 0, counted, where it is absent or impossible. */
  long bytes(Dict row, String key) {
    long bytes = row.number(key, Ids.ABSENT);
    if (bytes < 0 || bytes >= 1L << 56) {
      out.problems().add(ProblemCode.SIZE_UNUSABLE, Problems.NO_OFFSET);
      return 0;
    }
    return bytes;
  }

  /** Rows of a list that are dictionaries. */
  static List<Dict> rows(@Nullable Object value) {
    List<Dict> rows = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Dict row) {
          rows.add(row);
        }
      }
    }
    return rows;
  }
}
