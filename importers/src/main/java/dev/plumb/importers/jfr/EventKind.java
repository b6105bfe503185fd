package dev.plumb.importers.jfr;

import dev.plumb.trace.Quantity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The events that become samples, and which of their fields is the value. */
enum EventKind {
  EXECUTION("jdk.ExecutionSample", "sampledThread", null, null, "state"),
  NATIVE("jdk.NativeMethodSample", "sampledThread", null, null, "state"),
  CPU_TIME("jdk.CPUTimeSample", "eventThread", "samplingPeriod", Quantity.CPU_NS, null),
  WALL("profiler.WallClockSample", "sampledThread", "timeSpan", Quantity.WALL_NS, "state"),
  ALLOCATION("jdk.ObjectAllocationSample", "weight", Quantity.ALLOC_BYTES, "objectClass"),
  IN_TLAB("jdk.ObjectAllocationInNewTLAB", "tlabSize", Quantity.ALLOC_BYTES, "objectClass"),
  OUTSIDE_TLAB(
      "jdk.ObjectAllocationOutsideTLAB", "allocationSize", Quantity.ALLOC_BYTES, "objectClass"),
  LIVE("profiler.LiveObject", "allocationSize", Quantity.OTHER, "objectClass"),
  MALLOC("profiler.Malloc", "size", Quantity.ALLOC_BYTES, null),
  MONITOR_ENTER("jdk.JavaMonitorEnter", "duration", Quantity.WAIT_NS, "monitorClass"),
  MONITOR_WAIT("jdk.JavaMonitorWait", "duration", Quantity.WAIT_NS, "monitorClass"),
  PARK("jdk.ThreadPark", "duration", Quantity.WAIT_NS, "parkedClass"),
  SLEEP("jdk.ThreadSleep", "duration", Quantity.WAIT_NS, null),
  SOCKET_READ("jdk.SocketRead", "duration", Quantity.WAIT_NS, null),
  SOCKET_WRITE("jdk.SocketWrite", "duration", Quantity.WAIT_NS, null),
  FILE_READ("jdk.FileRead", "duration", Quantity.WAIT_NS, null),
  FILE_WRITE("jdk.FileWrite", "duration", Quantity.WAIT_NS, null),
  FILE_FORCE("jdk.FileForce", "duration", Quantity.WAIT_NS, null),
  NATIVE_LOCK("profiler.NativeLock", "duration", Quantity.WAIT_NS, null),
  VIRTUAL_THREAD_PINNED("jdk.VirtualThreadPinned", "duration", Quantity.WAIT_NS, null);

  private static final Map<String, EventKind> BY_TYPE = new HashMap<>();

  static {
    for (EventKind kind : values()) {
      BY_TYPE.put(kind.type, kind);
    }
  }

  /** Name of the event's type. */
  final String type;

  /** Field with the thread. */
  final String thread;

  /** Field with the value; null if only samples are counted. */
  final @Nullable String value;

  /** What the value is. */
  final @Nullable Quantity quantity;

  /** Field that says what was allocated, waited for, or in which state the thread was. */
  final @Nullable String reason;

  EventKind(
      String type,
      String thread,
      @Nullable String value,
      @Nullable Quantity quantity,
      @Nullable String reason) {
    this.type = type;
    this.thread = thread;
    this.value = value;
    this.quantity = quantity;
    this.reason = reason;
  }

  EventKind(String type, String value, Quantity quantity, @Nullable String reason) {
    this(type, "eventThread", value, quantity, reason);
  }

  /** The kind of a type; null if it becomes no sample. */
  static @Nullable EventKind of(String type) {
    return BY_TYPE.get(type);
  }

  /** Whether the event is a sample of what a thread was doing at a time that a timer chose. */
  boolean isSample() {
    return this == EXECUTION || this == NATIVE || this == CPU_TIME || this == WALL;
  }

  /** Whether the value is a time. */
  boolean isTime() {
    return quantity == Quantity.CPU_NS
        || quantity == Quantity.WALL_NS
        || quantity == Quantity.WAIT_NS;
  }

  /** The words that stand before the reason. */
  String what() {
    return switch (this) {
      case MONITOR_ENTER -> "lock";
      case MONITOR_WAIT -> "wait";
      case PARK -> "park";
      case SLEEP -> "sleep";
      case SOCKET_READ, SOCKET_WRITE -> "socket";
      case FILE_READ, FILE_WRITE, FILE_FORCE -> "file";
      case NATIVE_LOCK -> "native lock";
      case VIRTUAL_THREAD_PINNED -> "pinned";
      default -> "";
    };
  }
}
