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

  /** Up to where samples were shown; behind the tail before the first were. */
  private long shown;

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

  /** Shows samples that were not shown before, without taking them. */
  int peek(Sink sink) {
    long head = (long) LONGS.getAcquire(control, HEAD);
    long from = Math.max(shown, control.get(JAVA_LONG, TAIL));
    shown = head;
    return visit(sink, from, head, Integer.MAX_VALUE, false);
  }

  /**
   * Hands on samples that were shown, which makes room for others.
   *
   * @param most how many, of those that count
   * @return how many counted
   */
  int drain(Sink sink, int most) {
    return visit(sink, control.get(JAVA_LONG, TAIL), shown, most, true);
  }

  private int visit(Sink sink, long tail, long head, int most, boolean isTaken) {
    long mask = data.byteSize() - 1;
    int samples = 0;
    if (head - tail > data.byteSize() || head < tail || (head & 7) != 0 || (tail & 7) != 0) {
      malformed += isTaken ? 1 : 0;
      tail = head;
    }
    while (tail < head && samples < most) {
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
