package dev.plumb.importers.ascendcsv;

import dev.plumb.importers.csv.CsvReader;
import dev.plumb.importers.records.ArgsText;
import dev.plumb.importers.records.Timeline;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.ArrayList;
import java.util.List;

/** {@code kernel_details.csv} and {@code op_summary.csv}: kernels and collectives. */
final class KernelRows implements AscendCsvSession.TableRows {
  private static final int NS_DIGITS = 3;

  /** Columns that are kept as text, in this order. */
  private static final List<String> TEXTS =
      List.of(
          "Type",
          "OP Type",
          "Accelerator Core",
          "Task Type",
          "Step Id",
          "Model ID",
          "Task ID",
          "Wait Time(us)",
          "Task Wait Time(us)",
          "Block Dim",
          "Block Num",
          "Mix Block Dim",
          "Mix Block Num",
          "HF32 Eligible",
          "Input Shapes",
          "Input Data Types",
          "Input Formats",
          "Output Shapes",
          "Output Data Types",
          "Output Formats",
          "OP State",
          "Context ID");

  private static final List<String> FIELDS =
      List.of(
          "Name",
          "Op Name",
          "Start Time(us)",
          "Task Start Time(us)",
          "Duration(us)",
          "Task Duration(us)",
          "Stream ID",
          "Device_id",
          "Device ID");

  private final TraceBuilder out;
  private final CsvReader reader;
  private final Timeline timeline;
  private final ArgsText args = new ArgsText();
  private final int category;
  private final int name;
  private final int start;
  private final int duration;
  private final int stream;
  private final int device;
  private final int[] texts;
  private final int[] metrics;
  private final int[] metricNames;

  KernelRows(TraceBuilder out, CsvReader reader, int category) {
    this.out = out;
    this.reader = reader;
    this.category = category;
    this.timeline = new Timeline(out);
    this.name = reader.column("Name", "Op Name");
    this.start = reader.column("Start Time(us)", "Task Start Time(us)");
    this.duration = reader.column("Duration(us)", "Task Duration(us)");
    this.stream = reader.column("Stream ID");
    this.device = reader.column("Device_id", "Device ID");
    this.texts = TEXTS.stream().mapToInt(reader::column).toArray();
    List<String> counters = new ArrayList<>();
    for (String column : reader.head()) {
      if (!column.isEmpty() && !TEXTS.contains(column) && !FIELDS.contains(column)) {
        counters.add(column);
      }
    }
    this.metrics = counters.stream().mapToInt(reader::column).toArray();
    this.metricNames = counters.stream().mapToInt(out.strings()::intern).toArray();
  }

  @Override
  public void read() {
    long startNs = reader.scaled(start, NS_DIGITS, Ids.ABSENT);
    long durNs = reader.scaled(duration, NS_DIGITS, Ids.ABSENT);
    if (!timeline.usable(startNs, durNs, reader.offset())) {
      return;
    }
    String deviceId = device < 0 ? "" : reader.string(device).strip();
    String streamId = stream < 0 ? "" : reader.string(stream).strip();
    int detail =
        out.deviceWork()
            .add(
                Ids.ABSENT,
                Ids.ABSENT,
                out.devices().row(deviceId.isEmpty() ? "NPU" : deviceId),
                out.strings().intern(streamId),
                Ids.ABSENT);
    int track =
        timeline.deviceTrack(
            out.strings().intern(""),
            out.strings().intern("NPU " + deviceId),
            out.strings().intern(streamId.isEmpty() ? "kernels" : "stream " + streamId));
    int nameId = Math.max(0, reader.text(name, out.strings()));
    int slice =
        timeline.slice(
            startNs,
            startNs + durNs,
            SliceKind.KERNEL,
            nameId,
            category,
            track,
            arguments(),
            detail,
            reader.offset());
    for (int i = 0; i < metrics.length; i++) {
      double value = reader.real(metrics[i]);
      if (!Double.isNaN(value)) {
        out.kernelMetrics()
            .add(slice, Ids.NONE, metricNames[i], Ids.NONE, value, Ids.NONE, Ids.NONE);
      }
    }
  }

  private int arguments() {
    args.clear();
    for (int i = 0; i < texts.length; i++) {
      String text = reader.string(texts[i]).strip();
      if (!text.equals("N/A")) {
        args.text(TEXTS.get(i), text);
      }
    }
    return args.intern(out);
  }
}
