package dev.plumb.importers.chrome;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Processes of the Ascend PyTorch profiler's {@code trace_view.json}, whose device events have no
 * category: what they are follows from the names of their process ({@code Ascend Hardware}, {@code
 * CANN}), which stand before all events, and their own.
 */
final class AscendProcesses {
  private static final int DEVICE_MASK = 31;

  /** Ids above are made of the host's process, the row and the device. */
  private static final long SMALLEST_MADE = 1 << 20;

  private static final String[] WAITS = {
    "EVENT_",
    "Notify",
    "NOTIFY",
    "Write Value",
    "WRITE_VALUE",
    "PLACE_HOLDER",
    "PROFILING_",
    "BARRIER",
    "MODEL_",
    "STREAM_",
    "CAPTURE_"
  };
  private static final String[] COPIES = {"MEMCPY", "PCIE_DMA"};
  private static final String[] PARTS = {"SDMA", "RDMA", "Memcpy", "Reduce_Inline"};

  private enum Side {
    /** Streams of an NPU. */
    TASKS,
    /** Calls of the runtime. */
    CALLS,
    COLLECTIVES,
    /** What is computed from the other rows. */
    DERIVED
  }

  private final StringPool strings;
  private final Map<Long, Side> processes = new HashMap<>();
  private final Map<Long, Map<Long, Boolean>> planes = new HashMap<>();
  private boolean ascend;
  private boolean collectives;

  AscendProcesses(StringPool strings) {
    this.strings = strings;
  }

  /** Takes the name of a process. The others are names that any trace could have. */
  void nameProcess(long pid, int nameId) {
    switch (strings.get(nameId)) {
      case "Ascend Hardware" -> {
        ascend = true;
        processes.put(pid, Side.TASKS);
      }
      case "CANN" -> processes.put(pid, Side.CALLS);
      case "HCCL", "Communication" -> processes.put(pid, Side.COLLECTIVES);
      case "Overlap Analysis" -> processes.put(pid, Side.DERIVED);
      default -> processes.remove(pid);
    }
  }

  /**
   * Takes the name of a thread, after that of its process: planes repeat what streams do, groups
   * have the collectives that streams do in parts.
   */
  void nameThread(long pid, long tid, int nameId) {
    if (processes.get(pid) == Side.COLLECTIVES) {
      if (strings.startsWith(nameId, "Plane ")) {
        planes.computeIfAbsent(pid, key -> new HashMap<>()).put(tid, true);
      } else {
        collectives = true;
      }
    }
  }

  /** What an event without a category is; null if it is of no such process. */
  @Nullable SliceKind kind(Event event) {
    if (!ascend) {
      return null;
    }
    return switch (processes.get(event.pid)) {
      case null -> null;
      case CALLS -> SliceKind.RUNTIME;
      case DERIVED -> SliceKind.GPU_ANNOTATION;
      case COLLECTIVES ->
          planes.getOrDefault(event.pid, Map.of()).containsKey(event.tid)
              ? SliceKind.GPU_ANNOTATION
              : SliceKind.KERNEL;
      case TASKS -> ofTask(event.nameId);
    };
  }

  /** Kernels have the names of their operators. */
  private SliceKind ofTask(int name) {
    if (starts(name, WAITS)) {
      return SliceKind.SYNC;
    }
    if (starts(name, COPIES)) {
      return SliceKind.MEMCPY;
    }
    if (starts(name, PARTS)) {
      return collectives ? SliceKind.GPU_ANNOTATION : SliceKind.DEVICE_OTHER;
    }
    return name < 0 ? SliceKind.DEVICE_OTHER : SliceKind.KERNEL;
  }

  private boolean starts(int name, String[] prefixes) {
    if (name >= 0) {
      for (String prefix : prefixes) {
        if (strings.startsWith(name, prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The device of a process; null if it is none of an NPU. */
  @Nullable String device(long pid) {
    Side side = ascend ? processes.get(pid) : null;
    if (side == null || side == Side.CALLS) {
      return null;
    }
    boolean made = pid >= SMALLEST_MADE && (pid & Tracks.TEXT) == 0;
    return made ? Long.toString(pid & DEVICE_MASK) : "NPU";
  }
}
