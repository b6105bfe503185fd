package dev.plumb.importers.ncu;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Arrays;
import java.util.Map;

/** What was sampled or counted at addresses of one kernel; used again for the next one. */
final class PcSamples {
  private final TraceBuilder out;
  private final Functions functions;
  private final int[] measures = new int[Names.EXECUTED + 1];

  private int size;
  private long[] addresses = new long[256];
  private long[] values = new long[256];
  private int[] kinds = new int[256];
  private int[] reasons = new int[256];

  PcSamples(TraceBuilder out, Functions functions) {
    this.out = out;
    this.functions = functions;
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
    Map.Entry<Long, String> found = functions.at(address);
    String name;
    long offset;
    if (found != null && !found.getKey().equals(base) && !found.getValue().equals(function)) {
      offset = address - found.getKey(); // a function that the kernel calls
      name = found.getValue() + "+0x" + Long.toHexString(offset);
    } else if (found != null || (base != Ids.ABSENT && address >= base)) {
      offset = address - (found == null ? base : found.getKey());
      name = "+0x" + Long.toHexString(offset);
    } else {
      offset = address; // nothing says where the kernel begins
      name = "0x" + Long.toHexString(address);
    }
    int nameId = out.strings().intern(name);
    int frame = out.frames().row(CodeKind.INSTRUCTION, nameId, Ids.NONE, 0, Ids.NONE, offset);
    return out.stacks().row(kernelStack, frame);
  }

  private int measure(int kind) {
    if (measures[kind] == Ids.NONE) {
      Quantity quantity = kind == Names.STALL ? Quantity.PC_SAMPLES : Quantity.OTHER;
      String name =
          switch (kind) {
            case Names.STALL -> "smsp__pcsamp_warps_issue_stalled";
            case Names.STALL_NOT_ISSUED -> "smsp__pcsamp_warps_issue_stalled_not_issued";
            default -> "inst_executed";
          };
      String unit = kind == Names.EXECUTED ? "inst" : "";
      measures[kind] =
          out.measures().row(quantity, out.strings().intern(name), out.strings().intern(unit));
    }
    return measures[kind];
  }
}
