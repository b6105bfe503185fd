package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Devices, and their streams as tracks. Activities name a device by its number in their process,
 * which need not be its number in the machine ({@code CUDA_VISIBLE_DEVICES}): where the export maps
 * one to the other, a device is what it is in the machine.
 */
final class Devices {
  /** What CUPTI writes where there is no stream. */
  private static final long NO_STREAM = 0xFFFFFFFFL;

  private record Stream(long process, long device, long context, long stream)
      implements Comparable<Stream> {
    @Override
    public int compareTo(Stream other) {
      int order = Long.compare(process, other.process);
      order = order != 0 ? order : Long.compare(device, other.device);
      order = order != 0 ? order : Long.compare(context, other.context);
      return order != 0 ? order : Long.compare(stream, other.stream);
    }
  }

  private final Export export;

  /** From process and its number of a device to the machine's number. */
  private final Map<List<Long>, Long> machineNumbers = new HashMap<>();

  private final LongMap deviceRows = new LongMap();
  private final Map<Stream, Integer> streams = new HashMap<>();
  private final List<int[]> trackOf = new ArrayList<>();

  /** Streams by the text that names them, so that two never share one. */
  private final Map<String, Stream> named = new HashMap<>();

  private long lastProcess = Ids.ABSENT;
  private long lastDevice = Ids.ABSENT;
  private long lastContext = Ids.ABSENT;
  private long lastStream = Ids.ABSENT;
  private int[] last = new int[0];

  Devices(Export export) {
    this.export = export;
    Rows rows = export.file.rows("TARGET_INFO_CUDA_DEVICE", "gpuId", "cudaId", "pid");
    while (rows.next() && machineNumbers.size() < 100_000) {
      long gpu = rows.integer(0, -1);
      if (gpu >= 0) {
        machineNumbers.put(List.of(rows.integer(2, -1), rows.integer(1, -1)), gpu);
      }
    }
  }

  /**
   * Finds a stream; its rows are then in {@link #deviceRow}, {@link #trackRow} and {@link
   * #streamId}.
   */
  void find(long globalPid, long device, long context, long stream) {
    if (stream == lastStream
        && device == lastDevice
        && globalPid == lastProcess
        && context == lastContext) {
      return;
    }
    Stream key = new Stream(globalPid, device, context, stream);
    Integer index = streams.get(key);
    if (index == null) {
      index = streams.size();
      streams.put(key, index);
      trackOf.add(add(key));
    }
    lastProcess = globalPid;
    lastDevice = device;
    lastContext = context;
    lastStream = stream;
    last = trackOf.get(index);
  }

  int deviceRow() {
    return last[0];
  }

  int trackRow() {
    return last[1];
  }

  int streamId() {
    return last[2];
  }

  /** Row of a device by its number in a process. */
  int deviceRow(long globalPid, long device) {
    long pid = globalPid >> 24 & 0xFFFFFF;
    long number = machineNumbers.getOrDefault(List.of(pid, device), device);
    int row = deviceRows.get(number);
    if (row < 0) {
      row = export.out.devices().row(number == Ids.ABSENT ? "" : Long.toString(number));
      deviceRows.put(number, row);
    }
    return row;
  }

  private int[] add(Stream key) {
    int device = deviceRow(key.process, key.device);
    String deviceText = export.out.devices().id(device);
    String text = name(key, deviceText);
    int stream = export.strings.intern(text);
    int track = export.out.tracks().add(export.strings.intern("GPU " + deviceText), stream);
    return new int[] {device, track, stream};
  }

  /** The stream's number, and as much of its context and process as tells it from others. */
  private String name(Stream key, String device) {
    String text =
        key.stream == NO_STREAM || key.stream == Ids.ABSENT ? "none" : Long.toString(key.stream);
    String context = key.context == Ids.ABSENT ? "" : " context " + key.context;
    String process =
        key.process == Ids.ABSENT ? "" : " process " + export.threads.process(key.process);
    for (String one : new String[] {text, text + context, text + context + process}) {
      if (named.putIfAbsent(device + "/" + one, key) == null) {
        return one;
      }
    }
    return text + context + process;
  }

  /** The machine's devices: marketing names and sizes, from whichever table has them. */
  void readNames() {
    Rows gpus =
        export.file.rows(
            "TARGET_INFO_GPU",
            "name",
            "id",
            "deviceId",
            "computeMajor",
            "computeMinor",
            "smCount",
            "totalMemory",
            "threadsPerWarp",
            "clockRate");
    long index = 0;
    while (gpus.next() && index < 10_000) {
      // Versions of 2020 and 2021 have deviceId, later ones id.
      describe(gpus.integer(gpus.has(1) ? 1 : 2, index), gpus, 1);
      index++;
    }
    Rows cuda =
        export.file.rows(
            "TARGET_INFO_CUDA_GPU",
            "name",
            "deviceId",
            "", // so that the columns are in the same places
            "computeCapabilityMajor",
            "computeCapabilityMinor",
            "numMultiprocessors",
            "globalMemorySize",
            "numThreadsPerWarp",
            "coreClockRate");
    while (cuda.next() && index++ < 20_000) {
      describe(cuda.integer(1, -1), cuda, 1000);
    }
  }

  /** Takes name and sizes of one device; what another table said before stays. */
  private void describe(long id, Rows rows, long clockUnit) {
    String name = rows.string(0);
    if (id < 0 || name == null) {
      return;
    }
    int row = export.out.devices().row(Long.toString(id));
    deviceRows.put(id, row);
    if (export.out.devices().name(row) == null) {
      export.out.devices().setName(row, name);
    }
    DeviceProperties properties =
        DeviceProperties.of(
            rows.integer(3, 0),
            rows.integer(4, 0),
            rows.integer(5, 0),
            rows.integer(6, 0),
            rows.integer(7, 0),
            Math.clamp(rows.integer(8, 0), 0, Long.MAX_VALUE / clockUnit) * clockUnit);
    // Old exports have two tables, the first of which has the names alone.
    if (properties.processors() > 0) {
      export.out.devices().setProperties(row, properties);
    }
  }
}
