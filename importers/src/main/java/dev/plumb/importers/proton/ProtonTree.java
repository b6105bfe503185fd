package dev.plumb.importers.proton;

import dev.plumb.importers.records.Decimal;
import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The nodes of a profile with their metrics, and what each metric measures. */
final class ProtonTree {
  /** A Python frame of {@code context="python"}: {@code file.py:12@function}. */
  private static final Pattern PYTHON = Pattern.compile("(.+):(\\d{1,9})@(.+)");

  private static final String STALL = "stalled_";

  private final TraceBuilder out;
  private final IntColumn parent = new IntColumn();
  private final IntColumn name = new IntColumn();
  private final ByteColumn kernel = new ByteColumn();
  private final IntColumn metricNode = new IntColumn();
  private final IntColumn metricName = new IntColumn();
  private final LongColumn metricValue = new LongColumn();
  private final int category;

  ProtonTree(TraceBuilder out) {
    this.out = out;
    this.category = out.strings().intern("node");
  }

  int add(int parentNode) {
    parent.add(parentNode);
    name.add(Ids.NONE);
    out.countEvent(category);
    return kernel.add((byte) 0);
  }

  int size() {
    return parent.size();
  }

  void name(int node, String text) {
    name.set(node, out.strings().intern(text));
  }

  void metric(int node, String text, @Nullable Decimal value, long offset) {
    if (value == null) {
      out.problems().add(ProblemCode.SAMPLE_BROKEN, offset);
      return;
    }
    long whole = value.scaled(0);
    if (value.exponent() < 0 && value.scaled(3) != whole * 1000) {
      out.problems().add(ProblemCode.VALUE_ROUNDED, offset);
    }
    metricNode.add(node);
    metricName.add(out.strings().intern(text));
    metricValue.add(whole);
    if (text.equals("time (ns)")) {
      kernel.set(node, (byte) 1);
    }
  }

  /** Makes the rows: stacks from the outermost frame in, then the metrics. */
  void finish() {
    int[] stacks = new int[parent.size()];
    for (int node = 0; node < stacks.length; node++) {
      int caller = parent.get(node) < 0 ? Ids.NONE : stacks[parent.get(node)];
      String text = name.get(node) < 0 ? "" : out.strings().get(name.get(node));
      boolean root = parent.get(node) < 0 && (text.isEmpty() || text.equals("ROOT"));
      stacks[node] = root ? Ids.NONE : out.stacks().row(caller, frame(node, text));
    }
    for (int row = 0; row < metricNode.size(); row++) {
      long value = metricValue.get(row);
      if (value != 0) {
        sample(stacks[metricNode.get(row)], metricName.get(row), value);
      }
    }
  }

  private int frame(int node, String text) {
    Matcher python = PYTHON.matcher(text);
    if (kernel.get(node) != 0) {
      return out.frames().row(CodeKind.KERNEL, out.strings().intern(text));
    }
    if (python.matches()) {
      return out.frames()
          .row(
              CodeKind.PYTHON,
              out.strings().intern(python.group(3)),
              out.strings().intern(python.group(1)),
              Integer.parseInt(python.group(2)),
              Ids.NONE,
              Ids.ABSENT);
    }
    return out.frames().row(CodeKind.SCOPE, out.strings().intern(text));
  }

  private void sample(int stack, int nameId, long value) {
    String text = out.strings().get(nameId);
    int reason = Ids.NONE;
    Quantity quantity =
        switch (text) {
          case "time (ns)" -> Quantity.KERNEL_NS;
          case "count" -> Quantity.KERNELS;
          case "cpu_time (ns)" -> Quantity.CPU_NS;
          default -> Quantity.OTHER;
        };
    if (text.startsWith(STALL)) {
      quantity = Quantity.PC_SAMPLES;
      reason = out.strings().intern(text.substring(STALL.length()));
    }
    String unit = text.endsWith("(ns)") ? "ns" : text.startsWith("bytes") ? "bytes" : "";
    int measure = out.measures().row(quantity, nameId, out.strings().intern(unit));
    out.samples().add(Times.NONE, Ids.NONE, stack, measure, value, reason, Ids.NONE);
  }
}
