package dev.plumb.importers.xplane;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** Writes the events of one plane into the tables. */
final class EventWriter {
  /** The kind of producer that enqueues a program on a TPU (kTpuLaunch). */
  private static final long TPU_LAUNCH = 12;

  private final TraceBuilder out;
  private final StringPool strings;
  private final EventTypes types;
  private final Programs programs;
  private final int planeName;
  private final int deviceRow;
  private final int rank;
  private final int freed;

  /** By id and name: lines of one id are one timeline. */
  private final LongRows lines = new LongRows();

  private final IntColumn tracks = new IntColumn();

  private long lastContext = Ids.ABSENT;
  private int lastCategory = Ids.NONE;
  private boolean wroteSteps;

  EventWriter(
      TraceBuilder out,
      EventTypes types,
      Programs programs,
      String planeName,
      int deviceRow,
      int rank) {
    this.out = out;
    this.strings = out.strings();
    this.types = types;
    this.programs = programs;
    this.planeName = strings.intern(planeName);
    this.deviceRow = deviceRow;
    this.rank = rank;
    this.freed = strings.intern("MemoryDeallocation");
  }

  /** Id under which events are counted: the plane's name. */
  int categoryId() {
    return planeName;
  }

  /** Whether steps were among the events. */
  boolean wroteSteps() {
    return wroteSteps;
  }

  /** Writes one event. */
  void write(
      Line line, Meanings meanings, int meaning, EventStats stats, long startNs, long durNs) {
    int track = track(line);
    boolean host = line.kind == LineKind.HOST;
    long allocated = host ? stats.column(StatKind.ALLOCATION_BYTES) : Ids.ABSENT;
    if (allocated != Ids.ABSENT && durNs == 0) {
      memory(meanings, meaning, stats, startNs, track, allocated);
      return;
    }
    SliceKind kind = meanings.kind(meaning);
    if (host && launches(stats)) {
      kind = SliceKind.RUNTIME;
    }
    int slice =
        out.slices()
            .add(
                startNs,
                durNs,
                kind,
                meanings.nameId(meaning),
                planeName,
                track,
                meanings.argsId(meaning),
                detail(kind, line, stats, meanings.bytes(meaning), startNs));
    int stack = meanings.stackRow(meaning);
    if (stack >= 0) {
      out.sliceStacks().add(slice, stack);
    }
    if (stats.hasColumns()) {
      flow(stats, StatKind.PRODUCER_TYPE, StatKind.PRODUCER, startNs, track, 's');
      flow(stats, StatKind.CONSUMER_TYPE, StatKind.CONSUMER, startNs, track, 'f');
    }
  }

  private int detail(SliceKind kind, Line line, EventStats stats, long bytes, long startNs) {
    long group = stats.column(StatKind.GROUP);
    // A step's group joins it to the work that no call of the trace launched; 0 would mean "none".
    long externalId = group < 0 || group == Long.MAX_VALUE ? Ids.ABSENT : group + 1;
    return switch (kind) {
      case STEP -> {
        wroteSteps = true;
        yield operator(line.kind == LineKind.HOST ? externalId : Ids.ABSENT);
      }
      case OPERATOR, ANNOTATION -> operator(Ids.ABSENT);
      case PYTHON, MODULE -> out.python().add(Ids.ABSENT, Ids.ABSENT, Ids.NONE);
      case RUNTIME -> out.launches().add(correlation(stats), Ids.ABSENT);
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC -> {
        long correlation =
            line.kind == LineKind.OPS ? programs.launchOf(startNs) : correlation(stats);
        yield out.deviceWork().add(correlation, externalId, deviceRow, line.streamId, bytes);
      }
      case CPU, OVERHEAD, ASYNC -> Ids.NONE;
    };
  }

  private int operator(long externalId) {
    return out.operators().add(externalId, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
  }

  private static boolean launches(EventStats stats) {
    return correlation(stats) != Ids.ABSENT;
  }

  private static long correlation(EventStats stats) {
    long correlation = stats.column(StatKind.CORRELATION);
    return correlation == Ids.ABSENT && stats.column(StatKind.PRODUCER_TYPE) == TPU_LAUNCH
        ? stats.column(StatKind.PRODUCER)
        : correlation;
  }

  /** The id by which a program says who launched it; {@link Ids#ABSENT} if it does not. */
  static long launchOfProgram(EventStats stats) {
    return stats.column(StatKind.CONSUMER_TYPE) == TPU_LAUNCH
        ? stats.column(StatKind.CONSUMER)
        : Ids.ABSENT;
  }

  private void flow(
      EventStats stats, StatKind type, StatKind id, long timeNs, int track, char phase) {
    long value = stats.column(id);
    if (value != Ids.ABSENT) {
      long context = stats.column(type);
      out.flows().add(timeNs, value, track, flowCategory(context), phase);
    }
  }

  /** Ids are unique among producers of one type. */
  private int flowCategory(long context) {
    if (lastCategory < 0 || context != lastContext) {
      lastContext = context;
      lastCategory = strings.intern(context == Ids.ABSENT ? "context" : "context " + context);
    }
    return lastCategory;
  }

  private void memory(
      Meanings meanings, int meaning, EventStats stats, long timeNs, int track, long bytes) {
    int name = meanings.nameId(meaning);
    int row =
        out.memory()
            .add(
                name == freed ? -bytes : bytes,
                stats.column(StatKind.ADDRESS),
                stats.column(StatKind.ALLOCATED),
                Ids.ABSENT,
                Ids.NONE,
                Ids.NONE);
    out.instants().add(timeNs, name, planeName, track, meanings.argsId(meaning), row);
  }

  /** Writes an event that stands for several and has no place in time. */
  void sum(Line line, int typeRow, long durPs, long occurrences) {
    boolean device = line.kind == LineKind.OPS || line.kind == LineKind.STREAM;
    CodeKind kind = device ? CodeKind.KERNEL : CodeKind.OTHER;
    int frame = out.frames().row(kind, strings.intern(types.name(typeRow)));
    int stack = out.stacks().row(Ids.NONE, frame);
    Quantity time =
        device
            ? Quantity.KERNEL_NS
            : line.kind == LineKind.HOST ? Quantity.WALL_NS : Quantity.OTHER;
    sample(line, stack, time, "duration", "ns", durPs / 1000);
    Quantity count = device ? Quantity.KERNELS : Quantity.SAMPLES;
    sample(line, stack, count, "occurrences", "", occurrences);
  }

  private void sample(
      Line line, int stack, Quantity quantity, String name, String unit, long value) {
    int measure = out.measures().row(quantity, strings.intern(name), strings.intern(unit));
    out.samples().add(Times.NONE, track(line), stack, measure, value, Ids.NONE, Ids.NONE);
  }

  private int track(Line line) {
    if (line.track < 0) {
      int known = lines.add(line.id * 0x9E3779B97F4A7C15L + strings.intern(line.name));
      if (known == tracks.size()) {
        tracks.add(newTrack(Long.toUnsignedString(line.id)));
      }
      line.track = tracks.get(known);
      line.streamId = strings.intern(line.streamName());
    }
    return line.track;
  }

  private int newTrack(String id) {
    int track = out.tracks().add(planeName, strings.intern(id));
    out.tracks().setProcessNameId(track, planeName);
    if (rank >= 0) {
      out.tracks().setRank(track, rank);
    }
    return track;
  }

  /** Names the track of a line, whose display name stands after its events. */
  void name(Line line) {
    String name = line.displayName.isEmpty() ? line.name : line.displayName;
    if (line.track >= 0 && !name.isEmpty()) {
      out.tracks().setThreadNameId(line.track, strings.intern(name));
    }
  }
}
