package dev.plumb.trace.store;

import dev.plumb.trace.CodeKind;
import dev.plumb.trace.FrameTable;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.MemoryTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceStackTable;
import dev.plumb.trace.StackTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.util.stream.IntStream;

/** Writes what was measured at stacks and in kernels, and the stacks themselves. */
final class SampleWriter {
  private final Trace trace;
  private final SectionWriter out;

  SampleWriter(Trace trace, SectionWriter out) {
    this.trace = trace;
    this.out = out;
  }

  void write() throws IOException {
    if (trace.frames().size() > 0) {
      EnumNames.write(CodeKind.values(), "code_kinds", out);
    }
    frames();
    stacks();
    if (trace.measures().size() > 0) {
      EnumNames.write(Quantity.values(), "quantities", out);
    }
    measures();
    samples();
    sliceStacks();
    memoryStacks();
    kernelMetrics();
  }

  private void frames() throws IOException {
    FrameTable frames = trace.frames();
    out.table(
        "frames",
        frames.size(),
        from -> {
          out.integers("kind", row -> frames.kind(from + row).ordinal());
          out.deltas("name", row -> frames.nameId(from + row));
          out.deltas("file", row -> frames.fileId(from + row));
          out.integers("line", row -> frames.line(from + row));
          out.integers("library", row -> frames.libraryId(from + row));
          out.integers("address", row -> frames.address(from + row));
        });
  }

  private void stacks() throws IOException {
    StackTable stacks = trace.stacks();
    out.table(
        "stacks",
        stacks.size(),
        from -> {
          out.deltas("parent", row -> stacks.parentRow(from + row));
          out.deltas("frame", row -> stacks.frameRow(from + row));
        });
  }

  private void measures() throws IOException {
    MeasureTable measures = trace.measures();
    out.table(
        "measures",
        measures.size(),
        from -> {
          out.integers("quantity", row -> measures.quantity(from + row).ordinal());
          out.integers("name", row -> measures.nameId(from + row));
          out.integers("unit", row -> measures.unitId(from + row));
        });
  }

  private void samples() throws IOException {
    SampleTable samples = trace.samples();
    out.table(
        "samples",
        samples.size(),
        from -> {
          out.deltas("time_ns", row -> samples.timeNs(from + row));
          out.integers("track", row -> samples.trackRow(from + row));
          out.deltas("stack", row -> samples.stackRow(from + row));
          out.integers("measure", row -> samples.measureRow(from + row));
          out.integers("value", row -> samples.value(from + row));
          out.integers("reason", row -> samples.reasonId(from + row));
          out.deltas("slice", row -> samples.sliceRow(from + row));
        });
  }

  private void sliceStacks() throws IOException {
    SliceStackTable sliceStacks = trace.sliceStacks();
    out.table(
        "slice_stacks",
        sliceStacks.size(),
        from -> {
          out.deltas("slice", row -> sliceStacks.sliceRow(from + row));
          out.deltas("stack", row -> sliceStacks.stackRow(from + row));
        });
  }

  /** Only those that have one: few traces do. */
  private void memoryStacks() throws IOException {
    MemoryTable memory = trace.memory();
    int[] rows =
        IntStream.range(0, memory.size()).filter(row -> memory.stackRow(row) >= 0).toArray();
    out.table(
        "memory_stacks",
        rows.length,
        from -> {
          out.deltas("memory", row -> rows[from + row]);
          out.integers("stack", row -> memory.stackRow(rows[from + row]));
        });
  }

  private void kernelMetrics() throws IOException {
    KernelMetricTable metrics = trace.kernelMetrics();
    out.table(
        "kernel_metrics",
        metrics.size(),
        from -> {
          out.deltas("slice", row -> metrics.sliceRow(from + row));
          out.deltas("sample", row -> metrics.sampleRow(from + row));
          out.deltas("name", row -> metrics.nameId(from + row));
          out.integers("unit", row -> metrics.unitId(from + row));
          out.doubles("value", row -> Double.doubleToRawLongBits(metrics.value(from + row)));
          out.integers("text", row -> metrics.textId(from + row));
          out.integers("pass", row -> metrics.pass(from + row));
        });
  }
}
