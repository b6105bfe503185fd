package dev.plumb.present.view;

import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.profile.RunSummary.Work;
import dev.plumb.profile.Source;
import dev.plumb.trace.Problem;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.List;

/** {@code /api/overview}: everything for the first screen. */
final class Overview {
  private final Profiles profiles;

  Overview(Profiles profiles) {
    this.profiles = profiles;
  }

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    Json json = new Json();
    return json.object(() -> write(json, profile)).answer();
  }

  /** Writes the members of the answer. */
  static void write(Json json, Profile profile) {
    Run run = profile.run();
    RunSummary summary = run.summary();
    json.text("label", profile.label());
    long origin = profile.axis().originUnixNs();
    json.text("origin_unix_ns", origin == Times.NONE ? null : Long.toString(origin));
    json.number("span_ns", summary.spanNs());
    json.number("events", summary.events());
    inputs(json, run);
    totals(json, summary);
    json.text("device_word", DeviceWord.of(run));
    json.objects("devices", summary.devices(), each -> device(json, each));
    json.objects(
        "untimed_devices",
        summary.untimedDevices(),
        each -> {
          json.text("label", each.label());
          json.text("id", each.id());
          json.text("name", each.name());
        });
    metrics(json, profile);
    json.list(
        "kinds",
        () -> {
          for (FrameKind kind : FrameKind.values()) {
            json.text(kind.label());
          }
        });
    json.number("nodes", run.tree().size());
    json.number("depth", run.tree().depth());
    json.texts("tables", GroupTables.ALL.stream().map(GroupTable::id).toList());
    has(json, profile, summary);
  }

  private static void inputs(Json json, Run run) {
    json.list(
        "inputs",
        () -> {
          for (int input = 0; input < run.inputs().size(); input++) {
            for (Source source : run.sources(input)) {
              String label = run.label(input);
              json.object(() -> input(json, source.trace(), label));
            }
          }
        });
  }

  private static void input(Json json, Trace trace, String label) {
    json.text("file", trace.name());
    json.text("label", label);
    json.text("format", trace.format());
    json.number("bytes", trace.bytes());
    json.number("events", trace.events());
    List<Problem> problems = trace.problems();
    json.objects(
        "problems",
        problems,
        problem -> {
          json.text("code", problem.code().id());
          json.text("severity", problem.severity().id());
          json.number("count", problem.count());
          json.text("detail", problem.detail());
          json.text("advice", problem.code().advice());
        });
  }

  private static void totals(Json json, RunSummary summary) {
    Work kernels = summary.work(SliceKind.KERNEL);
    json.object(
        "totals",
        () -> {
          json.number("kernels", kernels.count());
          json.number("kernel_ns", kernels.sumNs());
          json.number("copies", summary.work(SliceKind.MEMCPY).count());
          json.number("fills", summary.work(SliceKind.MEMSET).count());
          json.number("linked_to_launch", summary.linkedToLaunch());
          json.number("linked_to_op", summary.linkedToOperator());
          json.number("linked_to_python", summary.linkedToPython());
          json.number("unattributed", summary.unattributed());
          json.number("unattributed_device_ns", summary.unattributedDeviceNs());
          json.number("cpu_ops", summary.cpuOperators());
          json.number("python_frames", summary.pythonFrames());
          json.number("steps", summary.steps());
          json.number("samples", summary.samples().count());
          json.number("snapshots", summary.snapshot().snapshots());
          json.number("reserved_bytes", summary.snapshot().reservedBytes());
          json.number("allocated_bytes", summary.snapshot().allocatedBytes());
          json.number("graph_nodes", summary.graph().nodes());
        });
  }

  /** Members of a device's timeline, which add up. */
  private static void device(Json json, DeviceStats device) {
    json.text("label", device.label());
    json.text("id", device.id());
    json.text("name", device.name());
    json.number("kernels", device.kernels());
    json.number("streams", device.streams());
    json.number("busy_ns", device.busyNs());
    json.number("compute_ns", device.computeNs());
    json.number("exposed_comm_ns", device.exposedCommNs());
    json.number("exposed_memcpy_ns", device.exposedMemcpyNs());
    json.number("idle_ns", device.idleNs());
    json.number("total_ns", device.totalNs());
  }

  private static void metrics(Json json, Profile profile) {
    json.objects(
        "metrics",
        profile.metrics(),
        metric -> {
          json.text("id", metric.id());
          json.text("label", metric.label());
          json.text("unit", metric.unit());
          json.numberOrNull("total", metric.isTotalKnown(), metric.total());
          json.bool("range", metric.isInRanges());
        });
    ProfileMetric usual = profile.metric(null);
    json.text("usual_metric", usual == null ? null : usual.id());
  }

  private static void has(Json json, Profile profile, RunSummary summary) {
    Run run = profile.run();
    json.object(
        "has",
        () -> {
          json.bool(
              "timeline",
              run.inputs().stream()
                  .anyMatch(each ->
                      each.trace().slices().size() > 0 || each.trace().counters().size() > 0));
          json.bool(
              "memory", run.inputs().stream().anyMatch(each -> each.trace().memory().size() > 0));
          json.bool("steps", !run.steps().isEmpty());
          json.bool("ranks", RankAnswer.labels(profile).size() > 1);
          json.bool("roofline", profile.costs().isAvailable());
          json.bool("findings", true);
          json.bool("critical_path", !summary.devices().isEmpty());
        });
  }
}
