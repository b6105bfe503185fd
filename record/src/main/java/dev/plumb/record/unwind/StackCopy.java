package dev.plumb.record.unwind;

import dev.plumb.record.os.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a thread as it was when it was sampled: a copy of the end of its stack, and what lies
 * beyond as it is now. Frames far up do not change while those below them run.
 */
public final class StackCopy {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE = 4096;

  /** Pages that are read for one sample at most: 512 KiB. */
  private static final int PAGES = 128;

  private final @Nullable Memory memory;
  private final MemorySegment pages;
  private final long[] pageAddresses = new long[PAGES];
  private int pageCount;
  private MemorySegment copy = MemorySegment.NULL;
  private long copyAt;
  private long base;
  private long length;
  private long livePages;

  /**
   * A reusable one.
   *
   * @param memory of the process; null where only copies may be used
   */
  public StackCopy(@Nullable Memory memory) {
    this.memory = memory;
    this.pages = memory == null ? MemorySegment.NULL : Arena.ofAuto().allocate(PAGES * PAGE, 8);
  }

  /**
   * Begins with a copy of {@code length} bytes from address {@code base} on; pages are forgotten.
   */
  public void set(MemorySegment copy, long at, long base, long length) {
    this.copy = copy;
    this.copyAt = at;
    this.base = base;
    this.length = length;
    pageCount = 0;
  }

  /** Begins without a copy: everything is read as it is now. */
  public void setLive() {
    set(MemorySegment.NULL, 0, 0, 0);
  }

  /** Pages that were read because copies did not reach so far, in all samples. */
  public long livePages() {
    return livePages;
  }

  /** The eight bytes at an address; throws {@link Unreadable}. */
  long read(long address) {
    long at = address - base;
    if (at >= 0 && at <= length - 8) {
      return copy.get(LONG, copyAt + at);
    }
    int inPage = (int) address & PAGE - 1;
    if (inPage <= PAGE - 8) {
      return pages.get(LONG, page(address) + inPage);
    }
    // Across two pages: only a damaged table asks for it.
    throw Unreadable.INSTANCE;
  }

  /** One byte of code or data. */
  int readByte(long address) {
    return (int) (read(address & -8) >>> (address & 7) * 8) & 0xFF;
  }

  private long page(long address) {
    long wanted = address & -PAGE;
    for (int i = pageCount - 1; i >= 0; i--) {
      if (pageAddresses[i] == wanted) {
        return (long) i * PAGE;
      }
    }
    if (memory == null
        || pageCount == PAGES
        || memory.read(wanted, pages, (long) pageCount * PAGE, PAGE) != PAGE) {
      throw Unreadable.INSTANCE;
    }
    livePages++;
    pageAddresses[pageCount] = wanted;
    return (long) pageCount++ * PAGE;
  }
}
