package dev.plumb.trace.store;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.Random;

/** Rows for the tables of stacks, samples, metrics, memory snapshots and operator graphs. */
final class RandomProfile {
  private final Random random;
  private final TraceBuilder out;

  RandomProfile(Random random, TraceBuilder out) {
    this.random = random;
    this.out = out;
  }

  /** Adds about {@code rows} rows to each table; the trace has strings, tracks and devices. */
  void fill(int rows) {
    for (int i = 0; i < rows; i++) {
      int frame =
          out.frames()
              .row(
                  CodeKind.of(random.nextInt(CodeKind.values().length)),
                  string(),
                  stringOrNone(),
                  random.nextInt(3) == 0 ? 0 : random.nextInt(1, Integer.MAX_VALUE),
                  stringOrNone(),
                  number());
      out.stacks().row(random.nextInt(-1, out.stacks().size()), frame);
      out.measures().row(Quantity.of(random.nextInt(Quantity.values().length)), string(), string());
    }
    for (int i = 0; i < rows; i++) {
      sample();
      metric();
      snapshot();
      graph();
    }
  }

  private void sample() {
    out.samples()
        .add(
            random.nextInt(4) == 0 ? Times.NONE : random.nextLong(),
            random.nextInt(-1, out.tracks().size()),
            stackOrNone(),
            random.nextInt(out.measures().size()),
            value(),
            stringOrNone(),
            random.nextInt(-1, out.slices().size()));
    if (out.slices().size() > 0) {
      out.sliceStacks()
          .add(random.nextInt(out.slices().size()), random.nextInt(out.stacks().size()));
    }
  }

  private void metric() {
    boolean atSlice = random.nextBoolean() && out.slices().size() > 0;
    out.kernelMetrics()
        .add(
            atSlice ? random.nextInt(out.slices().size()) : Ids.NONE,
            atSlice ? Ids.NONE : random.nextInt(out.samples().size()),
            string(),
            stringOrNone(),
            real(),
            stringOrNone(),
            random.nextInt(-1, 40));
  }

  private void snapshot() {
    out.segments()
        .add(
            random.nextInt(-1, out.devices().size()),
            number(),
            number(),
            number(),
            number(),
            stringOrNone(),
            stringOrNone(),
            random.nextInt(-1, 2),
            stackOrNone());
    out.blocks()
        .add(
            random.nextInt(out.segments().size()),
            number(),
            number(),
            number(),
            stringOrNone(),
            stackOrNone());
  }

  private void graph() {
    out.nodes()
        .add(
            number(),
            string(),
            stringOrNone(),
            number(),
            random.nextInt(4) == 0 ? Times.NONE : random.nextLong(),
            random.nextInt(4) == 0 ? Times.NONE : random.nextLong(1L << 50),
            random.nextInt(-1, out.tracks().size()),
            number(),
            random.nextInt(-1, out.args().size()));
    int kind = random.nextInt(EdgeTable.Kind.values().length);
    out.edges().add(number(), number(), EdgeTable.Kind.of(kind));
  }

  /** Any bits: also −0, the infinities, and what else is not a number. */
  private double real() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextGaussian();
      case 1 -> -0.0;
      case 2 -> Double.longBitsToDouble(0x7FF8_0000_0000_0000L | random.nextInt());
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  /** What can be added up. */
  private long value() {
    return random.nextInt(4) == 0 ? random.nextLong(-1L << 40, 1L << 40) : random.nextInt(10_000);
  }

  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> Ids.ABSENT;
      case 1 -> random.nextLong();
      default -> random.nextInt(10_000);
    };
  }

  private int string() {
    return random.nextInt(out.strings().size());
  }

  private int stringOrNone() {
    return random.nextInt(-1, out.strings().size());
  }

  private int stackOrNone() {
    return random.nextInt(-1, out.stacks().size());
  }
}
