package dev.plumb.importers.memsnapshot;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The history of each device: allocations and frees in their order. With times (PyTorch 2.1 on)
 * they are instants with allocator detail; without, allocations are samples that have no times,
 * because an order is no clock.
 */
final class History {
  private static final int CUDA = 1;

  private final TraceBuilder out;
  private final SnapshotWalker walker;
  private final Map<Long, Integer> tracks = new HashMap<>();

  History(TraceBuilder out, SnapshotWalker walker) {
    this.out = out;
    this.walker = walker;
  }

  void read(List<?> devices) {
    for (int device = 0; device < devices.size(); device++) {
      List<Dict> entries = SnapshotWalker.rows(devices.get(device));
      boolean timed = entries.stream().anyMatch(entry -> time(entry) != Times.NONE);
      if (!entries.isEmpty() && !timed) {
        out.problems().add(ProblemCode.HISTORY_WITHOUT_TIMES, Problems.NO_OFFSET, entries.size());
      }
      Live live = new Live();
      for (Dict entry : entries) {
        if (walker.takeRow()) {
          entry(device, entry, live);
        }
      }
    }
  }

  /** Bytes that the history allocated and did not free, as it goes on. */
  private static final class Live {
    private final Map<Long, Long> sizes = new HashMap<>();
  }

  private void entry(int device, Dict entry, Live live) {
    String action = entry.text("action");
    out.countEvent(walker.text(action.isEmpty() ? "history" : action));
    long size = walker.bytes(entry, "size");
    long address = entry.number(entry.get("addr") != null ? "addr" : "device_free", Ids.ABSENT);
    switch (action) {
      case "alloc" -> {
        live.sizes.put(address, size);
        row(device, entry, action, size, address);
      }
      // Its block may be used again from now on; "free_requested" only says who asked for it.
      case "free_completed" -> {
        Long allocated = live.sizes.remove(address);
        row(device, entry, action, -(allocated != null ? allocated : size), address);
      }
      default -> row(device, entry, action, 0, address);
    }
  }

  private void row(int device, Dict entry, String action, long bytes, long address) {
    long time = time(entry);
    int stack = walker.stack(entry);
    if (time == Times.NONE) {
      if (bytes > 0) {
        sample(stack, bytes);
      }
      return;
    }
    int memory = Ids.NONE;
    if (bytes != 0) {
      memory = out.memory().add(bytes, address, Ids.ABSENT, Ids.ABSENT, CUDA, device);
      out.memory().setStackRow(memory, stack);
    }
    int category = walker.text(action);
    out.instants()
        .add(time, category, category, track(device, entry), args(entry, address), memory);
  }

  private void sample(int stack, long bytes) {
    int measure =
        out.measures().row(Quantity.ALLOC_BYTES, walker.text("allocated"), walker.text("bytes"));
    out.samples().add(Times.NONE, Ids.NONE, stack, measure, bytes, Ids.NONE, Ids.NONE);
  }

  private int args(Dict entry, long address) {
    StringBuilder text = new StringBuilder();
    if (address != Ids.ABSENT) {
      text.append("\"addr\": ").append(address).append(", ");
    }
    text.append("\"size\": ").append(entry.number("size", 0));
    String context = entry.text("compile_context");
    if (!context.isEmpty() && !context.equals("N/A")) {
      text.append(", \"compile_context\": ");
      Texts.quote(text, context);
    }
    return out.args().intern(text.toString());
  }

  private int track(int device, Dict entry) {
    long stream = entry.number("stream", 0);
    return tracks.computeIfAbsent(
        (long) device << 48 ^ stream,
        key -> {
          int track =
              out.tracks().add(walker.text("device " + device), walker.text("stream " + stream));
          out.tracks().setProcessNameId(track, walker.text("device " + device));
          walker.device(device);
          return track;
        });
  }

  /** Microseconds of Unix time in the file; nanoseconds here. */
  private static long time(Dict entry) {
    long micros = entry.number("time_us", Times.NONE);
    return micros < 0 || micros > Long.MAX_VALUE / 1000 ? Times.NONE : micros * 1000;
  }

  /** Ranges that the program marked; START and END nest by name. */
  void annotations(List<?> annotations) {
    Map<String, Deque<Long>> open = new HashMap<>();
    for (Dict entry : SnapshotWalker.rows(annotations)) {
      long time = time(entry);
      if (!walker.takeRow() || time == Times.NONE) {
        continue;
      }
      out.countEvent(walker.text("annotation"));
      String name = entry.text("name");
      Deque<Long> starts = open.computeIfAbsent(name, none -> new ArrayDeque<>());
      if (entry.text("stage").equals("START")) {
        starts.push(time);
      } else if (starts.isEmpty()) {
        out.problems().add(ProblemCode.END_WITHOUT_BEGIN, Problems.NO_OFFSET);
      } else {
        range(entry, name, starts.pop(), time);
      }
    }
    open.forEach((name, starts) -> {
      if (!starts.isEmpty()) {
        out.problems().add(ProblemCode.BEGIN_WITHOUT_END, Problems.NO_OFFSET, starts.size());
      }
    });
  }

  private void range(Dict entry, String name, long start, long end) {
    int category = walker.text("annotation");
    int track = track(Math.clamp(entry.number("device", 0), 0, 1 << 15), entry);
    int detail = out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    out.slices()
        .add(
            start,
            Math.max(0, end - start),
            SliceKind.ANNOTATION,
            walker.text(name),
            category,
            track,
            Ids.NONE,
            detail);
  }
}
