package dev.plumb.importers.chrome;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes complete events into the tables and counts what was repaired in them. */
final class EventWriter {
  /** Seven days: no kernel runs longer, but profilers have written overflows far above it. */
  static final long MAX_DURATION_NS = 7L * 24 * 3600 * 1_000_000_000L;

  /** 1 TiB: no piece of memory is as large, and no number of rows of them overflows a sum. */
  private static final long MAX_BYTES = 1L << 40;

  private final TraceBuilder out;
  private final StringPool strings;
  private final Problems problems;
  private final Tracks tracks;
  private final Ranges ranges;
  private final Event event;
  final Stacks stacks;
  final InlineStacks inline;
  final MetricsReader metrics;
  private final EventReader reader;
  private final int noName;

  EventWriter(TraceBuilder out, EventReader reader) {
    this.out = out;
    this.strings = out.strings();
    this.problems = out.problems();
    this.reader = reader;
    this.event = reader.event;
    this.tracks = new Tracks(strings, out.tracks());
    this.stacks = new Stacks(out);
    this.inline = new InlineStacks(out, reader);
    this.metrics = new MetricsReader(out);
    this.ranges = new Ranges(out, stacks);
    this.noName = strings.intern("");
  }

  /** Stores the event that the reader holds; {@code offset} is where it starts in the text. */
  void write(byte[] buffer, int limit, long offset) {
    Event e = event;
    out.countEvent(e.categoryId);
    if (e.repairs != Event.NO_REPAIR) {
      countRepairs(offset);
    }
    if (e.nameId < 0) {
      e.nameId = noName;
    }
    int slice = out.slices().size();
    switch (e.phase) {
      case 'X' -> complete(offset);
      case 's', 't', 'f' -> {
        if (timed(offset)) {
          out.flows().add(e.timeNs, e.id, track(), e.categoryId, e.phase);
        }
      }
      case 'i', 'I', 'R' -> instant(offset);
      case 'M' -> metadata();
      case 'C' -> {
        if (timed(offset)) {
          counter(buffer, limit, offset);
        }
      }
      case 'B', 'E' -> {
        if (timed(offset)) {
          SliceKind kind = reader.kind();
          ranges.add(e, kind, track(), e.phase == 'B' ? detail(kind, offset) : Ids.NONE, offset);
          if (e.phase == 'B' && e.hasStack()) {
            ranges.lastHasStack(addStack(Ids.NONE, buffer, limit, offset));
          }
        }
      }
      case 'b', 'e', 'n', 'S', 'F', 'T', 'p' -> {
        if (timed(offset)) {
          ranges.addAsync(e, track(), offset);
        }
      }
      case 'P' -> sample(buffer, limit, offset);
      case 0 -> problems.add(ProblemCode.PHASE_MISSING, offset);
      default -> problems.add(ProblemCode.PHASE_UNKNOWN, offset, printable(e.phase));
    }
    if ((e.metricsAt >= 0 || e.hasStack()) && out.slices().size() > slice) {
      describe(slice, buffer, limit, offset);
    }
  }

  /** Adds what few slices have: a stack, hardware metrics. */
  private void describe(int slice, byte[] buffer, int limit, long offset) {
    if (event.hasStack()) {
      addStack(slice, buffer, limit, offset);
    }
    if (event.metricsAt >= 0) {
      metrics.read(buffer, event.metricsAt, limit, slice, Ids.NONE, offset);
    }
  }

  private int addStack(int slice, byte[] buffer, int limit, long offset) {
    Event e = event;
    int stack = e.stackAt < 0 ? Ids.NONE : inline.row(buffer, e.stackAt, limit);
    return stacks.addSlice(slice, e.frameKey, stack, offset);
  }

  /** An event of a sampling profiler; without a stack it is of a kind that nobody describes. */
  private void sample(byte[] buffer, int limit, long offset) {
    Event e = event;
    if (!e.hasStack()) {
      problems.add(ProblemCode.PHASE_UNKNOWN, offset, printable(e.phase));
      return;
    }
    if (!timed(offset)) {
      return;
    }
    int stack = e.stackAt < 0 ? Ids.NONE : inline.row(buffer, e.stackAt, limit);
    int measure = out.measures().row(Quantity.SAMPLES, e.nameId, noName);
    stacks.addSample(
        e.timeNs, track(), Ids.ABSENT, e.frameKey, stack, measure, 1, Ids.NONE, Ids.NONE, offset);
  }

  /** Closes what is open and names the tracks. */
  void finish() {
    ranges.finish();
    stacks.finish(tracks);
    tracks.applyNames();
  }

  private boolean timed(long offset) {
    if (event.timeNs == Times.NONE) {
      problems.add(ProblemCode.TIME_UNUSABLE, offset);
      return false;
    }
    return true;
  }

  private int track() {
    return track(event.pid, event.tid, event.rank);
  }

  /** The row of a thread, which may belong to a rank. */
  int track(long pid, long tid, long rank) {
    int row = tracks.row(pid, tid);
    if (rank < 0 || rank > Integer.MAX_VALUE || out.tracks().rank(row) == rank) {
      return row;
    }
    if (out.tracks().rank(row) < 0) {
      out.tracks().setRank(row, (int) rank);
      return row;
    }
    return tracks.rowOfOtherRank(pid, tid, (int) rank);
  }

  private void complete(long offset) {
    Event e = event;
    if (!timed(offset)) {
      return;
    }
    if (!e.hasDur) {
      problems.add(ProblemCode.DURATION_MISSING, offset);
      e.durNs = 0;
    } else if (e.durNs == Times.NONE) {
      problems.add(ProblemCode.TIME_UNUSABLE, offset);
      return;
    } else if (e.durNs < 0) {
      problems.add(ProblemCode.DURATION_NEGATIVE, offset);
      e.durNs = 0;
    } else if (e.durNs > MAX_DURATION_NS) {
      problems.add(ProblemCode.DURATION_OVERFLOW, offset);
      e.durNs = 0;
    }
    SliceKind kind = reader.kind();
    out.slices()
        .add(
            e.timeNs,
            e.durNs,
            kind,
            e.nameId,
            e.categoryId,
            track(),
            e.argsId,
            detail(kind, offset));
  }

  private int detail(SliceKind kind, long offset) {
    Event e = event;
    return switch (kind) {
      case PYTHON, MODULE ->
          out.python()
              .add(
                  e.pythonId,
                  e.pythonParent,
                  e.pythonModule >= 0 && e.pythonModule <= Integer.MAX_VALUE
                      ? (int) e.pythonModule
                      : Ids.NONE);
      case OPERATOR, ANNOTATION, STEP ->
          out.operators()
              .add(
                  e.externalId,
                  e.recordFunctionId,
                  e.sequenceNumber,
                  e.forwardThread,
                  e.callStackId);
      case RUNTIME -> out.launches().add(e.correlation, e.externalId);
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC ->
          out.deviceWork()
              .add(
                  e.correlation,
                  e.externalId,
                  e.deviceRow >= 0 ? e.deviceRow : out.devices().row(device(e.pid)),
                  e.streamId >= 0 ? e.streamId : strings.intern(trackText(e.tid)),
                  bytes(e.bytes, offset));
      case CPU, OVERHEAD, ASYNC -> Ids.NONE;
    };
  }

  private String device(long pid) {
    String ofXla = reader.xla.device(pid);
    String known = ofXla != null ? ofXla : reader.ascend.device(pid);
    return known == null ? trackText(pid) : known;
  }

  private String trackText(long key) {
    if (key == Ids.ABSENT) {
      return "";
    }
    return key > 0 && (key & Tracks.TEXT) != 0 ? strings.get((int) key) : Long.toString(key);
  }

  private void instant(long offset) {
    Event e = event;
    if (!timed(offset)) {
      return;
    }
    int memory = Ids.NONE;
    long bytes = bytes(e.bytes, offset);
    if (bytes != Ids.ABSENT
        && (e.deviceType != Ids.ABSENT || e.address != Ids.ABSENT || e.deviceId != Ids.ABSENT)) {
      memory =
          out.memory()
              .add(
                  bytes,
                  e.address,
                  e.totalAllocated,
                  e.totalReserved,
                  small(e.deviceType),
                  small(e.deviceId));
    }
    out.instants().add(e.timeNs, e.nameId, e.categoryId, track(), e.argsId, memory);
  }

  /** Sizes are summed: one that no memory has is none. */
  private long bytes(long value, long offset) {
    if (value == Ids.ABSENT || Math.abs(value) <= MAX_BYTES) {
      return value;
    }
    problems.add(ProblemCode.BYTES_UNUSABLE, offset);
    return Ids.ABSENT;
  }

  private static int small(long value) {
    return value >= 0 && value <= Integer.MAX_VALUE ? (int) value : Ids.NONE;
  }

  private void metadata() {
    Event e = event;
    if (e.argNameId < 0) {
      return;
    }
    String what = strings.get(e.nameId);
    if (what.equals("process_name")) {
      tracks.nameProcess(e.pid, e.argNameId);
      reader.xla.nameProcess(e.pid, e.argNameId);
      reader.ascend.nameProcess(e.pid, e.argNameId);
    } else if (what.equals("thread_name")) {
      tracks.nameThread(e.pid, e.tid, e.argNameId);
      reader.xla.nameThread(e.pid, e.tid, e.argNameId);
      reader.ascend.nameThread(e.pid, e.tid, e.argNameId);
    }
  }

  private void counter(byte[] buffer, int limit, long offset) {
    boolean any = event.argsAt >= 0 && buffer[event.argsAt] == '{' && series(buffer, limit, offset);
    if (!any) {
      problems.add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
    }
  }

  /** Each number in the arguments is one series of the counter; false if there is no argument. */
  private boolean series(byte[] buffer, int limit, long offset) {
    Event e = event;
    int track = track();
    boolean any = false;
    int at = e.argsAt + 1;
    while (true) {
      at = Json.skipSpace(buffer, at, limit);
      if (at >= limit || buffer[at] == '}') {
        return any;
      }
      if (buffer[at] == ',') {
        at++;
        continue;
      }
      if (buffer[at] != '"') {
        return any;
      }
      int keyEnd = Json.endOfString(buffer, at + 1, limit);
      int value = keyEnd < 0 ? keyEnd : EventReader.colon(buffer, keyEnd + 1, limit);
      int end = value < 0 ? value : Json.skipValue(buffer, value, limit);
      if (end < 0) {
        return any;
      }
      any = true;
      Double number = decimal(buffer, value, end);
      if (number == null) {
        problems.add(ProblemCode.COUNTER_NOT_A_NUMBER, offset);
      } else {
        int series = reader.intern(buffer, at + 1, keyEnd);
        out.counters().add(e.timeNs, track, e.nameId, series, number);
      }
      at = end;
    }
  }

  private static @Nullable Double decimal(byte[] buffer, int from, int to) {
    if (buffer[from] == '"') {
      from++;
      to--;
    }
    if (to - from > 64 || to <= from || buffer[from] == '{' || buffer[from] == '[') {
      return null;
    }
    try {
      double value =
          Double.parseDouble(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1));
      return Double.isFinite(value) ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Counts what was repaired in what the reader read last. */
  void countRepairs(long offset) {
    int repairs = event.repairs;
    if (repairs == Event.NO_REPAIR) {
      return;
    }
    count(repairs, Event.NOT_UTF8, ProblemCode.INVALID_UTF8, offset);
    count(repairs, Event.CONTROL, ProblemCode.CONTROL_CHARACTER, offset);
    count(repairs, Event.BAD_ESCAPE, ProblemCode.BAD_ESCAPE, offset);
    count(repairs, Event.QUOTE, ProblemCode.QUOTE_IN_TEXT, offset);
    count(repairs, Event.DUPLICATE, ProblemCode.DUPLICATE_KEY, offset);
    count(repairs, Event.COMMA, ProblemCode.TRAILING_COMMA, offset);
    count(repairs, Event.ROUNDED, ProblemCode.TIME_ROUNDED, offset);
    count(repairs, Event.BAD_ID, ProblemCode.ID_UNUSABLE, offset);
    count(repairs, Event.CUT, ProblemCode.TEXT_CUT, offset);
    count(repairs, Event.ARGS_DROPPED, ProblemCode.ARGUMENTS_DROPPED, offset);
  }

  private void count(int repairs, int bit, ProblemCode code, long offset) {
    if ((repairs & bit) != 0) {
      problems.add(code, offset);
    }
  }

  private static String printable(char phase) {
    return phase > ' ' && phase < 127 ? "ph \"" + phase + "\"" : "ph is no letter";
  }
}
