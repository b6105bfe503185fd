package dev.plumb.record.unwind;

import dev.plumb.record.elf.Bytes;
import dev.plumb.trace.io.Leb128;
import java.lang.foreign.MemorySegment;

/** Walks over a part of a file. Reading beyond it throws {@link IndexOutOfBoundsException}. */
final class LebReader implements Leb128.Source<RuntimeException> {
  private MemorySegment bytes = MemorySegment.NULL;
  private long at;
  private long end;

  void set(MemorySegment bytes, long from, long end) {
    if (from < 0 || end < from || end > bytes.byteSize()) {
      throw new IndexOutOfBoundsException();
    }
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  long at() {
    return at;
  }

  long end() {
    return end;
  }

  long left() {
    return end - at;
  }

  void skip(long count) {
    take(count);
  }

  /** Goes to another place between {@code from} and the end. */
  void move(long by, long from) {
    long to = at + by;
    if (to < from || to > end) {
      throw new IndexOutOfBoundsException();
    }
    at = to;
  }

  private long take(long count) {
    if (count < 0 || count > end - at) {
      throw new IndexOutOfBoundsException();
    }
    long from = at;
    at += count;
    return from;
  }

  @Override
  public int u8() {
    return Bytes.u8(bytes, take(1));
  }

  int u16() {
    return Bytes.u16(bytes, take(2));
  }

  int i32() {
    return Bytes.i32(bytes, take(4));
  }

  long i64() {
    return Bytes.i64(bytes, take(8));
  }

  long uleb() {
    return Leb128.unsigned(this);
  }

  long sleb() {
    return Leb128.signed(this);
  }
}
