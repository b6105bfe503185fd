package dev.plumb.trace.store;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.SegmentTable;
import dev.plumb.trace.Trace;
import java.io.IOException;

/** Writes what is no course of events: snapshots of memory and graphs of operators. */
final class SnapshotWriter {
  private final Trace trace;
  private final SectionWriter out;

  SnapshotWriter(Trace trace, SectionWriter out) {
    this.trace = trace;
    this.out = out;
  }

  void write() throws IOException {
    segments();
    blocks();
    nodes();
    if (trace.edges().size() > 0) {
      EnumNames.write(EdgeTable.Kind.values(), "edge_kinds", out);
    }
    edges();
  }

  private void segments() throws IOException {
    SegmentTable segments = trace.segments();
    out.table(
        "segments",
        segments.size(),
        from -> {
          out.integers("device", row -> segments.deviceRow(from + row));
          out.deltas("address", row -> segments.address(from + row));
          out.integers("total_bytes", row -> segments.totalBytes(from + row));
          out.integers("allocated_bytes", row -> segments.allocatedBytes(from + row));
          out.integers("active_bytes", row -> segments.activeBytes(from + row));
          out.integers("type", row -> segments.typeId(from + row));
          out.integers("stream", row -> segments.streamId(from + row));
          out.integers("expandable", row -> segments.expandable(from + row));
          out.integers("stack", row -> segments.stackRow(from + row));
        });
  }

  private void blocks() throws IOException {
    BlockTable blocks = trace.blocks();
    out.table(
        "blocks",
        blocks.size(),
        from -> {
          out.deltas("segment", row -> blocks.segmentRow(from + row));
          out.deltas("address", row -> blocks.address(from + row));
          out.integers("bytes", row -> blocks.bytes(from + row));
          out.integers("requested_bytes", row -> blocks.requestedBytes(from + row));
          out.integers("state", row -> blocks.stateId(from + row));
          out.integers("stack", row -> blocks.stackRow(from + row));
        });
  }

  private void nodes() throws IOException {
    NodeTable nodes = trace.nodes();
    out.table(
        "graph_nodes",
        nodes.size(),
        from -> {
          out.deltas("id", row -> nodes.id(from + row));
          out.deltas("name", row -> nodes.nameId(from + row));
          out.integers("type", row -> nodes.typeId(from + row));
          out.deltas("parent", row -> nodes.parentId(from + row));
          out.deltas("start_ns", row -> nodes.startNs(from + row));
          out.integers("dur_ns", row -> nodes.durNs(from + row));
          out.integers("track", row -> nodes.trackRow(from + row));
          out.deltas("record_function", row -> nodes.recordFunctionId(from + row));
          out.deltas("args", row -> nodes.argsId(from + row));
          out.integers("on_device", row -> nodes.onDevice(from + row));
        });
  }

  private void edges() throws IOException {
    EdgeTable edges = trace.edges();
    out.table(
        "graph_edges",
        edges.size(),
        from -> {
          out.deltas("from", row -> edges.fromId(from + row));
          out.deltas("to", row -> edges.toId(from + row));
          out.integers("kind", row -> edges.kind(from + row).ordinal());
        });
  }
}
