package dev.plumb.profile;

import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Computes {@link DeviceStats} for each device of each rank of a trace. */
final class DeviceTimelines {
  private final Trace trace;
  private final SliceTable slices;
  private final DeviceWorkTable work;
  private final String label;

  private final Collectives collectives;

  private record Key(int rank, int deviceRow) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return rank != other.rank
          ? Integer.compare(rank, other.rank)
          : Integer.compare(deviceRow, other.deviceRow);
    }
  }

  DeviceTimelines(Trace trace, String label) {
    this.trace = trace;
    this.slices = trace.slices();
    this.work = trace.deviceWork();
    this.label = label;
    this.collectives = new Collectives(trace);
  }

  List<DeviceStats> compute() {
    Map<Key, IntColumn> byDevice = new TreeMap<>();
    for (int row = 0, n = slices.size(); row < n && work.size() > 0; row++) {
      SliceKind kind = slices.kind(row);
      if (kind == SliceKind.KERNEL || kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET) {
        Key key =
            new Key(trace.tracks().rank(slices.trackRow(row)), work.deviceRow(slices.detail(row)));
        byDevice.computeIfAbsent(key, k -> new IntColumn()).add(row);
      }
    }
    List<DeviceStats> stats = new ArrayList<>();
    byDevice.forEach((key, rows) -> stats.add(device(key, rows)));
    return stats;
  }

  private DeviceStats device(Key key, IntColumn column) {
    int[] rows = new int[column.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = column.get(i);
    }
    slices.sortByStart(rows, 0, rows.length);
    Intervals compute = new Intervals();
    Intervals comm = new Intervals();
    Intervals copy = new Intervals();
    Intervals all = new Intervals();
    Map<Integer, Long> streamEnds = new HashMap<>();
    long kernels = 0;
    long kernelNs = 0;
    long commKernels = 0;
    long commNs = 0;
    long overlaps = 0;
    long lastEnd = Long.MIN_VALUE;
    for (int row : rows) {
      long start = slices.startNs(row);
      long end = slices.endNs(row);
      SliceKind kind = slices.kind(row);
      all.add(start, end);
      lastEnd = Math.max(lastEnd, end);
      int stream = work.streamId(slices.detail(row));
      if (stream >= 0 && trace.strings().length(stream) > 0) { // tables of kernels may not tell it
        Long before = streamEnds.get(stream);
        if (before != null && before > start) {
          overlaps++;
        }
        streamEnds.merge(stream, end, Math::max);
      }
      if (kind == SliceKind.KERNEL) {
        kernels++;
        kernelNs += end - start;
        if (collectives.is(row)) {
          commKernels++;
          commNs += end - start;
          comm.add(start, end);
        } else {
          compute.add(start, end);
        }
      } else {
        (kind == SliceKind.MEMSET ? compute : copy).add(start, end);
      }
    }
    long total = lastEnd - slices.startNs(rows[0]);
    long busy = all.total();
    return new DeviceStats(
        key.rank >= 0 ? "rank " + key.rank : label,
        trace.devices().id(key.deviceRow),
        trace.devices().name(key.deviceRow),
        kernels,
        kernelNs,
        commKernels,
        commNs,
        busy,
        streamEnds.size(),
        overlaps,
        compute.total(),
        comm.minus(compute).total(),
        copy.minus(compute).minus(comm).total(),
        total - busy,
        total);
  }
}
