package dev.plumb.trace;

import java.util.HashMap;
import java.util.Map;

/**
 * Copies traces into one builder, as sources of one recording: tables are put one behind the other,
 * equal strings, frames, stacks, threads and devices become one. Ids that the profiler gave
 * (correlation ids, node ids) are kept: whoever appends knows that they are of one space.
 */
public final class TraceAppender {
  private final TraceBuilder out;

  /** Rows of {@link TrackTable} by process and thread. */
  private final Map<Long, Integer> tracks = new HashMap<>();

  /** An appender to {@code out}, which may already hold rows. */
  public TraceAppender(TraceBuilder out) {
    this.out = out;
    for (int row = 0; row < out.tracks().size(); row++) {
      tracks.putIfAbsent(key(out.tracks().pidId(row), out.tracks().tidId(row)), row);
    }
  }

  /** Where the rows of an appended trace are now, by their old rows or ids. */
  public static final class Places {
    final int[] strings;
    final int[] args;
    final int[] devices;
    final int[] tracks;
    final int[] stacks;
    final int[] measures;
    final int[] slices;
    int samples;
    int memory;

    Places(Trace from) {
      strings = new int[from.strings().size()];
      args = new int[from.args().size()];
      devices = new int[from.devices().size()];
      tracks = new int[from.tracks().size()];
      stacks = new int[from.stacks().size()];
      measures = new int[from.measures().size()];
      slices = new int[from.slices().size()];
    }

    /** A string id; {@link Ids#NONE} stays what it is, here and below. */
    public int string(int id) {
      return id < 0 ? id : strings[id];
    }

    /** An id of an argument text. */
    public int args(int id) {
      return id < 0 ? id : args[id];
    }

    /** A row of {@link DeviceTable}. */
    public int device(int row) {
      return row < 0 ? row : devices[row];
    }

    /** A row of {@link TrackTable}. */
    public int track(int row) {
      return row < 0 ? row : tracks[row];
    }

    /** A row of {@link StackTable}. */
    public int stack(int row) {
      return row < 0 ? row : stacks[row];
    }

    /** A row of {@link MeasureTable}. */
    public int measure(int row) {
      return row < 0 ? row : measures[row];
    }

    /** A row of {@link SliceTable}. */
    public int slice(int row) {
      return row < 0 ? row : slices[row];
    }

    /** A row of {@link SampleTable}, if all samples were appended. */
    public int sample(int row) {
      return row < 0 ? row : samples + row;
    }
  }

  /**
   * Appends a trace.
   *
   * @param offsetNs added to its times to get those of the builder's clock
   */
  public Places append(Trace from, long offsetNs) {
    return append(from, offsetNs, new int[0]);
  }

  /**
   * Appends a trace but for slices that the builder has from elsewhere: what refers to them then
   * refers to those.
   *
   * @param known rows of the builder's slices by the trace's; {@link Ids#NONE} for what is not yet
   *     there. Rows beyond its end are not there
   */
  public Places append(Trace from, long offsetNs, int[] known) {
    Places places = appendNames(from);
    appendSlices(from, places, offsetNs, known);
    appendPoints(from, places, offsetNs);
    appendSamples(from, places, offsetNs);
    appendMetrics(from, places);
    appendMemoryMap(from, places);
    appendGraph(from, places, offsetNs);
    return places;
  }

  /**
   * Appends what other rows refer to, and counts the events: strings, arguments, devices, threads,
   * stacks.
   */
  public Places appendNames(Trace from) {
    Places places = new Places(from);
    copyTexts(from.strings(), out.strings(), places.strings);
    copyTexts(from.args(), out.args(), places.args);
    for (int id = Ids.NONE; id < from.strings().size(); id++) {
      if (from.events(id) > 0) {
        out.countEvents(places.string(id), from.events(id));
      }
    }
    for (int row = 0; row < from.devices().size(); row++) {
      places.devices[row] = out.devices().row(from.devices().id(row));
      String name = from.devices().name(row);
      if (name != null && out.devices().name(places.devices[row]) == null) {
        out.devices().setName(places.devices[row], name);
      }
      DeviceProperties properties = from.devices().properties(row);
      if (!properties.equals(DeviceProperties.NONE)) {
        out.devices().setProperties(places.devices[row], properties);
      }
    }
    for (int row = 0; row < from.tracks().size(); row++) {
      places.tracks[row] = track(from.tracks(), row, places);
    }
    int[] frames = new int[from.frames().size()];
    for (int row = 0; row < frames.length; row++) {
      FrameTable table = from.frames();
      frames[row] =
          out.frames()
              .row(
                  table.kind(row),
                  places.string(table.nameId(row)),
                  places.string(table.fileId(row)),
                  table.line(row),
                  places.string(table.libraryId(row)),
                  table.address(row));
    }
    for (int row = 0; row < places.stacks.length; row++) {
      int parent = from.stacks().parentRow(row);
      places.stacks[row] =
          out.stacks().row(places.stack(parent), frames[from.stacks().frameRow(row)]);
    }
    for (int row = 0; row < places.measures.length; row++) {
      MeasureTable table = from.measures();
      places.measures[row] =
          out.measures()
              .row(
                  table.quantity(row),
                  places.string(table.nameId(row)),
                  places.string(table.unitId(row)));
    }
    return places;
  }

  private static void copyTexts(StringPool from, StringPool to, int[] places) {
    byte[] text = new byte[256];
    for (int id = 0; id < places.length; id++) {
      int length = from.length(id);
      if (length > text.length) {
        text = new byte[Math.max(length, text.length * 2)];
      }
      from.copy(id, text, 0);
      places[id] = to.intern(text, 0, length);
    }
  }

  private int track(TrackTable from, int row, Places places) {
    int pid = places.string(from.pidId(row));
    int tid = places.string(from.tidId(row));
    Integer known = tracks.get(key(pid, tid));
    int place = known == null ? out.tracks().add(pid, tid) : known;
    if (known == null) {
      tracks.put(key(pid, tid), place);
    }
    if (out.tracks().processNameId(place) < 0) {
      out.tracks().setProcessNameId(place, places.string(from.processNameId(row)));
    }
    if (out.tracks().threadNameId(place) < 0) {
      out.tracks().setThreadNameId(place, places.string(from.threadNameId(row)));
    }
    if (out.tracks().rank(place) < 0) {
      out.tracks().setRank(place, from.rank(row));
    }
    return place;
  }

  private static long key(int pidId, int tidId) {
    return (long) pidId << 32 | tidId & 0xFFFF_FFFFL;
  }

  private void appendSlices(Trace from, Places places, long offsetNs, int[] known) {
    int python = out.python().size();
    for (int row = 0; row < from.python().size(); row++) {
      PythonTable table = from.python();
      out.python().add(table.pythonId(row), table.parentId(row), table.moduleId(row));
    }
    int operators = out.operators().size();
    for (int row = 0; row < from.operators().size(); row++) {
      OperatorTable table = from.operators();
      out.operators()
          .add(
              table.externalId(row),
              table.recordFunctionId(row),
              table.sequenceNumber(row),
              table.forwardThread(row),
              places.string(table.callStackId(row)));
    }
    int launches = out.launches().size();
    for (int row = 0; row < from.launches().size(); row++) {
      out.launches().add(from.launches().correlation(row), from.launches().externalId(row));
    }
    int work = out.deviceWork().size();
    for (int row = 0; row < from.deviceWork().size(); row++) {
      DeviceWorkTable table = from.deviceWork();
      out.deviceWork()
          .add(
              table.correlation(row),
              table.externalId(row),
              places.device(table.deviceRow(row)),
              places.string(table.streamId(row)),
              table.bytes(row));
    }
    SliceTable slices = from.slices();
    for (int row = 0; row < slices.size(); row++) {
      if (row < known.length && known[row] >= 0) {
        places.slices[row] = known[row];
        continue;
      }
      SliceKind kind = slices.kind(row);
      int detail = slices.detail(row);
      if (detail >= 0) {
        detail +=
            switch (kind) {
              case PYTHON, MODULE -> python;
              case OPERATOR, ANNOTATION, STEP -> operators;
              case RUNTIME -> launches;
              case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER, GPU_ANNOTATION, SYNC -> work;
              case CPU, OVERHEAD, ASYNC -> 0;
            };
      }
      places.slices[row] =
          out.slices()
              .add(
                  slices.startNs(row) + offsetNs,
                  slices.durNs(row),
                  kind,
                  places.string(slices.nameId(row)),
                  places.string(slices.categoryId(row)),
                  places.track(slices.trackRow(row)),
                  places.args(slices.argsId(row)),
                  detail);
    }
    for (int row = 0; row < from.sliceStacks().size(); row++) {
      out.sliceStacks()
          .add(
              places.slice(from.sliceStacks().sliceRow(row)),
              places.stack(from.sliceStacks().stackRow(row)));
    }
  }

  private void appendPoints(Trace from, Places places, long offsetNs) {
    places.memory = out.memory().size();
    for (int row = 0; row < from.memory().size(); row++) {
      MemoryTable table = from.memory();
      out.memory()
          .add(
              table.bytes(row),
              table.address(row),
              table.totalAllocated(row),
              table.totalReserved(row),
              table.deviceType(row),
              table.deviceId(row));
      out.memory().setStackRow(places.memory + row, places.stack(table.stackRow(row)));
    }
    for (int row = 0; row < from.instants().size(); row++) {
      InstantTable table = from.instants();
      int memory = table.memoryRow(row);
      out.instants()
          .add(
              shifted(table.timeNs(row), offsetNs),
              places.string(table.nameId(row)),
              places.string(table.categoryId(row)),
              places.track(table.trackRow(row)),
              places.args(table.argsId(row)),
              memory < 0 ? memory : places.memory + memory);
    }
    for (int row = 0; row < from.flows().size(); row++) {
      FlowTable table = from.flows();
      out.flows()
          .add(
              shifted(table.timeNs(row), offsetNs),
              table.flowId(row),
              places.track(table.trackRow(row)),
              places.string(table.categoryId(row)),
              table.phase(row));
    }
    for (int row = 0; row < from.counters().size(); row++) {
      CounterTable table = from.counters();
      out.counters()
          .add(
              shifted(table.timeNs(row), offsetNs),
              places.track(table.trackRow(row)),
              places.string(table.nameId(row)),
              places.string(table.seriesId(row)),
              table.value(row));
    }
  }

  private void appendSamples(Trace from, Places places, long offsetNs) {
    places.samples = out.samples().size();
    for (int row = 0; row < from.samples().size(); row++) {
      appendSample(from, row, places, places.slice(from.samples().sliceRow(row)), offsetNs);
    }
  }

  /**
   * Appends one sample whose stack was appended before.
   *
   * @param sliceRow the sampled device work in the builder; {@link Ids#NONE} if unknown
   * @return its row in the builder
   */
  public int appendSample(Trace from, int row, Places places, int sliceRow, long offsetNs) {
    SampleTable table = from.samples();
    return out.samples()
        .add(
            shifted(table.timeNs(row), offsetNs),
            places.track(table.trackRow(row)),
            places.stack(table.stackRow(row)),
            places.measure(table.measureRow(row)),
            table.value(row),
            places.string(table.reasonId(row)),
            sliceRow);
  }

  /** Appends one sample whose stack was appended before, without its time. */
  public int appendSampleWithoutTime(Trace from, int row, Places places) {
    SampleTable table = from.samples();
    return out.samples()
        .add(
            Times.NONE,
            places.track(table.trackRow(row)),
            places.stack(table.stackRow(row)),
            places.measure(table.measureRow(row)),
            table.value(row),
            places.string(table.reasonId(row)),
            Ids.NONE);
  }

  private void appendMetrics(Trace from, Places places) {
    KernelMetricTable table = from.kernelMetrics();
    for (int row = 0; row < table.size(); row++) {
      appendMetric(
          from,
          row,
          places,
          places.slice(table.sliceRow(row)),
          places.sample(table.sampleRow(row)));
    }
  }

  /** Appends one metric, of the execution at the given place of the builder. */
  public void appendMetric(Trace from, int row, Places places, int sliceRow, int sampleRow) {
    KernelMetricTable table = from.kernelMetrics();
    out.kernelMetrics()
        .add(
            sliceRow,
            sampleRow,
            places.string(table.nameId(row)),
            places.string(table.unitId(row)),
            table.value(row),
            places.string(table.textId(row)),
            table.pass(row));
  }

  private void appendMemoryMap(Trace from, Places places) {
    int segments = out.segments().size();
    for (int row = 0; row < from.segments().size(); row++) {
      SegmentTable table = from.segments();
      out.segments()
          .add(
              places.device(table.deviceRow(row)),
              table.address(row),
              table.totalBytes(row),
              table.allocatedBytes(row),
              table.activeBytes(row),
              places.string(table.typeId(row)),
              places.string(table.streamId(row)),
              table.expandable(row),
              places.stack(table.stackRow(row)));
    }
    for (int row = 0; row < from.blocks().size(); row++) {
      BlockTable table = from.blocks();
      out.blocks()
          .add(
              segments + table.segmentRow(row),
              table.address(row),
              table.bytes(row),
              table.requestedBytes(row),
              places.string(table.stateId(row)),
              places.stack(table.stackRow(row)));
    }
  }

  private void appendGraph(Trace from, Places places, long offsetNs) {
    for (int row = 0; row < from.nodes().size(); row++) {
      NodeTable table = from.nodes();
      out.nodes()
          .add(
              table.id(row),
              places.string(table.nameId(row)),
              places.string(table.typeId(row)),
              table.parentId(row),
              shifted(table.startNs(row), offsetNs),
              table.durNs(row),
              places.track(table.trackRow(row)),
              table.recordFunctionId(row),
              places.args(table.argsId(row)));
      out.nodes().setOnDevice(out.nodes().size() - 1, table.onDevice(row));
    }
    for (int row = 0; row < from.edges().size(); row++) {
      EdgeTable table = from.edges();
      out.edges().add(table.fromId(row), table.toId(row), table.kind(row));
    }
  }

  private static long shifted(long timeNs, long offsetNs) {
    return timeNs == Times.NONE ? timeNs : timeNs + offsetNs;
  }
}
