package dev.plumb.present;

import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceModel;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.KnownDevices;
import dev.plumb.present.json.PrettyJson;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Join;
import dev.plumb.profile.Metric;
import dev.plumb.profile.RankClock;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.RunSummary.KernelName;
import dev.plumb.profile.RunSummary.Work;
import dev.plumb.profile.Source;
import dev.plumb.profile.UntimedDevice;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code plumb report --json}: one object of schema {@code plumb.report/1}. */
public final class ReportJson {
  /** Version of the schema; fields may be added without changing it. */
  public static final String SCHEMA = "plumb.report/1";

  private static final int TOP_KERNELS = 10;

  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes the report of a run that nobody explained. */
  public static void write(Run run, RunSummary summary, Writer out) {
    write(run, summary, Explanation.NONE, out);
  }

  /** Writes the report; does not close {@code out}. */
  public static void write(Run run, RunSummary summary, Explanation explanation, Writer out) {
    try (JsonGenerator generator = PrettyJson.to(out)) {
      new ReportJson(generator).report(run, summary, explanation);
    }
  }

  private void report(Run run, RunSummary summary, Explanation explanation) {
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    inputs(run);
    clocks(run);
    json.writeNumberProperty("span_ns", summary.spanNs());
    events(summary);
    devices(summary, explanation.devices());
    kernels(run, summary);
    work("memcpys", summary.work(SliceKind.MEMCPY));
    work("memsets", summary.work(SliceKind.MEMSET));
    work("other_device_work", summary.work(SliceKind.DEVICE_OTHER));
    count("cpu_ops", summary.cpuOperators());
    count("python_frames", summary.pythonFrames());
    count("steps", summary.steps());
    topKernels(summary);
    new MeasuredJson(json).write(run);
    new TablesJson(json).write(run);
    json.writeObjectPropertyStart("tree");
    json.writeNumberProperty("nodes", run.tree().size());
    json.writeNumberProperty("depth", run.tree().depth());
    json.writeNumberProperty("kernel_ns", run.tree().inclusive(0, Metric.KERNEL_NS));
    json.writeNumberProperty("backward_links", summary.backwardLinks());
    json.writeEndObject();
    new FindingsJson(json).write(explanation);
    json.writeEndObject();
  }

  private void inputs(Run run) {
    json.writeArrayPropertyStart("inputs");
    for (int i = 0; i < run.inputs().size(); i++) {
      for (Source source : run.sources(i)) {
        input(source, run.rank(i));
      }
    }
    json.writeEndArray();
  }

  private void input(Source source, int rank) {
    Trace trace = source.trace();
    json.writeStartObject();
    json.writeStringProperty("file", trace.name());
    json.writeStringProperty("format", trace.format());
    if (trace.fileBytes() >= 0) {
      json.writeNumberProperty("bytes", trace.fileBytes());
    } else {
      json.writeNullProperty("bytes");
    }
    json.writeNumberProperty("uncompressed_bytes", trace.bytes());
    if (rank >= 0) {
      json.writeNumberProperty("rank", rank);
    } else {
      json.writeNullProperty("rank");
    }
    json.writeNumberProperty("events", trace.events());
    if (source.join() != null) {
      join(source.join());
    }
    json.writeArrayPropertyStart("problems");
    for (Problem problem : trace.problems()) {
      problem(problem);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void join(Join join) {
    json.writeObjectPropertyStart("join");
    json.writeStringProperty("into", join.into());
    json.writeStringProperty("by", join.by());
    json.writeStringProperty("quality", join.quality().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("matched", join.matched());
    json.writeNumberProperty("total", join.total());
    json.writeNumberProperty("offset_ns", join.offsetNs());
    json.writeEndObject();
  }

  private void clocks(Run run) {
    if (run.clocks().isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("clocks");
    for (RankClock clock : run.clocks()) {
      json.writeStartObject();
      json.writeStringProperty("input", run.label(clock.input()));
      json.writeNumberProperty("collectives", clock.collectives());
      if (clock.known()) {
        json.writeNumberProperty("offset_ns", clock.offsetNs());
        json.writeNumberProperty("residual_ns", clock.residualNs());
      } else {
        json.writeNullProperty("offset_ns");
        json.writeNullProperty("residual_ns");
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void problem(Problem problem) {
    json.writeStartObject();
    json.writeStringProperty("code", problem.code().id());
    json.writeStringProperty("severity", problem.severity().id());
    json.writeNumberProperty("count", problem.count());
    if (problem.firstOffset() == Problems.NO_OFFSET) {
      json.writeNullProperty("offset");
    } else {
      json.writeNumberProperty("offset", problem.firstOffset());
    }
    String detail = problem.detail();
    if (detail != null) {
      json.writeStringProperty("detail", detail);
    }
    json.writeStringProperty("advice", problem.code().advice());
    json.writeEndObject();
  }

  private void events(RunSummary summary) {
    json.writeObjectPropertyStart("events");
    json.writeNumberProperty("total", summary.events());
    json.writeObjectPropertyStart("by_category");
    for (Map.Entry<String, Long> category : summary.categories().entrySet()) {
      json.writeNumberProperty(category.getKey(), category.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void devices(RunSummary summary, KnownDevices known) {
    json.writeArrayPropertyStart("devices");
    for (DeviceStats device : summary.devices()) {
      json.writeStartObject();
      json.writeStringProperty("id", device.id());
      String name = device.name();
      if (name == null) {
        json.writeNullProperty("name");
      } else {
        json.writeStringProperty("name", name);
      }
      json.writeStringProperty("rank", device.label());
      model(known.of(device.label(), device.id()));
      json.writeNumberProperty("kernels", device.kernels());
      json.writeNumberProperty("kernel_ns", device.kernelNs());
      json.writeNumberProperty("busy_ns", device.busyNs());
      json.writeNumberProperty("streams", device.streams());
      json.writeNumberProperty("collective_kernels", device.commKernels());
      json.writeNumberProperty("collective_ns", device.commNs());
      json.writeNumberProperty("overlaps", device.overlaps());
      json.writeObjectPropertyStart("timeline");
      json.writeNumberProperty("compute_ns", device.computeNs());
      json.writeNumberProperty("exposed_comm_ns", device.exposedCommNs());
      json.writeNumberProperty("exposed_memcpy_ns", device.exposedMemcpyNs());
      json.writeNumberProperty("idle_ns", device.idleNs());
      json.writeNumberProperty("total_ns", device.totalNs());
      json.writeEndObject();
      json.writeEndObject();
    }
    for (UntimedDevice device : summary.untimedDevices()) {
      json.writeStartObject();
      json.writeStringProperty("id", device.id());
      String name = device.name();
      if (name == null) {
        json.writeNullProperty("name");
      } else {
        json.writeStringProperty("name", name);
      }
      json.writeStringProperty("rank", device.label());
      model(known.of(device.label(), device.id()));
      json.writeNullProperty("timeline");
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Which device of the catalogue it is; null where nobody asked. */
  private void model(@Nullable DeviceMatch match) {
    if (match == null) {
      json.writeNullProperty("model");
      return;
    }
    json.writeObjectPropertyStart("model");
    DeviceModel found = match.found().orElse(null);
    if (found == null) {
      json.writeNullProperty("id");
      json.writeNullProperty("name");
    } else {
      json.writeStringProperty("id", found.id());
      json.writeStringProperty("name", found.name());
    }
    json.writeStringProperty("text", match.text());
    if (found == null) {
      json.writeStringProperty("advice", match.advice());
    } else {
      json.writeNullProperty("advice");
    }
    json.writeEndObject();
  }

  private void kernels(Run run, RunSummary summary) {
    Work kernels = summary.work(SliceKind.KERNEL);
    json.writeObjectPropertyStart("kernels");
    json.writeNumberProperty("count", kernels.count());
    json.writeNumberProperty("sum_ns", kernels.sumNs());
    json.writeNumberProperty("linked_to_launch", summary.linkedToLaunch());
    json.writeNumberProperty("linked_to_op", summary.linkedToOperator());
    json.writeNumberProperty("linked_to_python", summary.linkedToPython());
    json.writeNumberProperty("linked_ambiguous", summary.linkedAmbiguously());
    json.writeNumberProperty("in_python_context", new HotSpots(run.tree()).kernelsInPython());
    json.writeNumberProperty("linked_by_external_id", summary.linkedByExternalId());
    json.writeNumberProperty("in_given_context", summary.inGivenContext());
    json.writeNumberProperty("unattributed", summary.unattributed());
    json.writeNumberProperty("unattributed_ns", summary.unattributedNs());
    json.writeEndObject();
  }

  private void work(String name, Work work) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("count", work.count());
    json.writeNumberProperty("sum_ns", work.sumNs());
    json.writeEndObject();
  }

  private void count(String name, long count) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("count", count);
    json.writeEndObject();
  }

  private void topKernels(RunSummary summary) {
    json.writeArrayPropertyStart("top_kernels");
    for (KernelName kernel : summary.topKernels(TOP_KERNELS)) {
      json.writeStartObject();
      json.writeStringProperty("name", kernel.name());
      json.writeNumberProperty("count", kernel.count());
      json.writeNumberProperty("sum_ns", kernel.sumNs());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
