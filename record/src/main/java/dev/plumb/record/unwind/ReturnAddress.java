package dev.plumb.record.unwind;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.elf.ElfImage;

/** Tells return addresses from other numbers by the instruction before them, which is a call. */
final class ReturnAddress {
  /** What stands before an address. */
  enum Call {
    /** No call. */
    NONE,
    /** A call of a fixed function. */
    DIRECT,
    /** A call through a register or a pointer. */
    INDIRECT
  }

  private static final int LONGEST_CALL = 7;

  private ReturnAddress() {}

  /** What stands before an address of a region. */
  static Call before(RegisterSet set, CodeRegion region, StackCopy memory, long address) {
    ElfImage image = region.image();
    try {
      if (image == null) {
        return set == RegisterSet.AARCH64
            ? arm(word(memory, address - 4))
            : address - region.start() < LONGEST_CALL ? Call.NONE : intel(memory, address);
      }
      long at = image.offset(address - region.bias());
      if (at < LONGEST_CALL) {
        return Call.NONE;
      }
      return set == RegisterSet.AARCH64 ? arm(Bytes.i32(image.bytes(), at - 4)) : intel(image, at);
    } catch (Unreadable | IndexOutOfBoundsException | InternalError e) {
      return Call.NONE;
    }
  }

  private static int word(StackCopy memory, long address) {
    return (int) (memory.read(address & -8) >>> (address & 4) * 8);
  }

  private static Call arm(int instruction) {
    if ((instruction & 0xFC00_0000) == 0x9400_0000) {
      return Call.DIRECT; // bl
    }
    boolean isPlain = (instruction & 0xFFFF_FC1F) == 0xD63F_0000; // blr
    boolean isSigned = (instruction & 0xFEFF_F800) == 0xD63F_0800; // blraa and its kin
    return isPlain || isSigned ? Call.INDIRECT : Call.NONE;
  }

  private static Call intel(ElfImage image, long at) {
    for (int length = 2; length <= LONGEST_CALL; length++) {
      if (isIndirect(
          Bytes.u8(image.bytes(), at - length), Bytes.u8(image.bytes(), at - length + 1), length)) {
        return Call.INDIRECT;
      }
    }
    return Bytes.u8(image.bytes(), at - 5) == 0xE8 ? Call.DIRECT : Call.NONE;
  }

  private static Call intel(StackCopy memory, long address) {
    for (int length = 2; length <= LONGEST_CALL; length++) {
      if (isIndirect(
          memory.readByte(address - length), memory.readByte(address - length + 1), length)) {
        return Call.INDIRECT;
      }
    }
    return memory.readByte(address - 5) == 0xE8 ? Call.DIRECT : Call.NONE;
  }

  /** Whether an instruction of {@code length} bytes is FF /2: by its operand it is that long. */
  private static boolean isIndirect(int opcode, int operand, int length) {
    if (opcode != 0xFF || (operand >> 3 & 7) != 2) {
      return false;
    }
    int mode = operand >> 6;
    int register = operand & 7;
    int scale = register == 4 && mode != 3 ? 1 : 0;
    int offset =
        switch (mode) {
          case 1 -> 1;
          case 2 -> 4;
          case 0 -> register == 5 ? 4 : 0;
          default -> 0;
        };
    return length == 2 + scale + offset;
  }
}
