package dev.plumb.record.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Reads what the kernel writes into a ring that both map: {@code struct perf_event_mmap_page} and
 * pages of records behind it. What makes no sense ends the reading of what is there, and is
 * counted.
 */
final class PerfRing {
  private static final int LOST = 2;
  private static final int SAMPLE = 9;
  private static final int HEADER_BYTES = 8;

  /** Places in the first page. */
  private static final long HEAD = 1024;

  private static final long TAIL = 1032;

  private static final VarHandle LONGS = JAVA_LONG.varHandle();

  /** Takes samples. */
  @FunctionalInterface
  interface Sink {
    /** Takes one, only valid during the call; whether it is one that counts. */
    boolean sample(MemorySegment record);
  }

  private final MemorySegment control;
  private final MemorySegment data;

  /** Where a record is put together that begins at the end of the ring and ends at its start. */
  private final MemorySegment whole = Arena.ofAuto().allocate(1 << 16, 8);

  /** Up to where samples were shown. */
  private long shown;

  private boolean isShown;
  private long lost;
  private long malformed;

  /**
   * A ring.
   *
   * @param mapped the first page, then a power of two of others
   */
  PerfRing(MemorySegment mapped, int pageBytes) {
    this.control = mapped.asSlice(0, pageBytes);
    this.data = mapped.asSlice(pageBytes);
    if (Long.bitCount(data.byteSize()) != 1) {
      throw new IllegalArgumentException("the size of a ring must be a power of two");
    }
  }

  /** Samples that the kernel could not write because the ring was full. */
  long lost() {
    return lost;
  }

  /** Records that made no sense. */
  long malformed() {
    return malformed;
  }

  /** Bytes that wait to be read. */
  long waiting() {
    return (long) LONGS.getAcquire(control, HEAD) - control.get(JAVA_LONG, TAIL);
  }

  /**
   * Hands on all samples that are there.
   *
   * @param isTaken whether they make room for others then; if they were shown before, those that
   *     came since are left for the next time
   * @return how many counted
   */
  int visit(Sink sink, boolean isTaken) {
    if (!isTaken || !isShown) {
      shown = (long) LONGS.getAcquire(control, HEAD);
    }
    isShown = !isTaken;
    long head = shown;
    long tail = control.get(JAVA_LONG, TAIL);
    long mask = data.byteSize() - 1;
    int samples = 0;
    if (head - tail > data.byteSize() || head < tail || (head & 7) != 0 || (tail & 7) != 0) {
      malformed += isTaken ? 1 : 0;
      tail = head;
    }
    while (tail < head) {
      long at = tail & mask;
      if (at + HEADER_BYTES > data.byteSize()) {
        malformed += isTaken ? 1 : 0;
        tail = head;
        break;
      }
      int size = data.get(JAVA_SHORT, at + 6) & 0xFFFF;
      if (size < HEADER_BYTES || size % 8 != 0 || size > head - tail) {
        malformed += isTaken ? 1 : 0;
        tail = head;
        break;
      }
      MemorySegment record = record(at, size);
      switch (record.get(JAVA_INT, 0)) {
        case SAMPLE -> {
          samples += sink.sample(record) ? 1 : 0;
        }
        case LOST -> {
          if (!isTaken) {
            break;
          }
          if (size >= 24) {
            lost += Math.max(record.get(JAVA_LONG, 16), 0);
          } else {
            malformed++;
          }
        }
        default -> {} // others were not asked for, but newer kernels may have ideas
      }
      tail += size;
    }
    if (isTaken) {
      LONGS.setRelease(control, TAIL, tail);
    }
    return samples;
  }

  private MemorySegment record(long at, int size) {
    long first = Math.min(size, data.byteSize() - at);
    if (first == size) {
      return data.asSlice(at, size);
    }
    MemorySegment.copy(data, at, whole, 0, first);
    MemorySegment.copy(data, 0, whole, first, size - first);
    return whole.asSlice(0, size);
  }
}
