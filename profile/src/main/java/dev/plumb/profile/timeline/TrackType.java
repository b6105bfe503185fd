package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceKind;

/** What stands on a line of the timeline, in the order in which lines are shown. */
public enum TrackType {
  /** Steps of a rank. */
  STEPS("steps"),
  /** Calls on a thread, callees below callers. */
  THREAD("thread"),
  /** Asynchronous ranges. */
  OTHER("other"),
  /** What the run waited for last, from its end backwards. */
  PATH("path"),
  /** When a device did nothing. */
  IDLE("idle"),
  /** Work of a stream. */
  STREAM("stream"),
  /** Ranges of the host as projected on a stream, and synchronisations as a stream sees them. */
  RANGES("ranges"),
  /** A value over time. */
  COUNTER("counter");

  private final String label;

  TrackType(String label) {
    this.label = label;
  }

  /** Lower-case word for JSON. */
  public String label() {
    return label;
  }

  /** Where slices of a kind are drawn. */
  static TrackType of(SliceKind kind) {
    return switch (kind) {
      case STEP -> STEPS;
      case ANNOTATION, PYTHON, MODULE, OPERATOR, CPU, RUNTIME, OVERHEAD -> THREAD;
      case KERNEL, MEMCPY, MEMSET, DEVICE_OTHER -> STREAM;
      case GPU_ANNOTATION, SYNC -> RANGES;
      case ASYNC -> OTHER;
    };
  }

  /** Whether its slices lie inside one another. */
  boolean isNested() {
    return this == THREAD;
  }
}
