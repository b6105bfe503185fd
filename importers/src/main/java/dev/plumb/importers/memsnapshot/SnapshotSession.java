package dev.plumb.importers.memsnapshot;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the pickle, then walks what it holds. */
final class SnapshotSession extends PullSession {
  private final TraceBuilder out;

  SnapshotSession(TraceBuilder out) {
    this.out = out;
  }

  @Override
  protected void read(InputStream stream) throws IOException {
    Counted in = new Counted(stream);
    Pickle pickle = new Pickle(in);
    Object value;
    try {
      value = pickle.read();
    } catch (PickleException e) {
      if (e.refused()) {
        throw unreadable(
            "is a pickle that would run code: " + e.getMessage(),
            e.offset(),
            "Plumb never runs it. Save the snapshot with torch.cuda.memory._dump_snapshot(FILE).");
      }
      out.problems().add(ProblemCode.EVENT_BROKEN, e.offset(), String.valueOf(e.getMessage()));
      value = saved(pickle);
    } catch (EOFException e) {
      out.problems().add(ProblemCode.TEXT_TRUNCATED, pickle.offset());
      value = saved(pickle);
    }
    in.drain();
    out.setBytes(in.count());
    if (value == null) {
      throw unreadable(
          "ends before its first segment",
          pickle.offset(),
          "Let the program finish writing the snapshot before copying it.");
    }
    walk(value, pickle.offset());
  }

  private void walk(Object value, long bytes) throws UnreadableInputException {
    SnapshotWalker walker = new SnapshotWalker(out, bytes);
    switch (value) {
      case Dict snapshot when isSnapshot(snapshot) -> walker.snapshot(snapshot);
      case List<?> segments when isSegments(segments) -> walker.segments(segments);
      default ->
          throw unreadable(
              "is a pickle, but no memory snapshot: it has neither segments nor device_traces",
              Problems.NO_OFFSET,
              "Only snapshots of torch.cuda.memory are read from pickles.");
    }
  }

  private static boolean isSnapshot(Dict value) {
    return value.get("segments") instanceof List || value.get("device_traces") instanceof List;
  }

  /** {@code torch.cuda.memory_snapshot()} is the list of segments alone. */
  private static boolean isSegments(List<?> value) {
    return !value.isEmpty()
        && value.getFirst() instanceof Dict first
        && first.number("total_size", Ids.ABSENT) != Ids.ABSENT;
  }

  /**
   * Puts together what a broken pickle was about to: lists and dictionaries wait on the stack for
   * the instruction that puts them into each other.
   */
  private static @Nullable Object saved(Pickle pickle) {
    Object outer = pickle.unfinished();
    List<@Nullable Object> pending = pickle.pending();
    if (outer instanceof Dict dict) {
      for (int i = 0; i + 1 < pending.size(); i += 2) {
        if (pending.get(i) instanceof String key) {
          dict.put(key, filled(pending.get(i + 1), pending.subList(i + 2, pending.size())));
        }
      }
      return isSnapshot(dict) ? dict : null;
    }
    return outer instanceof List<?> list && isSegments(list) ? outer : null;
  }

  /** A list that was being filled, with the rows that wait for it. */
  @SuppressWarnings("unchecked")
  private static @Nullable Object filled(@Nullable Object value, List<@Nullable Object> waiting) {
    if (value instanceof List<?> list) {
      for (Object row : waiting) {
        if (row instanceof Dict dict && !dict.keys().isEmpty()) {
          ((List<@Nullable Object>) list).add(row);
        } else if (row instanceof List<?>) {
          ((List<@Nullable Object>) list).add(row);
        } else if (row instanceof String) {
          break;
        }
      }
    }
    return value;
  }

  private UnreadableInputException unreadable(String what, long offset, String advice) {
    return new UnreadableInputException(out.name(), offset, what, advice);
  }
}
