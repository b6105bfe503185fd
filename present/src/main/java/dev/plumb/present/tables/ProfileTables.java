package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.real;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.MeasureTable;
import dev.plumb.trace.SampleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The tables of what was sampled, counted or summed up, and of the stacks at which it was. */
final class ProfileTables {
  private ProfileTables() {}

  private static Table table(
      String name, String doc, ToIntFunction<InputData> rows, List<Column<InputData>> columns) {
    return Table.of(name, doc, RunData::inputs, rows, columns);
  }

  private static SampleTable samples(InputData in) {
    return in.trace.samples();
  }

  private static MeasureTable measures(InputData in) {
    return in.trace.measures();
  }

  static Table samples() {
    List<Column<InputData>> columns = new ArrayList<>();
    columns.add(integer("sample", "", "Id of the row, unique in the run.", in -> in::sample));
    columns.add(OtherTables.input());
    columns.add(
        integer(
            "rank",
            "",
            "Rank; NULL if the profiler does not say.",
            in -> at -> in.rank(samples(in).trackRow(at))));
    columns.add(
        integer(
            "time_ns",
            "ns",
            "When; NULL where the profiler keeps sums only.",
            in -> samples(in)::timeNs));
    columns.add(
        integer(
            "track",
            "",
            "Row of tracks; NULL if unknown.",
            in -> at -> in.trackOrNone(samples(in).trackRow(at))));
    columns.add(
        text(
            "measure",
            "What was measured, as the profiler calls it.",
            in -> at -> in.text(measures(in).nameId(samples(in).measureRow(at)))));
    columns.add(
        text(
            "quantity",
            "What may be added up: samples, cpu_ns, wall_ns, wait_ns, kernel_ns, kernels, copy_ns,"
                + " copy_bytes, device_ns, calls, alloc_bytes, live_bytes, pc_samples, other.",
            in -> at -> quantity(in, at)));
    columns.add(
        text(
            "unit",
            "Unit of the value; empty for counts.",
            in -> at -> in.text(measures(in).unitId(samples(in).measureRow(at)))));
    columns.add(integer("value", "", "The value, in its unit.", in -> samples(in)::value));
    columns.add(
        text(
            "reason",
            "State that was sampled (a stall reason, lock, sleep); NULL if there is none.",
            in -> at -> in.text(samples(in).reasonId(at))));
    columns.addAll(StackRows.leaf("the innermost frame", in -> in, in -> samples(in)::stackRow));
    columns.add(
        integer(
            "slice",
            "",
            "Slice of the device work that was sampled; NULL if unknown.",
            in -> at -> in.slice(samples(in).sliceRow(at))));
    columns.add(
        integer(
            "stack",
            "",
            "Row of stacks; NULL for an empty stack.",
            in -> at -> in.stack(samples(in).stackRow(at))));
    return table(
        "samples",
        "Values measured at stacks: samples of profilers of hosts and devices, and the sums of profilers"
            + " that keep no times. One row for each value; add up those of one measure only.",
        in -> samples(in).size(),
        columns);
  }

  private static String quantity(InputData in, int at) {
    return measures(in).quantity(samples(in).measureRow(at)).name().toLowerCase(Locale.ROOT);
  }

  static Table stacks() {
    List<Column<InputData>> columns = new ArrayList<>();
    columns.add(integer("stack", "", "Id of the stack, unique in the run.", in -> in::stack));
    columns.add(OtherTables.input());
    columns.add(
        integer(
            "parent",
            "",
            "Stack of the caller, an earlier row; NULL at the outermost frame.",
            in -> at -> in.stack(in.trace.stacks().parentRow(at))));
    columns.add(
        integer(
            "depth",
            "",
            "Frames of the stack; 1 at the outermost.",
            in -> {
              int[] depths = in.stacks().depths();
              return at -> depths[at];
            }));
    columns.addAll(StackRows.leaf("its innermost frame", in -> in, in -> at -> at));
    columns.add(
        integer(
            "address",
            "",
            "Address of the innermost frame within its function or kernel; NULL if not given.",
            in -> in.stacks()::address));
    return table(
        "stacks",
        "Recorded stacks as a tree: a row is an innermost frame under the stack of its caller.",
        in -> in.trace.stacks().size(),
        columns);
  }

  private static KernelMetricTable metrics(InputData in) {
    return in.trace.kernelMetrics();
  }

  static Table kernelMetrics() {
    return table(
        "kernel_metrics",
        "Hardware counters and derived metrics of single executions of kernels.",
        in -> metrics(in).size(),
        List.of(
            OtherTables.input(),
            integer(
                "slice",
                "",
                "Slice of the execution; NULL where the profiler does not say when it was.",
                in -> at -> in.slice(metrics(in).sliceRow(at))),
            integer(
                "sample",
                "",
                "Row of samples of an execution without a place in time; NULL for a slice.",
                in -> at -> in.sampleOrNone(metrics(in).sampleRow(at))),
            text("kernel", "Name of the kernel; NULL if unknown.", in -> at -> kernel(in, at)),
            text(
                "metric",
                "The metric as the profiler names it.",
                in -> at -> in.text(metrics(in).nameId(at))),
            text(
                "unit",
                "Unit of the value; NULL if not given.",
                in -> at -> in.text(metrics(in).unitId(at))),
            real(
                "value",
                "",
                "The value, in its unit; NULL where it is a text or was not measured.",
                in -> metrics(in)::value),
            text(
                "text_value",
                "The value of metrics that are texts; NULL for numbers.",
                in -> at -> in.text(metrics(in).textId(at))),
            integer(
                "pass",
                "",
                "Run in which it was collected, from 0; NULL if not given.",
                in -> at -> InputData.orNull(metrics(in).pass(at)))));
  }

  private static @Nullable String kernel(InputData in, int at) {
    int slice = metrics(in).sliceRow(at);
    if (slice >= 0) {
      return in.text(in.slices.nameId(slice));
    }
    int sample = metrics(in).sampleRow(at);
    return sample < 0 ? null : in.stacks().name(samples(in).stackRow(sample));
  }
}
