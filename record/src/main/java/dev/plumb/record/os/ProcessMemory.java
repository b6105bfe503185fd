package dev.plumb.record.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of a running process, read without stopping it. Not thread-safe. */
public final class ProcessMemory implements Memory {
  /** What the kernel takes in one call is 1024. */
  private static final int PIECES = 256;

  private static final long VECTOR_BYTES = 16;

  private final int pid;
  private final MemorySegment here = Arena.ofAuto().allocate(PIECES * VECTOR_BYTES, 8);
  private final MemorySegment there = Arena.ofAuto().allocate(PIECES * VECTOR_BYTES, 8);
  private long calls;

  /** The memory of a process, which may end at any time. */
  public ProcessMemory(int pid) {
    this.pid = pid;
  }

  /** Calls of the system so far. */
  public long calls() {
    return calls;
  }

  @Override
  public int read(long address, MemorySegment into, long at, int length) {
    vector(0, address, into, at, length);
    calls++;
    return (int) Linux.readMemory(pid, here, 1, there, 1);
  }

  private void vector(int i, long address, MemorySegment into, long at, int length) {
    // The slice checks that what the kernel writes lies in the segment.
    here.set(JAVA_LONG, i * VECTOR_BYTES, into.asSlice(at, length).address());
    here.set(JAVA_LONG, i * VECTOR_BYTES + 8, length);
    there.set(JAVA_LONG, i * VECTOR_BYTES, address);
    there.set(JAVA_LONG, i * VECTOR_BYTES + 8, length);
  }

  @Override
  public int readEach(
      long[] addresses, int count, int length, MemorySegment into, long at, long stride) {
    int done = 0;
    while (done < count) {
      int pieces = Math.min(PIECES, count - done);
      for (int i = 0; i < pieces; i++) {
        vector(i, addresses[done + i], into, at + (done + i) * stride, length);
      }
      calls++;
      long read = Linux.readMemory(pid, here, pieces, there, pieces);
      if (read != (long) pieces * length) {
        return done + (int) (Math.max(read, 0) / length);
      }
      done += pieces;
    }
    return done;
  }
}
