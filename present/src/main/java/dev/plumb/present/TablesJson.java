package dev.plumb.present;

import dev.plumb.present.frames.FramePaths;
import dev.plumb.profile.GraphSummary;
import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.KernelMetricSummary;
import dev.plumb.profile.Run;
import dev.plumb.profile.SnapshotSummary;
import dev.plumb.trace.EdgeTable;
import tools.jackson.core.JsonGenerator;

/**
 * What counters of kernels, memory snapshots and operator graphs say, as members of the report.
 * There is none for what the inputs do not have.
 */
final class TablesJson {
  private static final int TOP = 10;

  private final JsonGenerator json;

  TablesJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Run run) {
    if (run.summary().kernelMetrics().rows() > 0) {
      kernelMetrics(run.summary().kernelMetrics());
    }
    SnapshotSummary snapshot = run.summary().snapshot();
    if (snapshot.segments() + snapshot.blocks() > 0) {
      snapshot(run, snapshot);
    }
    if (run.summary().graph().nodes() > 0) {
      graph(run.summary().graph());
    }
  }

  private void kernelMetrics(KernelMetricSummary metrics) {
    json.writeObjectPropertyStart("kernel_metrics");
    json.writeNumberProperty("kernels", metrics.executions());
    json.writeNumberProperty("metrics", metrics.metrics());
    json.writeNumberProperty("rows", metrics.rows());
    json.writeArrayPropertyStart("top");
    for (KernelMetricSummary.Kernel kernel : metrics.top(TOP)) {
      json.writeStartObject();
      json.writeStringProperty("kernel", kernel.name());
      json.writeNumberProperty("executions", kernel.executions());
      json.writeArrayPropertyStart("highlights");
      for (KernelMetricSummary.Highlight highlight : kernel.highlights()) {
        json.writeStartObject();
        json.writeStringProperty("metric", highlight.metric());
        json.writeStringProperty("unit", highlight.unit());
        json.writeNumberProperty("mean", highlight.mean());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void snapshot(Run run, SnapshotSummary snapshot) {
    json.writeObjectPropertyStart("memory_snapshot");
    json.writeNumberProperty("snapshots", snapshot.snapshots());
    json.writeNumberProperty("segments", snapshot.segments());
    json.writeNumberProperty("reserved_bytes", snapshot.reservedBytes());
    json.writeNumberProperty("allocated_bytes", snapshot.allocatedBytes());
    json.writeNumberProperty("active_bytes", snapshot.activeBytes());
    json.writeNumberProperty("blocks", snapshot.blocks());
    json.writeObjectPropertyStart("by_state");
    snapshot
        .byState()
        .forEach((state, blocks) -> {
          json.writeObjectPropertyStart(state);
          json.writeNumberProperty("blocks", blocks.count());
          json.writeNumberProperty("bytes", blocks.bytes());
          json.writeEndObject();
        });
    json.writeEndObject();
    json.writeArrayPropertyStart("top_live");
    FramePaths paths = new FramePaths(run.tree());
    for (HeldMemory held : HeldMemory.top(run, TOP)) {
      json.writeStartObject();
      json.writeStringProperty("context", paths.of(held.node()));
      json.writeNumberProperty("bytes", held.bytes());
      json.writeNumberProperty("blocks", held.blocks());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void graph(GraphSummary graph) {
    json.writeObjectPropertyStart("graph");
    json.writeNumberProperty("nodes", graph.nodes());
    json.writeNumberProperty("edges_control", graph.edges(EdgeTable.Kind.CONTROL));
    json.writeNumberProperty("edges_data", graph.edges(EdgeTable.Kind.DATA));
    json.writeNumberProperty("edges_sync", graph.edges(EdgeTable.Kind.SYNC));
    json.writeNumberProperty("roots", graph.roots());
    json.writeNumberProperty("depth", graph.depth());
    json.writeObjectPropertyStart("by_type");
    graph.byType().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeArrayPropertyStart("top_names");
    for (GraphSummary.Name name : graph.topNames(TOP)) {
      json.writeStartObject();
      json.writeStringProperty("name", name.name());
      json.writeNumberProperty("count", name.count());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
