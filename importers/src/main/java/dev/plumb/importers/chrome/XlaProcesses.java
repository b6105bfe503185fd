package dev.plumb.importers.chrome;

import dev.plumb.importers.xplane.CoreWork;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.StringPool;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Processes of JAX's and TensorFlow's {@code trace.json.gz}, whose events have no category: what
 * they are follows from the names of process ({@code /device:GPU:0}, {@code /host:CPU}) and thread
 * ({@code Stream #7(Compute)}, {@code XLA Ops}), which stand before all events.
 */
final class XlaProcesses {
  private static final String GPU = "/device:GPU:";
  private static final String TPU = "/device:TPU:";

  private enum Side {
    HOST,
    STREAM,
    CORE,
    /** Lines of a device that are derived from others. */
    DERIVED
  }

  private final StringPool strings;
  private final Map<Long, String> processes = new HashMap<>();
  private final Map<Long, Map<Long, Side>> threads = new HashMap<>();

  /** By the id of its name. */
  private final Map<Integer, SliceKind> instructions = new HashMap<>();

  private long lastPid;
  private long lastTid;
  private @Nullable Side lastSide;
  private boolean asked;

  XlaProcesses(StringPool strings) {
    this.strings = strings;
  }

  /** Takes the name of a process. */
  void nameProcess(long pid, int nameId) {
    if (strings.startsWith(nameId, "/device:") || strings.startsWith(nameId, "/host:")) {
      processes.put(pid, strings.get(nameId));
      asked = false;
    }
  }

  /** Takes the name of a thread, after that of its process. */
  void nameThread(long pid, long tid, int nameId) {
    String process = processes.get(pid);
    if (process == null || process.startsWith("/host:")) {
      return;
    }
    String name = strings.get(nameId);
    boolean stream = process.startsWith(GPU) && name.startsWith("Stream #");
    boolean core = process.startsWith(TPU) && name.equals("XLA Ops");
    Side side = stream ? Side.STREAM : core ? Side.CORE : Side.DERIVED;
    threads.computeIfAbsent(pid, key -> new HashMap<>()).put(tid, side);
    asked = false;
  }

  /** What an event without a category is; null if it is of no such process. */
  @Nullable SliceKind kind(Event event) {
    if (processes.isEmpty()) {
      return null;
    }
    Side side = side(event.pid, event.tid);
    return switch (side) {
      case null -> null;
      case HOST -> ofHost(event.nameId);
      case STREAM -> ofStream(event.nameId);
      case CORE -> ofCore(event.nameId);
      case DERIVED -> SliceKind.GPU_ANNOTATION;
    };
  }

  private @Nullable Side side(long pid, long tid) {
    if (!asked || pid != lastPid || tid != lastTid) {
      asked = true;
      lastPid = pid;
      lastTid = tid;
      String process = processes.get(pid);
      lastSide =
          process == null
              ? null
              : process.startsWith("/host:")
                  ? Side.HOST
                  : threads.getOrDefault(pid, Map.of()).getOrDefault(tid, Side.DERIVED);
    }
    return lastSide;
  }

  private SliceKind ofHost(int name) {
    if (starts(name, "$")) {
      return SliceKind.PYTHON;
    }
    boolean call = starts(name, "cuLaunch") || starts(name, "cuMem") || starts(name, "cuda");
    return call || starts(name, "hipLaunch") || starts(name, "hipMem") || starts(name, "hipExt")
        ? SliceKind.RUNTIME
        : SliceKind.CPU;
  }

  private SliceKind ofStream(int name) {
    if (starts(name, "Memset") || starts(name, "memset") || starts(name, "FillBuffer")) {
      return SliceKind.MEMSET;
    }
    return starts(name, "Memcpy") || starts(name, "memcpy") || starts(name, "Copy")
        ? SliceKind.MEMCPY
        : SliceKind.KERNEL;
  }

  private SliceKind ofCore(int name) {
    return name < 0
        ? SliceKind.KERNEL
        : instructions.computeIfAbsent(name, id -> CoreWork.of(strings.get(id), null));
  }

  private boolean starts(int name, String prefix) {
    return name >= 0 && strings.startsWith(name, prefix);
  }

  /** The device of a process: "0" of {@code /device:GPU:0}; null if it is none. */
  @Nullable String device(long pid) {
    String process = processes.get(pid);
    if (process == null || process.startsWith("/host:")) {
      return null;
    }
    boolean usual = process.startsWith(GPU) || process.startsWith(TPU);
    return process.substring(usual ? GPU.length() : "/device:".length());
  }
}
