package dev.plumb.record.os;

import java.lang.foreign.MemorySegment;

/** Memory of a process, by its addresses. */
public interface Memory {
  /**
   * Copies memory.
   *
   * @return bytes read from {@code address} on, less than {@code length} where something is not
   *     mapped; negative if nothing may be read: {@code -errno}
   */
  int read(long address, MemorySegment into, long at, int length);

  /**
   * Copies several pieces of one size with as few calls of the system as possible. Piece {@code i}
   * goes to {@code at + i * stride}.
   *
   * @return how many pieces were read, from the first one on; the next one failed
   */
  default int readEach(
      long[] addresses, int count, int length, MemorySegment into, long at, long stride) {
    for (int i = 0; i < count; i++) {
      if (read(addresses[i], into, at + i * stride, length) != length) {
        return i;
      }
    }
    return count;
  }
}
