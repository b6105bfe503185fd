package dev.plumb.record.unwind;

import dev.plumb.record.elf.ElfImage;
import org.jspecify.annotations.Nullable;

/** Registers of a processor, numbered as DWARF does; the program counter is the last one. */
public enum RegisterSet {
  /** rax rdx rcx rbx rsi rdi rbp rsp r8–r15 rip. */
  X86_64(ElfImage.X86_64, 17, 7, 6, -1L, 3, 6, 12, 13, 14, 15),
  /** x0–x30, sp, and the program counter, which has no number in DWARF. */
  AARCH64(
      ElfImage.AARCH64,
      33,
      31,
      29,
      // The upper bits of a return address can be a signature (pointer authentication).
      (1L << 48) - 1,
      19,
      20,
      21,
      22,
      23,
      24,
      25,
      26,
      27,
      28,
      29);

  private final int machine;
  private final int count;
  private final int stackPointer;
  private final int framePointer;
  private final long codeMask;
  private final long kept;

  RegisterSet(
      int machine, int count, int stackPointer, int framePointer, long codeMask, int... kept) {
    this.machine = machine;
    this.count = count;
    this.stackPointer = stackPointer;
    this.framePointer = framePointer;
    this.codeMask = codeMask;
    long mask = 1L << stackPointer | 1L << count - 1;
    for (int register : kept) {
      mask |= 1L << register;
    }
    this.kept = mask;
  }

  /** The set with a number of registers, as the sampler inside writes it; null if there is none. */
  public static @Nullable RegisterSet ofCount(int count) {
    for (RegisterSet set : values()) {
      if (set.count == count) {
        return set;
      }
    }
    return null;
  }

  /** The set of the machine that this runs on; null if it is another kind. */
  public static @Nullable RegisterSet here() {
    return switch (System.getProperty("os.arch", "")) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> null;
    };
  }

  /** The machine's number in ELF files. */
  public int machine() {
    return machine;
  }

  /** Number of registers. */
  public int count() {
    return count;
  }

  /** The register that is the program counter. */
  public int pc() {
    return count - 1;
  }

  /** The register that points to the end of the stack. */
  public int stackPointer() {
    return stackPointer;
  }

  /** The register that functions may keep the place of their frame in. */
  public int framePointer() {
    return framePointer;
  }

  /** What of a return address is the address. */
  long codeMask() {
    return codeMask;
  }

  /**
   * Registers that a function must leave as they were, and those that unwinding sets: a bit each.
   */
  long kept() {
    return kept;
  }

  /** A bit for each register. */
  public long all() {
    return (1L << count) - 1;
  }
}
