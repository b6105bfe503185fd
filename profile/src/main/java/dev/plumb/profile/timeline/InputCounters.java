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

  private record Memory(int rank, int deviceType, int deviceId) {}

  private record Stream(int rank, int deviceRow, int streamId) {}

  private final Run run;
  private final Links links;
  private final Trace trace;
  private final int input;
  private final SliceOrder order;
  private final Sink sink;

  InputCounters(Run run, int input, SliceOrder order, Sink sink) {
    this.run = run;
    this.input = input;
    this.links = run.inputs().get(input);
    this.trace = links.trace();
    this.order = order;
    this.sink = sink;
  }

  void make() {
    recorded();
    memory();
    work();
  }

  private void recorded() {
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

  private void memory() {
    InstantTable instants = trace.instants();
    MemoryTable memory = trace.memory();
    Map<Memory, CounterSeries.Builder> allocated = new LinkedHashMap<>();
    Map<Memory, CounterSeries.Builder> reserved = new LinkedHashMap<>();
    Map<Memory, CounterSeries.Builder> net = new LinkedHashMap<>();
    for (int row = 0, n = instants.size(); row < n && memory.size() > 0; row++) {
      int at = instants.memoryRow(row);
      if (at < 0) {
        continue;
      }
      Memory key =
          new Memory(
              trace.tracks().rank(instants.trackRow(row)),
              memory.deviceType(at),
              memory.deviceId(at));
      long time = instants.timeNs(row);
      point(net, key, time, (double) memory.bytes(at));
      if (memory.totalAllocated(at) != Ids.ABSENT) {
        point(allocated, key, time, (double) memory.totalAllocated(at));
      }
      if (memory.totalReserved(at) != Ids.ABSENT) {
        point(reserved, key, time, (double) memory.totalReserved(at));
      }
    }
    net.forEach((key, builder) -> {
      CounterSeries.Builder total = allocated.get(key);
      memory(key, MemoryBlocks.ALLOCATED, total == null ? builder.buildSums() : total.build());
      CounterSeries.Builder held = reserved.get(key);
      if (held != null) {
        memory(key, MemoryBlocks.RESERVED, held.build());
      }
    });
  }

  private static <K> void point(
      Map<K, CounterSeries.Builder> builders, K key, long time, double value) {
    builders.computeIfAbsent(key, each -> new CounterSeries.Builder()).add(time, value);
  }

  private void memory(Memory key, String name, CounterSeries series) {
    sink.add(
        key.rank, MemoryDevices.label(key.deviceType, key.deviceId), name, "bytes", false, series);
  }

  private void work() {
    SliceTable slices = trace.slices();
    DeviceWorkTable work = trace.deviceWork();
    Map<Stream, CounterSeries.Builder> queues = new LinkedHashMap<>();
    Map<Stream, CounterSeries.Builder> copies = new LinkedHashMap<>();
    for (int at = 0; at < order.size() && work.size() > 0; at++) {
      int row = order.row(at);
      SliceKind kind = slices.kind(row);
      if (!kind.isDeviceWork()) {
        continue;
      }
      int detail = slices.detail(row);
      int rank = trace.tracks().rank(slices.trackRow(row));
      int device = work.deviceRow(detail);
      int launch = links.launch(row);
      // Where clocks differ, work seems to begin before its launch: nothing is known about waiting.
      if (links.quality(row).isLaunch() && slices.startNs(launch) <= slices.startNs(row)) {
        Stream stream = new Stream(rank, device, work.streamId(detail));
        point(queues, stream, slices.startNs(launch), 1);
        point(queues, stream, slices.startNs(row), -1);
      }
      long bytes = work.bytes(detail);
      if (kind == SliceKind.MEMCPY && bytes > 0 && slices.durNs(row) > 0) {
        Stream all = new Stream(rank, device, Ids.NONE);
        // Whole numbers: what is added is taken away again without a rest.
        double rate = Math.rint(bytes * NS_PER_S / slices.durNs(row));
        point(copies, all, slices.startNs(row), rate);
        point(copies, all, slices.endNs(row), -rate);
      }
    }
    queues.forEach((key, builder) -> {
      String stream = key.streamId < 0 ? "" : trace.strings().get(key.streamId);
      device(key, "queue length, stream " + stream, "", builder);
    });
    copies.forEach((key, builder) -> device(key, "copy bandwidth", "bytes/s", builder));
  }

  private void device(Stream key, String name, String unit, CounterSeries.Builder builder) {
    String group = key.deviceRow < 0 ? run.label(input) : InputTracks.device(trace, key.deviceRow);
    sink.add(key.rank, group, name, unit, true, builder.buildSums());
  }
}
