package dev.plumb.record.ring;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** A record of a device's ring, read where it lies; one object for all of them. */
public final class DeviceRecord {
  /** A kernel. */
  public static final int KERNEL = 1;

  /** A copy; {@link #detail()} says between which kinds of memory. */
  public static final int COPY = 2;

  /** A fill of memory. */
  public static final int FILL = 3;

  /** The program waited for the device; {@link #detail()} says for what. */
  public static final int WAIT = 4;

  private MemorySegment memory = MemorySegment.NULL;
  private long at;

  DeviceRecord at(MemorySegment ring, long place) {
    memory = ring;
    at = place;
    return this;
  }

  /** What it is: one of the constants. */
  public int type() {
    return memory.get(JAVA_INT, at) >>> 8 & 0xFF;
  }

  /** More about what it is, as CUPTI numbers it: four bits each of copy, from, to; or the wait. */
  public int detail() {
    return memory.get(JAVA_INT, at) >>> 16;
  }

  /** Whether the device said when it began and ended. */
  public boolean isTimed() {
    long start = memory.get(JAVA_LONG, at + 8);
    return start > 0 && memory.get(JAVA_LONG, at + 16) >= start;
  }

  /** How long it took in nanoseconds; 0 if that is not known. */
  public long durationNs() {
    return isTimed() ? memory.get(JAVA_LONG, at + 16) - memory.get(JAVA_LONG, at + 8) : 0;
  }

  /** Bytes copied or set. */
  public long bytes() {
    return memory.get(JAVA_LONG, at + 24);
  }

  /** The number of the call that launched it. */
  public int correlation() {
    return memory.get(JAVA_INT, at + 32);
  }

  /** Number of its name; 0 if it has none. */
  public int name() {
    return memory.get(JAVA_INT, at + 36);
  }

  /** The device. */
  public int device() {
    return memory.get(JAVA_INT, at + 40);
  }

  /** The stream. */
  public int stream() {
    return memory.get(JAVA_INT, at + 44);
  }

  /** The node of the graph that it is of; 0 if it is of none. */
  public long graphNode() {
    return memory.get(JAVA_LONG, at + 48);
  }

  // Samples lie otherwise.

  /** The launch of the kernel that was sampled; 0 if the profiler does not know it. */
  public int sampledCorrelation() {
    return memory.get(JAVA_INT, at + 8);
  }

  /** Number of the name of the function that was sampled. */
  public int sampledFunction() {
    return memory.get(JAVA_INT, at + 12);
  }

  /** Number of the name of what the warps waited for; 0 if nothing says. */
  public int sampledReason() {
    return memory.get(JAVA_INT, at + 16);
  }

  /** Samples of that place and reason. */
  public long sampleCount() {
    return Integer.toUnsignedLong(memory.get(JAVA_INT, at + 20));
  }

  /** Where in the function, in bytes. */
  public long sampledOffset() {
    return memory.get(JAVA_LONG, at + 24);
  }
}
