package dev.plumb.record.unwind;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of {@code .eh_frame}: the <a
 * href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/ehframechpt.html">Linux
 * Standard Base</a> says how they differ from section 6.4 of DWARF. Damage throws {@link
 * IndexOutOfBoundsException}.
 */
final class CfiReader {
  // How a pointer is written: the lower half is its form, the upper one what it is relative to.
  private static final int OMITTED = 0xFF;
  private static final int RELATIVE = 0x70;
  private static final int TO_ITSELF = 0x10;
  private static final int TO_TABLE = 0x30;

  /** Instructions of one function at most: a thousand times what compilers write. */
  private static final int MOST_STEPS = 1 << 20;

  private static final int STATES = 64;

  private final ElfImage image;
  private final MemorySegment bytes;
  private final int registers;
  private final LebReader in = new LebReader();
  private final UnwindRow[] states = new UnwindRow[STATES];

  // What the common part of the current entry says.
  private long codeUnit;
  private long dataUnit;
  private int returnRegister;
  private int pointers;
  private boolean hasAugmentation;
  private boolean isSignal;
  private long commonFrom;
  private long commonEnd;

  // And the entry itself.
  private long start;
  private long length;
  private long from;
  private long end;

  CfiReader(ElfImage image, int registers) {
    this.image = image;
    this.bytes = image.bytes();
    this.registers = registers;
  }

  /** Where the entry after the one at {@code at} stands; {@code end} at the last one. */
  long next(long at, long end) {
    long size = Bytes.u32(bytes, at);
    if (size == 0xFFFF_FFFFL) {
      size = Bytes.i64(bytes, at + 4) + 8;
    }
    return size <= 0 || size > end - at - 4 ? end : at + 4 + size;
  }

  /** First address of the function that was read last. */
  long start() {
    return start;
  }

  /** Whether the function that was read last is at an address. */
  boolean holds(long address) {
    return address >= start && address - start < length;
  }

  /** Reads an entry; false if it is a common part, which is no function. */
  boolean readFunction(long at) {
    long size = Bytes.u32(bytes, at);
    long body = at + 4;
    if (size == 0xFFFF_FFFFL) {
      size = Bytes.i64(bytes, body);
      body += 8;
    }
    long back = Bytes.u32(bytes, body); // 4 bytes here even in long entries
    if (size < 4 || back == 0) {
      return false;
    }
    end = body + size;
    readCommon(body - back);
    in.set(bytes, body + 4, end);
    start = pointer(in, pointers, 0);
    length = pointer(in, pointers & 0x0F, 0);
    if (hasAugmentation) {
      in.skip(in.uleb());
    }
    from = in.at();
    return true;
  }

  private void readCommon(long at) {
    long size = Bytes.u32(bytes, at);
    long body = at + 4;
    if (size == 0xFFFF_FFFFL) {
      size = Bytes.i64(bytes, body);
      body += 8;
    }
    in.set(bytes, body, body + size);
    commonEnd = body + size;
    if (in.i32() != 0) {
      throw new IndexOutOfBoundsException(); // no common part
    }
    final int version = in.u8();
    long letters = in.at();
    while (in.u8() != 0) {
      // the end of the letters is what is looked for
    }
    codeUnit = in.uleb();
    dataUnit = in.sleb();
    returnRegister = version == 1 ? in.u8() : (int) Math.min(in.uleb() & 0xFFFF, 0xFFFF);
    pointers = 0;
    isSignal = false;
    hasAugmentation = Bytes.u8(bytes, letters) == 'z';
    if (!hasAugmentation) {
      commonFrom = in.at();
      return;
    }
    long augmentationEnd = in.uleb();
    augmentationEnd += in.at();
    for (long letter = letters + 1; ; letter++) {
      int c = Bytes.u8(bytes, letter);
      if (c == 0) {
        break;
      }
      switch (c) {
        case 'R' -> pointers = in.u8();
        case 'L' -> in.skip(1);
        case 'P' -> {
          int encoding = in.u8();
          pointer(in, encoding & 0x7F, 0);
        }
        case 'S' -> isSignal = true;
        default -> {} // B and G of AArch64 say nothing about frames; what is unknown ends the list
      }
    }
    commonFrom = augmentationEnd;
  }

  /** An address, with {@code base} for what is relative to the function. */
  long pointer(LebReader in, int encoding, long base) {
    if (encoding == OMITTED) {
      return 0;
    }
    long at = in.at();
    long value =
        switch (encoding & 0x0F) {
          case 0x00, 0x04, 0x0C -> in.i64();
          case 0x01 -> in.uleb();
          case 0x02 -> in.u16();
          case 0x03 -> in.i32() & 0xFFFF_FFFFL;
          case 0x09 -> in.sleb();
          case 0x0A -> (short) in.u16();
          case 0x0B -> in.i32();
          default -> throw new IndexOutOfBoundsException();
        };
    return switch (encoding & RELATIVE) {
      case TO_ITSELF -> value + address(at);
      case TO_TABLE -> value + image.unwindTable();
      default -> value + base;
    };
  }

  /** The address that a place in the file is loaded at. */
  private long address(long offset) {
    for (int i = 0; i < image.segments(); i++) {
      long in = offset - image.segmentOffset(i);
      if (in >= 0 && in < image.segmentBytes(i)) {
        return image.segmentAddress(i) + in;
      }
    }
    throw new IndexOutOfBoundsException();
  }

  /** The row of an address by the entry at {@code at}; NONE if the entry is about others. */
  UnwindRow row(long at, long address) {
    if (!readFunction(at) || !holds(address)) {
      return UnwindRow.NONE;
    }
    UnwindRow row = new UnwindRow(bytes, registers, isSignal);
    row.returnRegister = returnRegister;
    run(commonFrom, commonEnd, row, Long.MAX_VALUE, null);
    UnwindRow initial = row.copy();
    run(from, end, row, address, initial);
    return returnRegister < registers ? row.seal() : UnwindRow.NONE;
  }

  /** Runs instructions until they are about what comes behind {@code address}. */
  private void run(long from, long end, UnwindRow row, long address, @Nullable UnwindRow initial) {
    in.set(bytes, from, end);
    long location = start;
    int depth = 0;
    for (int steps = 0; in.left() > 0; steps++) {
      if (steps > MOST_STEPS) {
        throw new IndexOutOfBoundsException();
      }
      int op = in.u8();
      int low = op & 0x3F;
      switch (op >> 6) {
        case 1 -> location += low * codeUnit;
        case 2 -> row.rule(low, UnwindRow.AT_FRAME, in.uleb() * dataUnit, 0);
        case 3 -> restore(row, low, initial);
        default -> {
          switch (low) {
            case 0x00 -> {} // nop
            case 0x01 -> location = pointer(in, pointers, 0);
            case 0x02 -> location += in.u8() * codeUnit;
            case 0x03 -> location += in.u16() * codeUnit;
            case 0x04 -> location += (in.i32() & 0xFFFF_FFFFL) * codeUnit;
            case 0x05 -> row.rule(register(), UnwindRow.AT_FRAME, in.uleb() * dataUnit, 0);
            case 0x06 -> restore(row, register(), initial);
            case 0x07 -> row.rule(register(), UnwindRow.UNDEFINED, 0, 0);
            case 0x08 -> row.rule(register(), UnwindRow.SAME, 0, 0);
            case 0x09 -> row.rule(register(), UnwindRow.REGISTER, register(), 0);
            case 0x0A -> states[depth++] = row.copy(); // too many throw
            case 0x0B -> row.set(states[--depth]);
            case 0x0C -> {
              row.frameRegister = register();
              row.frameOffset = in.uleb();
            }
            case 0x0D -> row.frameRegister = register();
            case 0x0E -> row.frameOffset = in.uleb();
            case 0x0F -> {
              row.frameLength = block();
              row.frameOffset = in.at() - row.frameLength;
              row.frameRegister = UnwindRow.FRAME_EXPRESSION;
            }
            case 0x10 -> expression(row, UnwindRow.AT_EXPRESSION);
            case 0x11 -> row.rule(register(), UnwindRow.AT_FRAME, in.sleb() * dataUnit, 0);
            case 0x12 -> {
              row.frameRegister = register();
              row.frameOffset = in.sleb() * dataUnit;
            }
            case 0x13 -> row.frameOffset = in.sleb() * dataUnit;
            case 0x14 -> row.rule(register(), UnwindRow.FRAME_PLUS, in.uleb() * dataUnit, 0);
            case 0x15 -> row.rule(register(), UnwindRow.FRAME_PLUS, in.sleb() * dataUnit, 0);
            case 0x16 -> expression(row, UnwindRow.EXPRESSION);
            case 0x2D -> {} // AArch64: from here on return addresses are signed, or no longer
            case 0x2E -> in.uleb(); // bytes of arguments
            case 0x2F -> row.rule(register(), UnwindRow.AT_FRAME, -in.uleb() * dataUnit, 0);
            default -> throw new IndexOutOfBoundsException();
          }
        }
      }
      if (location > address) {
        return;
      }
    }
  }

  private int register() {
    // What is too large is no register of any machine, and ignored.
    return (int) Math.min(in.uleb() & Long.MAX_VALUE, 1 << 16);
  }

  private int block() {
    long size = in.uleb();
    in.skip(size);
    return (int) size;
  }

  private void expression(UnwindRow row, byte rule) {
    int register = register();
    int size = block();
    row.rule(register, rule, in.at() - size, size);
  }

  private static void restore(UnwindRow row, int register, @Nullable UnwindRow initial) {
    if (initial != null && register < initial.rules.length) {
      row.rule(
          register, initial.rules[register], initial.values[register], initial.lengths[register]);
    }
  }
}
