package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.TrackNames;
import dev.plumb.trace.CounterTable;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.InstantTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counters of one input: those of the trace, memory by device, and what follows from slices:
 * how much work waits for each stream, and at what rate each device copies.
 */
final class InputCounters {
  /** Takes a counter. */
  interface Sink {
    /**
     * One counter.
     *
     * @param ofDevice whether it stands with the tracks of the device that the group names
     */
    void add(
        int rank, String group, String name, String unit, boolean ofDevice, CounterSeries series);
  }

  private static final double NS_PER_S = 1e9;

  private record Recorded(int trackRow, int nameId, int seriesId) {}

  private record Memory(int rank, int deviceType, int deviceId) {
    boolean is(int otherRank, int otherType, int otherId) {
      return rank == otherRank && deviceType == otherType && deviceId == otherId;
    }
  }

  private record Stream(int rank, int deviceRow, int streamId) {
    boolean is(int otherRank, int otherRow, int otherId) {
      return rank == otherRank && deviceRow == otherRow && streamId == otherId;
    }
  }

  private final Run run;
  private final Links links;
  private final Trace trace;
  private final int input;

  InputCounters(Run run, int input) {
    this.run = run;
    this.input = input;
    this.links = run.inputs().get(input);
    this.trace = links.trace();
  }

  /** What the profiler counted, and memory by device. */
  void recorded(Sink sink) {
    counters(sink);
    memory(sink);
  }

  private void counters(Sink sink) {
    CounterTable counters = trace.counters();
    Map<Recorded, CounterSeries.Builder> builders = new LinkedHashMap<>();
    for (int row = 0, n = counters.size(); row < n; row++) {
      if (Double.isFinite(counters.value(row))) {
        Recorded key =
            new Recorded(counters.trackRow(row), counters.nameId(row), counters.seriesId(row));
        builders
            .computeIfAbsent(key, each -> new CounterSeries.Builder())
            .add(counters.timeNs(row), counters.value(row));
      }
    }
    builders.forEach((key, builder) -> {
      String name = trace.strings().get(key.nameId);
      String series = key.seriesId < 0 ? "" : trace.strings().get(key.seriesId);
      boolean plain = series.isEmpty() || series.equals(name);
      sink.add(
          trace.tracks().rank(key.trackRow),
          TrackNames.process(trace, key.trackRow),
          plain ? name : name + ": " + series,
          "",
          false,
          builder.build());
    });
  }

  private void memory(Sink sink) {
    InstantTable instants = trace.instants();
    MemoryTable memory = trace.memory();
    Map<Memory, MemorySums> sums = new LinkedHashMap<>();
    Memory key = new Memory(Ids.NONE, Ids.NONE, Ids.NONE);
    MemorySums sum = new MemorySums();
    for (int row = 0, n = memory.size() == 0 ? 0 : instants.size(); row < n; row++) {
      int at = instants.memoryRow(row);
      if (at < 0) {
        continue;
      }
      int rank = trace.tracks().rank(instants.trackRow(row));
      if (sums.isEmpty() || !key.is(rank, memory.deviceType(at), memory.deviceId(at))) {
        key = new Memory(rank, memory.deviceType(at), memory.deviceId(at));
        sum = sums.computeIfAbsent(key, each -> new MemorySums());
      }
      sum.add(instants.timeNs(row), memory, at);
    }
    sums.forEach((of, each) -> {
      boolean total = each.allocated.size() > 0;
      memory(
          sink,
          of,
          MemoryBlocks.ALLOCATED,
          total
              ? each.allocated.build()
              : each.changes.buildSums(
                  (all, least) -> MemoryBase.of(trace, of.deviceType, of.deviceId, all, least)));
      if (each.reserved.size() > 0) {
        memory(sink, of, MemoryBlocks.RESERVED, each.reserved.build());
      }
    });
  }

  /** What allocators said about one device. */
  private static final class MemorySums {
    private final CounterSeries.Builder allocated = new CounterSeries.Builder();
    private final CounterSeries.Builder reserved = new CounterSeries.Builder();

    /** What was taken and given back, for traces that do not say how much is taken in all. */
    private final CounterSeries.Builder changes = new CounterSeries.Builder();

    void add(long timeNs, MemoryTable memory, int row) {
      changes.add(timeNs, (double) memory.bytes(row));
      if (memory.totalAllocated(row) != Ids.ABSENT) {
        allocated.add(timeNs, (double) memory.totalAllocated(row));
      }
      if (memory.totalReserved(row) != Ids.ABSENT) {
        reserved.add(timeNs, (double) memory.totalReserved(row));
      }
    }
  }

  private static void memory(Sink sink, Memory key, String name, CounterSeries series) {
    sink.add(
        key.rank, MemoryDevices.label(key.deviceType, key.deviceId), name, "bytes", false, series);
  }

  /** What follows from the slices. */
  void ofSlices(Sink sink) {
    SliceTable slices = trace.slices();
    DeviceWorkTable work = trace.deviceWork();
    ByStream queues = new ByStream();
    ByStream copies = new ByStream();
    int memcpy = SliceKind.MEMCPY.ordinal();
    for (int row = 0, n = work.size() == 0 ? 0 : slices.size(); row < n; row++) {
      int kind = slices.kindOrdinal(row);
      if (!SliceOrder.IS_DEVICE_WORK[kind]) {
        continue;
      }
      int detail = slices.detail(row);
      int rank = trace.tracks().rank(slices.trackRow(row));
      int device = work.deviceRow(detail);
      int launch = links.launch(row);
      // Where clocks differ, work seems to begin before its launch: nothing is known about waiting.
      if (links.quality(row).isLaunch() && slices.startNs(launch) <= slices.startNs(row)) {
        queues
            .of(rank, device, work.streamId(detail))
            .add(slices.startNs(launch), slices.startNs(row), 1);
      }
      long bytes = work.bytes(detail);
      if (kind == memcpy && bytes > 0 && slices.durNs(row) > 0) {
        // Whole numbers: what is added is taken away again without a rest.
        double rate = Math.rint(bytes * NS_PER_S / slices.durNs(row));
        copies.of(rank, device, Ids.NONE).add(slices.startNs(row), slices.endNs(row), rate);
      }
    }
    queues.all.forEach((key, changes) -> {
      String stream = key.streamId < 0 ? "" : trace.strings().get(key.streamId);
      device(sink, key, "queue length, stream " + stream, "", changes);
    });
    copies.all.forEach((key, changes) -> device(sink, key, "copy bandwidth", "bytes/s", changes));
  }

  /** Changes by stream; neighbours are mostly of one. */
  private static final class ByStream {
    private final Map<Stream, Changes> all = new LinkedHashMap<>();
    private Stream last = new Stream(Ids.NONE, Ids.NONE, Ids.NONE);
    private Changes ofLast = new Changes();

    Changes of(int rank, int deviceRow, int streamId) {
      if (all.isEmpty() || !last.is(rank, deviceRow, streamId)) {
        last = new Stream(rank, deviceRow, streamId);
        ofLast = all.computeIfAbsent(last, each -> new Changes());
      }
      return ofLast;
    }
  }

  /** What adds to a sum for a while. */
  private static final class Changes {
    private final CounterSeries.Builder begins = new CounterSeries.Builder();
    private final CounterSeries.Builder ends = new CounterSeries.Builder();

    /** All begins before all ends: each is nearly sorted, and the two are quickly merged. */
    CounterSeries build() {
      begins.addAll(ends);
      return begins.buildSums();
    }

    void add(long fromNs, long toNs, double value) {
      begins.add(fromNs, value);
      ends.add(toNs, -value);
    }
  }

  private void device(Sink sink, Stream key, String name, String unit, Changes changes) {
    String group = key.deviceRow < 0 ? run.label(input) : InputTracks.device(trace, key.deviceRow);
    sink.add(key.rank, group, name, unit, true, changes.build());
  }
}
