package dev.plumb.importers.ncu;

import dev.plumb.importers.elf.LineTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;

/** What was sampled or counted at addresses of one kernel; used again for the next one. */
final class PcSamples {
  private final TraceBuilder out;
  private final Functions functions;
  private final SourceLines source;
  private final int[] measures = new int[Names.EXECUTED + 1];

  private int size;
  private long[] addresses = new long[256];
  private long[] values = new long[256];
  private int[] kinds = new int[256];
  private int[] reasons = new int[256];

  PcSamples(TraceBuilder out, Functions functions) {
    this.out = out;
    this.functions = functions;
    this.source = new SourceLines(out);
    Arrays.fill(measures, Ids.NONE);
  }

  void clear() {
    size = 0;
  }

  /** Adds a value at an address; {@code kind} is one of {@link Names}. */
  void add(int kind, int reasonId, long address, long value) {
    if (size == kinds.length) {
      int more = size * 2;
      addresses = Arrays.copyOf(addresses, more);
      values = Arrays.copyOf(values, more);
      kinds = Arrays.copyOf(kinds, more);
      reasons = Arrays.copyOf(reasons, more);
    }
    addresses[size] = address;
    values[size] = value;
    kinds[size] = kind;
    reasons[size++] = reasonId;
  }

  /**
   * Writes all of them under the kernel's stack.
   *
   * @param function mangled name of the kernel
   * @param base address of the kernel's function; {@link Ids#ABSENT} if not given
   */
  void write(int kernelStack, String function, long base) {
    for (int i = 0; i < size; i++) {
      out.samples()
          .add(
              Times.NONE,
              Ids.NONE,
              stack(kernelStack, function, base, addresses[i]),
              measure(kinds[i]),
              values[i],
              reasons[i],
              Ids.NONE);
    }
  }

  private int stack(int kernelStack, String function, long base, long address) {
    Functions.Function found = functions.at(address);
    if (found == null) {
      boolean known = base != Ids.ABSENT && address >= base; // where the kernel begins
      long offset = known ? address - base : address;
      String name = (known ? "+0x" : "0x") + Long.toHexString(offset);
      return source.instruction(kernelStack, name, "", 0, offset);
    }
    boolean called = found.start() != base && !found.name().equals(function);
    long offset = address - found.start();
    String name = (called ? found.name() : "") + "+0x" + Long.toHexString(offset);
    LineTable lines = found.lines();
    int row = found.lineRow(address);
    if (lines == null || row == Ids.NONE) {
      return source.instruction(kernelStack, name, "", 0, offset);
    }
    int stack = source.lines(kernelStack, lines, row);
    return source.instruction(stack, name, lines.file(row), lines.line(row), offset);
  }

  private int measure(int kind) {
    if (measures[kind] == Ids.NONE) {
      measures[kind] = measure(out, kind);
    }
    return measures[kind];
  }

  /** The row of what is counted by address; {@code kind} is one of {@link Names}. */
  static int measure(TraceBuilder out, int kind) {
    Quantity quantity = kind == Names.STALL ? Quantity.PC_SAMPLES : Quantity.OTHER;
    String name =
        switch (kind) {
          case Names.STALL -> "smsp__pcsamp_warps_issue_stalled";
          case Names.STALL_NOT_ISSUED -> "smsp__pcsamp_warps_issue_stalled_not_issued";
          default -> "inst_executed";
        };
    String unit = kind == Names.EXECUTED ? "inst" : "";
    return out.measures().row(quantity, out.strings().intern(name), out.strings().intern(unit));
  }
}
