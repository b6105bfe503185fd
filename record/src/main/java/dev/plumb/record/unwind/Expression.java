package dev.plumb.record.unwind;

import java.lang.foreign.MemorySegment;

/** Evaluates expressions of unwind tables: DWARF 5, section 2.5, without what needs types. */
final class Expression {
  private static final int DEPTH = 64;
  private static final int MOST_STEPS = 1000;

  private final long[] stack = new long[DEPTH];
  private final LebReader in = new LebReader();

  /**
   * The result.
   *
   * @param known registers whose values are known, a bit each
   * @param first what stands on the stack before; used if {@code hasFirst}
   * @throws Unreadable if memory or a register cannot be read, or it makes no sense
   */
  long value(
      MemorySegment bytes,
      long from,
      int length,
      long[] registers,
      long known,
      StackCopy memory,
      boolean hasFirst,
      long first) {
    in.set(bytes, from, from + length);
    int top = -1; // index of the last value
    if (hasFirst) {
      stack[++top] = first;
    }
    for (int steps = 0; in.left() > 0; steps++) {
      if (steps > MOST_STEPS) {
        throw Unreadable.INSTANCE;
      }
      int op = in.u8();
      if (op >= 0x30 && op <= 0x4F) { // lit0 to lit31
        stack[++top] = op - 0x30L;
      } else if (op >= 0x70 && op <= 0x8F) { // breg0 to breg31
        stack[++top] = register(op - 0x70, registers, known) + in.sleb();
      } else {
        switch (op) {
          case 0x03, 0x0E, 0x0F -> stack[++top] = in.i64(); // addr, const8u, const8s
          case 0x06 -> stack[top] = memory.read(stack[top]); // deref
          case 0x08 -> stack[++top] = in.u8();
          case 0x09 -> stack[++top] = (byte) in.u8();
          case 0x0A -> stack[++top] = in.u16();
          case 0x0B -> stack[++top] = (short) in.u16();
          case 0x0C -> stack[++top] = in.i32() & 0xFFFF_FFFFL;
          case 0x0D -> stack[++top] = in.i32();
          case 0x10 -> stack[++top] = in.uleb();
          case 0x11 -> stack[++top] = in.sleb();
          case 0x12 -> { // dup
            stack[top + 1] = stack[top];
            top++;
          }
          case 0x13 -> top--; // drop
          case 0x14 -> { // over
            stack[top + 1] = stack[top - 1];
            top++;
          }
          case 0x15 -> { // pick
            stack[top + 1] = stack[top - in.u8()];
            top++;
          }
          case 0x16 -> { // swap
            long last = stack[top];
            stack[top] = stack[top - 1];
            stack[top - 1] = last;
          }
          case 0x17 -> { // rot
            long last = stack[top];
            stack[top] = stack[top - 1];
            stack[top - 1] = stack[top - 2];
            stack[top - 2] = last;
          }
          case 0x19 -> stack[top] = Math.abs(stack[top]);
          case 0x1F -> stack[top] = -stack[top];
          case 0x20 -> stack[top] = ~stack[top];
          case 0x23 -> stack[top] += in.uleb(); // plus_uconst
          case 0x28 -> { // bra
            short by = (short) in.u16();
            if (stack[top--] != 0) {
              jump(by, from);
            }
          }
          case 0x2F -> jump((short) in.u16(), from);
          case 0x92 -> { // bregx
            int register = (int) Math.min(in.uleb() & 0xFFFF_FFFFL, 1 << 16);
            stack[++top] = register(register, registers, known) + in.sleb();
          }
          case 0x94 -> { // deref_size
            int size = in.u8();
            long value = memory.read(stack[top]);
            stack[top] = size >= 8 ? value : value & (1L << size * 8) - 1;
          }
          case 0x96 -> {} // nop
          default -> {
            top--;
            stack[top] = combined(op, stack[top], stack[top + 1]);
          }
        }
      }
    }
    return stack[top];
  }

  private void jump(short by, long from) {
    in.move(by, from);
  }

  private static long register(int register, long[] registers, long known) {
    if (register >= registers.length || (known & 1L << register) == 0) {
      throw Unreadable.INSTANCE;
    }
    return registers[register];
  }

  private static long combined(int op, long a, long b) {
    return switch (op) {
      case 0x1A -> a & b;
      case 0x1B -> b == 0 ? fail() : a / b;
      case 0x1C -> a - b;
      case 0x1D -> b == 0 ? fail() : Long.remainderUnsigned(a, b);
      case 0x1E -> a * b;
      case 0x21 -> a | b;
      case 0x22 -> a + b;
      case 0x24 -> b < 0 || b > 63 ? 0 : a << b;
      case 0x25 -> b < 0 || b > 63 ? 0 : a >>> b;
      case 0x26 -> a >> (b < 0 || b > 63 ? 63 : b);
      case 0x27 -> a ^ b;
      case 0x29 -> a == b ? 1 : 0;
      case 0x2A -> a >= b ? 1 : 0;
      case 0x2B -> a > b ? 1 : 0;
      case 0x2C -> a <= b ? 1 : 0;
      case 0x2D -> a < b ? 1 : 0;
      case 0x2E -> a != b ? 1 : 0;
      default -> fail();
    };
  }

  private static long fail() {
    throw Unreadable.INSTANCE;
  }
}
