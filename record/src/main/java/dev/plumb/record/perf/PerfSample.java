package dev.plumb.record.perf;

import dev.plumb.record.elf.Bytes;
import dev.plumb.record.unwind.RegisterSet;
import java.lang.foreign.MemorySegment;

/** A sample as the kernel writes it. Reused. */
public final class PerfSample {
  /** In the order of {@link #registerBits}, the DWARF number of each register of x86-64. */
  private static final int[] X86_64 = {0, 3, 2, 1, 4, 5, 6, 7, 16, 8, 9, 10, 11, 12, 13, 14, 15};

  private final RegisterSet set;
  private final long[] registers;
  private long ip;
  private int pid;
  private int tid;
  private long timeNs;
  private boolean hasUser;
  private MemorySegment record = MemorySegment.NULL;
  private long stackAt;
  private long stackBytes;

  /** An empty one, for a machine. */
  PerfSample(RegisterSet set) {
    this.set = set;
    this.registers = new long[set.count()];
  }

  /**
   * The registers that are asked for: {@code sample_regs_user}. On x86-64 ax bx cx dx si di bp sp
   * ip and r8 to r15, without flags and segments; on AArch64 x0 to x30, sp and pc.
   */
  static long registerBits(RegisterSet set) {
    return switch (set) {
      case X86_64 -> 0x1FF | 0xFFL << 16;
      case AARCH64 -> (1L << 33) - 1;
    };
  }

  /**
   * Reads a record with IP, TID, TIME, REGS_USER and STACK_USER.
   *
   * @return whether it makes sense
   */
  boolean read(MemorySegment record) {
    try {
      this.record = record;
      ip = Bytes.i64(record, 8);
      pid = Bytes.i32(record, 16);
      tid = Bytes.i32(record, 20);
      timeNs = Bytes.i64(record, 24);
      hasUser = Bytes.i64(record, 32) != 0; // the ABI: none for threads of the kernel
      stackBytes = 0;
      stackAt = 0;
      long at = 40;
      if (hasUser) {
        for (int i = 0; i < registers.length; i++) {
          registers[set == RegisterSet.X86_64 ? X86_64[i] : i] = Bytes.i64(record, at);
          at += 8;
        }
      }
      long size = Bytes.i64(record, at);
      if (size == 0) {
        return at + 8 <= record.byteSize();
      }
      // The room that was asked for, and behind it how much of it is in use.
      if (size < 0 || size > record.byteSize() - at - 16) {
        return false;
      }
      stackAt = at + 8;
      stackBytes = Math.max(0, Math.min(Bytes.i64(record, stackAt + size), size));
      return true;
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  /** Where the CPU was: in the program, or in the kernel on its behalf. */
  public long ip() {
    return ip;
  }

  /** Whether the CPU was in the kernel. */
  public boolean isKernel() {
    return ip < 0;
  }

  /** The process. */
  public int pid() {
    return pid;
  }

  /** The thread. */
  public int tid() {
    return tid;
  }

  /** When, ns of {@code CLOCK_MONOTONIC}. */
  public long timeNs() {
    return timeNs;
  }

  /** Whether there are registers and a stack of the program. */
  public boolean hasUser() {
    return hasUser;
  }

  /** Registers of the program, as DWARF numbers them. */
  public long[] registers() {
    return registers;
  }

  /** What the copy of the stack is in. */
  public MemorySegment stack() {
    return record;
  }

  /** Where in {@link #stack()} the copy begins. */
  public long stackAt() {
    return stackAt;
  }

  /** Bytes of the copy, from the stack pointer up. */
  public long stackBytes() {
    return stackBytes;
  }
}
