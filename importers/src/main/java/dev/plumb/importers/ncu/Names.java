package dev.plumb.importers.ncu;

import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** A report's table of strings, the names of its metrics, and what Plumb does with each metric. */
final class Names {
  /** The value by address is of no interest. */
  static final int PLAIN = 0;

  /** Samples at an address that waited for a reason. */
  static final int STALL = 1;

  /** Those of them at which the scheduler issued no instruction of any warp. */
  static final int STALL_NOT_ISSUED = 2;

  /** Instructions executed at an address. */
  static final int EXECUTED = 3;

  /** How long a kernel took. */
  static final int DURATION = 4;

  /** Where a kernel's function lies. */
  static final int FUNCTION_ADDRESS = 5;

  /** Index of the device. */
  static final int DEVICE = 6;

  /** Marketing name of the device. */
  static final int DEVICE_NAME = 7;

  private static final String STALLED = "smsp__pcsamp_warps_issue_stalled_";
  private static final String NOT_ISSUED = "_not_issued";
  private static final int LONGEST = 1 << 16;

  private final TraceBuilder out;
  private final IntColumn names = new IntColumn();
  private final IntColumn units = new IntColumn();
  private final IntColumn kinds = new IntColumn();
  private final IntColumn reasons = new IntColumn();

  Names(TraceBuilder out) {
    this.out = out;
  }

  /** Appends the strings of a {@code ProfilerStringTable}. */
  void read(WireReader in) throws IOException {
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1 && in.type() == WireReader.BYTES) {
        int length = in.bytes(LONGEST);
        add(out.strings().intern(in.buffer(), in.start(), in.start() + length));
      } else {
        in.skip();
      }
    }
  }

  private void add(int id) {
    String name = out.strings().get(id);
    String unit = MetricUnits.of(name);
    names.add(id);
    units.add(unit == null ? Ids.NONE : out.strings().intern(unit));
    int kind = kind(name);
    kinds.add(kind);
    int reason = Ids.NONE;
    if (kind == STALL || kind == STALL_NOT_ISSUED) {
      int tail = kind == STALL ? 0 : NOT_ISSUED.length();
      reason = out.strings().intern(name.substring(STALLED.length(), name.length() - tail));
    }
    reasons.add(reason);
  }

  private static int kind(String name) {
    if (name.startsWith(STALLED)) {
      return name.endsWith(NOT_ISSUED) && name.length() > STALLED.length() + NOT_ISSUED.length()
          ? STALL_NOT_ISSUED
          : STALL;
    }
    return switch (name) {
      case "inst_executed" -> EXECUTED;
      case "gpu__time_duration.sum" -> DURATION;
      case "launch__function_pcs" -> FUNCTION_ADDRESS;
      case "launch__device_id" -> DEVICE;
      case "device__attribute_display_name" -> DEVICE_NAME;
      default -> PLAIN;
    };
  }

  int size() {
    return names.size();
  }

  /** String id of a metric's name; {@link Ids#NONE} if the table has no such string. */
  int nameId(long index) {
    return isKnown(index) ? names.get((int) index) : Ids.NONE;
  }

  int unitId(long index) {
    return isKnown(index) ? units.get((int) index) : Ids.NONE;
  }

  int kind(long index) {
    return isKnown(index) ? kinds.get((int) index) : PLAIN;
  }

  /** String id of the reason of a stall. */
  int reasonId(long index) {
    return reasons.get((int) index);
  }

  private boolean isKnown(long index) {
    return index >= 0 && index < names.size();
  }
}
