package dev.plumb.present.html;

import dev.plumb.explain.Context;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Finding;
import dev.plumb.explain.SourceLines;
import dev.plumb.present.FindingsJson;
import dev.plumb.present.html.StepBins.Bin;
import dev.plumb.present.json.HarmlessJson;
import dev.plumb.present.view.DeviceWord;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.RunSummary.Work;
import dev.plumb.profile.SampleSummary.Measure;
import dev.plumb.profile.SampleSummary.Total;
import dev.plumb.profile.Source;
import dev.plumb.profile.UntimedDevice;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * What a page knows, as one JSON object of schema {@code plumb.html/1}. Times are nanoseconds;
 * JavaScript holds them exactly up to 2^53, which is 104 days.
 */
final class PageData {
  static final String SCHEMA = "plumb.html/1";

  static final int MOST_STEPS = 2_000;

  /** Rows of one finding that are lit. */
  private static final int MOST_LIT = 10_000;

  private final JsonGenerator json;

  private PageData(JsonGenerator json) {
    this.json = json;
  }

  static void write(
      Run run, RunSummary summary, Explanation explanation, int mostNodes, Writer out) {
    try (JsonGenerator generator = HarmlessJson.generator(new Unclosed(out))) {
      new PageData(generator).page(run, summary, explanation, mostNodes);
    }
  }

  private void page(Run run, RunSummary summary, Explanation explanation, int mostNodes) {
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    inputs(run);
    summary(summary);
    json.writeStringProperty("device_word", DeviceWord.of(run));
    devices(summary);
    steps(run);
    List<Own> measures = Own.of(run);
    TreeColumns columns =
        TreeColumns.of(run.tree(), measures.stream().map(each -> each.values).toList(), mostNodes);
    frames(run.tree(), columns);
    json.writeNumberProperty("contexts", run.tree().size());
    tree(columns, measures);
    new PageReasons(run.tree(), columns).write(json);
    explanation(explanation, columns, new SourceLines(run.tree()));
    json.writeEndObject();
  }

  /**
   * Findings as in the JSON report, and for each context the row of the tree that it is in; after
   * those rows of the same places.
   */
  private void explanation(Explanation explanation, TreeColumns columns, SourceLines lines) {
    json.writeObjectPropertyStart("explanation");
    new FindingsJson(json).write(explanation);
    json.writeArrayPropertyStart("rows");
    for (Finding finding : explanation.findings()) {
      json.writeStartArray();
      for (Context context : finding.contexts()) {
        json.writeNumber(context.node() < 0 ? -1 : columns.rowOf(context.node()));
      }
      lines.alike(finding.contexts()).stream()
          .map(columns::rowOf)
          .distinct()
          .limit(MOST_LIT)
          .forEach(json::writeNumber);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A measure of samples that no metric holds. */
  private static final class Own {
    private final Measure measure;
    private final long[] values;

    Own(Measure measure, long[] values) {
      this.measure = measure;
      this.values = values;
    }

    static List<Own> of(Run run) {
      List<Own> own = new ArrayList<>();
      List<Total> totals = run.summary().samples().measures();
      for (int i = 0; i < totals.size(); i++) {
        if (totals.get(i).measure().quantity() == Quantity.OTHER) {
          own.add(new Own(totals.get(i).measure(), run.measured().exclusive(i)));
        }
      }
      return own;
    }
  }

  private void inputs(Run run) {
    json.writeArrayPropertyStart("inputs");
    for (int i = 0; i < run.inputs().size(); i++) {
      for (Source source : run.sources(i)) {
        input(source.trace(), run.label(i));
      }
    }
    json.writeEndArray();
  }

  private void input(Trace trace, String label) {
    json.writeStartObject();
    text("file", trace.name());
    text("label", label);
    text("format", trace.format());
    json.writeNumberProperty("bytes", trace.bytes());
    json.writeNumberProperty("events", trace.events());
    json.writeArrayPropertyStart("problems");
    for (Problem problem : trace.problems()) {
      json.writeStartObject();
      json.writeStringProperty("code", problem.code().id());
      json.writeStringProperty("severity", problem.severity().id());
      json.writeNumberProperty("count", problem.count());
      text("detail", problem.detail());
      json.writeStringProperty("advice", problem.code().advice());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void summary(RunSummary summary) {
    Work kernels = summary.work(SliceKind.KERNEL);
    json.writeObjectPropertyStart("summary");
    json.writeNumberProperty("span_ns", summary.spanNs());
    json.writeNumberProperty("events", summary.events());
    json.writeNumberProperty("kernels", kernels.count());
    json.writeNumberProperty("kernel_ns", kernels.sumNs());
    json.writeNumberProperty("linked_to_launch", summary.linkedToLaunch());
    json.writeNumberProperty("linked_to_op", summary.linkedToOperator());
    json.writeNumberProperty("linked_to_python", summary.linkedToPython());
    json.writeNumberProperty("linked_by_external_id", summary.linkedByExternalId());
    json.writeNumberProperty("unattributed", summary.unattributed());
    json.writeNumberProperty("unattributed_device_ns", summary.unattributedDeviceNs());
    json.writeNumberProperty("copies", summary.work(SliceKind.MEMCPY).count());
    json.writeNumberProperty("fills", summary.work(SliceKind.MEMSET).count());
    json.writeNumberProperty("cpu_ops", summary.cpuOperators());
    json.writeNumberProperty("python_frames", summary.pythonFrames());
    json.writeNumberProperty("steps", summary.steps());
    json.writeNumberProperty("samples", summary.samples().count());
    json.writeNumberProperty("sample_threads", summary.samples().threads());
    json.writeNumberProperty("snapshots", summary.snapshot().snapshots());
    json.writeNumberProperty("segments", summary.snapshot().segments());
    json.writeNumberProperty("reserved_bytes", summary.snapshot().reservedBytes());
    json.writeNumberProperty("allocated_bytes", summary.snapshot().allocatedBytes());
    json.writeNumberProperty("graph_nodes", summary.graph().nodes());
    json.writeNumberProperty("graph_depth", summary.graph().depth());
    json.writeEndObject();
  }

  private void devices(RunSummary summary) {
    json.writeArrayPropertyStart("devices");
    for (DeviceStats device : summary.devices()) {
      json.writeStartObject();
      text("label", device.label());
      text("id", device.id());
      text("name", device.name());
      json.writeNumberProperty("kernels", device.kernels());
      json.writeNumberProperty("streams", device.streams());
      json.writeNumberProperty("busy_ns", device.busyNs());
      json.writeNumberProperty("compute_ns", device.computeNs());
      json.writeNumberProperty("exposed_comm_ns", device.exposedCommNs());
      json.writeNumberProperty("exposed_memcpy_ns", device.exposedMemcpyNs());
      json.writeNumberProperty("idle_ns", device.idleNs());
      json.writeNumberProperty("total_ns", device.totalNs());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("untimed_devices");
    for (UntimedDevice device : summary.untimedDevices()) {
      json.writeStartObject();
      text("label", device.label());
      text("id", device.id());
      text("name", device.name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void steps(Run run) {
    List<Bin> bins = StepBins.of(run.steps(), MOST_STEPS);
    json.writeArrayPropertyStart("steps");
    for (Bin bin : bins) {
      json.writeStartObject();
      text("label", bin.slowest().label());
      text("name", bin.slowest().name());
      json.writeNumberProperty("steps", bin.steps());
      json.writeNumberProperty("dur_ns", bin.slowest().durNs());
      json.writeNumberProperty("kernels", bin.slowest().kernels());
      json.writeNumberProperty("kernel_ns", bin.slowest().kernelNs());
      json.writeNumberProperty("copy_ns", bin.slowest().copyNs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void frames(CallingContextTree tree, TreeColumns columns) {
    json.writeArrayPropertyStart("kinds");
    for (FrameKind kind : FrameKind.values()) {
      json.writeString(kind.label());
    }
    json.writeString("smaller");
    json.writeEndArray();
    json.writeObjectPropertyStart("frames");
    ints("kind", columns.frames(), columns::frameKind);
    json.writeArrayPropertyStart("name");
    for (int i = 0; i < columns.frames(); i++) {
      json.writeString(HarmlessJson.shortened(columns.frameName(i)));
    }
    json.writeEndArray();
    places(tree, columns);
    json.writeEndObject();
  }

  /**
   * Where the frames of recorded stacks are in the code; frames of slices say it in their names.
   */
  private void places(CallingContextTree tree, TreeColumns columns) {
    json.writeArrayPropertyStart("places");
    for (int i = 0; i < columns.frames(); i++) {
      int frame = columns.treeFrame(i);
      if (frame >= 0 && (tree.frameFile(frame) != null || tree.frameLibrary(frame) != null)) {
        json.writeStartObject();
        json.writeNumberProperty("frame", i);
        text("file", tree.frameFile(frame));
        json.writeNumberProperty("line", tree.frameLine(frame));
        text("library", tree.frameLibrary(frame));
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void tree(TreeColumns columns, List<Own> measures) {
    int rows = columns.size();
    json.writeObjectPropertyStart("tree");
    // How far up the parent stands: smaller numbers than the parent's row.
    ints("up", rows, row -> row - columns.parent(row));
    ints("frame", rows, columns::frame);
    json.writeArrayPropertyStart("metrics");
    for (Metric metric : Metric.values()) {
      json.writeStartObject();
      json.writeStringProperty("id", metric.label());
      json.writeStringProperty("unit", metric.unit());
      sparse(rows, row -> columns.exclusive(row, metric));
      json.writeEndObject();
    }
    for (int i = 0; i < measures.size(); i++) {
      int column = i;
      json.writeStartObject();
      json.writeStringProperty("id", "measure " + i);
      text("label", measures.get(i).measure.name());
      text("unit", measures.get(i).measure.unit());
      sparse(rows, row -> columns.more(row, column));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectPropertyStart("folded");
    sparse(rows, columns::folded);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** The rows that are not 0, each as its distance to the one before, and their values. */
  private void sparse(int rows, IntToLongFunction value) {
    json.writeArrayPropertyStart("skip");
    int last = 0;
    for (int row = 0; row < rows; row++) {
      if (value.applyAsLong(row) != 0) {
        json.writeNumber(row - last);
        last = row;
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("value");
    for (int row = 0; row < rows; row++) {
      long each = value.applyAsLong(row);
      if (each != 0) {
        json.writeNumber(each);
      }
    }
    json.writeEndArray();
  }

  private void ints(String name, int count, IntToLongFunction value) {
    json.writeArrayPropertyStart(name);
    for (int i = 0; i < count; i++) {
      json.writeNumber(value.applyAsLong(i));
    }
    json.writeEndArray();
  }

  private void text(String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, HarmlessJson.shortened(value));
    }
  }

  /** The caller's writer stays open. */
  private static final class Unclosed extends FilterWriter {
    Unclosed(Writer out) {
      super(out);
    }

    @Override
    public void write(char[] buffer, int from, int length) throws IOException {
      out.write(buffer, from, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
