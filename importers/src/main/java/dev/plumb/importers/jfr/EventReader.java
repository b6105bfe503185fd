package dev.plumb.importers.jfr;

import dev.plumb.importers.stacks.SampleWriter;
import dev.plumb.importers.stacks.ThreadTracks;
import dev.plumb.importers.stacks.Units;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.TraceBuilder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * Events to rows: samples of a profiler count as such, and any event has a row for its value if it
 * has one. How many events there were of the other types stands in the counts of categories.
 */
final class EventReader {
  private final TraceBuilder out;
  private final SampleWriter writer;
  private final ThreadTracks tracks;
  private final JfrFrames frames;
  private final Map<String, Integer> categories = new HashMap<>();
  private final Map<EventKind, Integer> counts = new HashMap<>();
  private final Map<EventKind, Integer> values = new HashMap<>();
  private long baseNs;
  private long lost;
  private long count;

  EventReader(TraceBuilder out) {
    this.out = out;
    writer = new SampleWriter(out);
    tracks = new ThreadTracks(out);
    frames = new JfrFrames(out);
  }

  void setBase(long epochNs) {
    baseNs = epochNs;
  }

  /** Events read so far. */
  long count() {
    return count;
  }

  void read(RecordedEvent event) {
    count++;
    EventType type = event.getEventType();
    String name = type.getName();
    out.countEvent(categories.computeIfAbsent(name, out.strings()::intern));
    EventKind kind = EventKind.of(name);
    if (kind != null) {
      sample(event, kind);
    } else if (name.equals("jdk.DataLoss")) {
      lost += 1;
    } else if (name.equals("jdk.CPUTimeSamplesLost") && event.hasField("lostSamples")) {
      lost += Math.max(event.getLong("lostSamples"), 0);
    } else if (name.equals("jdk.JVMInformation")) {
      keep(event, "jvmName", "jvmVersion", "javaArguments", "pid");
    } else if (name.equals("jdk.CPUInformation")) {
      keep(event, "cpu", "hwThreads");
    }
  }

  private void keep(RecordedEvent event, String... fields) {
    for (String field : fields) {
      if (event.hasField(field)) {
        Object value = event.getValue(field);
        if (value instanceof Number number) {
          out.putMetadata(field, number.toString());
        } else if (value instanceof String text && text.length() < 10_000) {
          out.putMetadata(field, Units.quoted(text));
        }
      }
    }
  }

  private void sample(RecordedEvent event, EventKind kind) {
    Instant start = event.getStartTime();
    long epochNs =
        Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
    long time = epochNs - baseNs;
    int track = track(event, kind);
    int stack = frames.stack(event.getStackTrace());
    int reason = reason(event, kind);
    long count = 1;
    if (kind == EventKind.WALL && event.hasField("samples")) {
      count = Math.max(1, event.getInt("samples")); // equal samples of one thread come as one event
    }
    if (kind.isSample()) {
      writer.add(time, track, stack, count(kind), count, reason);
    }
    long value = value(event, kind);
    if (value != Ids.ABSENT) {
      writer.add(time, track, stack, value(kind), value, reason);
    }
  }

  private long value(RecordedEvent event, EventKind kind) {
    String field = kind.value;
    if (field == null) {
      return Ids.ABSENT;
    }
    if (field.equals("duration")) {
      return event.getDuration().toNanos();
    }
    if (!event.hasField(field)) {
      return Ids.ABSENT;
    }
    return kind.isTime() ? event.getDuration(field).toNanos() : event.getLong(field);
  }

  private int count(EventKind kind) {
    return counts.computeIfAbsent(
        kind, k -> Units.measure(out, Quantity.SAMPLES, k.type + " samples", ""));
  }

  private int value(EventKind kind) {
    return values.computeIfAbsent(
        kind,
        k ->
            Units.measure(
                out,
                k.quantity == null ? Quantity.OTHER : k.quantity,
                k.type,
                k.isTime() ? "ns" : "bytes"));
  }

  private int track(RecordedEvent event, EventKind kind) {
    RecordedThread thread =
        event.hasField(kind.thread)
            ? event.getValue(kind.thread)
            : event.hasField("eventThread") ? event.getThread() : null;
    if (thread == null) {
      return Ids.NONE;
    }
    long osId = thread.getOSThreadId();
    boolean isVirtual = thread.isVirtual();
    String id =
        isVirtual ? "virtual " + thread.getJavaThreadId() : osId > 0 ? Long.toString(osId) : "";
    String name = thread.getJavaName();
    name = name == null || name.isEmpty() ? thread.getOSName() : name;
    int row = tracks.row("", id.isEmpty() && name != null ? name : id);
    tracks.name(row, name == null ? "" : name);
    return row;
  }

  private int reason(RecordedEvent event, EventKind kind) {
    String what = kind.what();
    String detail =
        kind.reason != null && event.hasField(kind.reason)
            ? detail(event.getValue(kind.reason))
            : "";
    String reason = what.isEmpty() || detail.isEmpty() ? what + detail : what + " " + detail;
    return reason.isEmpty() ? Ids.NONE : out.strings().intern(reason);
  }

  private static String detail(@Nullable Object value) {
    return switch (value) {
      case RecordedClass type -> ClassNames.readable(type.getName());
      case String state -> state;
      case null, default -> "";
    };
  }

  void finish() {
    if (lost > 0) {
      out.problems().add(ProblemCode.SAMPLES_LOST, Problems.NO_OFFSET, lost);
    }
  }
}
