package dev.plumb.importers.ncu;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;

/** Writes executions of kernels, and what belongs to every one of them, to the tables. */
final class Executions {
  private final TraceBuilder out;
  private final int kernelNs;
  private final int kernels;
  private final int category;
  private long count;

  Executions(TraceBuilder out) {
    this.out = out;
    int none = out.strings().intern("");
    this.kernelNs =
        out.measures().row(Quantity.KERNEL_NS, intern("gpu__time_duration"), intern("ns"));
    this.kernels = out.measures().row(Quantity.KERNELS, intern("kernels"), none);
    this.category = intern("kernel");
  }

  private int intern(String text) {
    return out.strings().intern(text);
  }

  /** Writes one execution and returns the sample row that its metrics point at. */
  int write(Execution execution) {
    SampleTable samples = out.samples();
    int frame = out.frames().row(CodeKind.KERNEL, execution.nameId);
    int stack = out.stacks().row(Ids.NONE, frame);
    int row = Ids.NONE;
    if (execution.durationNs != Times.NONE) {
      row =
          samples.add(
              Times.NONE, Ids.NONE, stack, kernelNs, execution.durationNs, Ids.NONE, Ids.NONE);
    }
    int one = samples.add(Times.NONE, Ids.NONE, stack, kernels, 1, Ids.NONE, Ids.NONE);
    row = row == Ids.NONE ? one : row;
    KernelMetricTable metrics = out.kernelMetrics();
    for (int i = 0; i < execution.metrics(); i++) {
      metrics.add(
          Ids.NONE,
          row,
          execution.metricNameId(i),
          execution.unitId(i),
          execution.value(i),
          execution.textId(i),
          Ids.NONE);
    }
    out.countEvent(category);
    count++;
    return row;
  }

  /** Executions written so far. */
  long count() {
    return count;
  }

  /** Keeps a device's marketing name. */
  void device(String id, String name) {
    int row = out.devices().row(id);
    if (!name.isEmpty()) {
      out.devices().setName(row, name);
    }
  }
}
