package dev.plumb.importers.elf;

import dev.plumb.trace.io.Leb128;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Walks over a part of a file; nothing is read beyond its end. Offsets are those in the file. */
final class ByteCursor implements Leb128.Source<ElfException> {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] bytes;
  private final int end;
  private int at;

  private ByteCursor(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** The bytes {@code [from, from + length)} of a file. */
  static ByteCursor of(byte[] bytes, long from, long length) throws ElfException {
    if (from < 0 || length < 0 || from > bytes.length || length > bytes.length - from) {
      throw new ElfException("a part lies outside of the file");
    }
    return new ByteCursor(bytes, (int) from, (int) (from + length));
  }

  /** The next {@code length} bytes; this cursor goes on behind them. */
  ByteCursor part(long length) throws ElfException {
    if (length < 0 || length > left()) {
      throw new ElfException("a part is longer than what it is in");
    }
    ByteCursor part = new ByteCursor(bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }

  int offset() {
    return at;
  }

  int left() {
    return end - at;
  }

  /** Whether the bytes at {@code from} of what is left are the wanted ones. */
  boolean holds(long from, byte[] wanted) {
    return from >= 0
        && from <= left() - wanted.length
        && Arrays.equals(
            bytes, at + (int) from, at + (int) from + wanted.length, wanted, 0, wanted.length);
  }

  void skip(long count) throws ElfException {
    part(count);
  }

  private int take(int count) throws ElfException {
    if (count > left()) {
      throw new ElfException("a value reaches beyond the end");
    }
    int from = at;
    at += count;
    return from;
  }

  @Override
  public int u8() throws ElfException {
    return bytes[take(1)] & 0xFF;
  }

  int u16() throws ElfException {
    return (short) SHORTS.get(bytes, take(2)) & 0xFFFF;
  }

  long u32() throws ElfException {
    return (int) INTS.get(bytes, take(4)) & 0xFFFF_FFFFL;
  }

  long u64() throws ElfException {
    return (long) LONGS.get(bytes, take(8));
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  long unsigned(int size) throws ElfException {
    return switch (size) {
      case 1 -> u8();
      case 2 -> u16();
      case 4 -> u32();
      case 8 -> u64();
      default -> throw new ElfException("numbers of " + size + " bytes");
    };
  }

  /** An unsigned number in groups of seven bits; bits beyond the 64th are lost. */
  long uleb() throws ElfException {
    return Leb128.unsigned(this);
  }

  /** A signed one. */
  long sleb() throws ElfException {
    return Leb128.signed(this);
  }

  /** A text up to the zero after it. */
  String text() throws ElfException {
    int from = at;
    while (u8() != 0) {
      // the end is what is looked for
    }
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }
}
