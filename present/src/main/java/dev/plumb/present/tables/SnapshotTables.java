package dev.plumb.present.tables;

import static dev.plumb.present.tables.Column.bool;
import static dev.plumb.present.tables.Column.integer;
import static dev.plumb.present.tables.Column.text;

import dev.plumb.trace.BlockTable;
import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.NodeTable;
import dev.plumb.trace.SegmentTable;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The tables of memory snapshots and operator graphs. */
final class SnapshotTables {
  private SnapshotTables() {}

  private static Table table(
      String name, String doc, ToIntFunction<InputData> rows, List<Column<InputData>> columns) {
    return Table.of(name, doc, RunData::inputs, rows, columns);
  }

  private static SegmentTable segments(InputData in) {
    return in.trace.segments();
  }

  static Table segments() {
    return table(
        "segments",
        "Segments that a caching allocator had reserved when a memory snapshot was taken.",
        in -> segments(in).size(),
        List.of(
            integer("segment", "", "Id of the segment, unique in the run.", in -> in::segment),
            OtherTables.input(),
            text("device", "Device; NULL if not given.", in -> at -> device(in, at)),
            integer(
                "address",
                "",
                "Address of its first byte, as a signed number; NULL if not given.",
                in -> segments(in)::address),
            integer("total_bytes", "bytes", "Reserved.", in -> segments(in)::totalBytes),
            integer(
                "allocated_bytes",
                "bytes",
                "In blocks that the program holds.",
                in -> segments(in)::allocatedBytes),
            integer(
                "active_bytes",
                "bytes",
                "In blocks that the program holds or that a stream may still use.",
                in -> segments(in)::activeBytes),
            text(
                "type",
                "Pool (small, large); NULL if not given.",
                in -> at -> in.text(segments(in).typeId(at))),
            text(
                "stream",
                "Stream; NULL if not given.",
                in -> at -> in.text(segments(in).streamId(at))),
            bool(
                "expandable",
                "Whether it can grow; NULL if not given.",
                in -> at -> InputData.orNull(segments(in).expandable(at))),
            integer(
                "stack",
                "",
                "Row of stacks: who asked for it; NULL if not recorded.",
                in -> at -> in.stack(segments(in).stackRow(at)))));
  }

  private static @Nullable String device(InputData in, int at) {
    int device = segments(in).deviceRow(at);
    return device < 0 ? null : in.trace.devices().id(device);
  }

  private static BlockTable blocks(InputData in) {
    return in.trace.blocks();
  }

  static Table blocks() {
    return table(
        "blocks",
        "Blocks into which segments were divided, by address within each.",
        in -> blocks(in).size(),
        List.of(
            integer("block", "", "Id of the block, unique in the run.", in -> in::block),
            OtherTables.input(),
            integer(
                "segment",
                "",
                "Row of segments.",
                in -> at -> in.segment(blocks(in).segmentRow(at))),
            integer(
                "address",
                "",
                "Address of its first byte, as a signed number; NULL if not given.",
                in -> blocks(in)::address),
            integer("bytes", "bytes", "Size, rounding included.", in -> blocks(in)::bytes),
            integer(
                "requested_bytes",
                "bytes",
                "What the program asked for; NULL if not given.",
                in -> blocks(in)::requestedBytes),
            text(
                "state",
                "active_allocated, active_pending_free, inactive, as the snapshot writes it.",
                in -> at -> in.text(blocks(in).stateId(at))),
            integer(
                "stack",
                "",
                "Row of stacks: who allocated it; NULL if not recorded.",
                in -> at -> in.stack(blocks(in).stackRow(at)))));
  }

  private static NodeTable nodes(InputData in) {
    return in.trace.nodes();
  }

  static Table graphNodes() {
    return table(
        "graph_nodes",
        "Nodes of an operator graph: execution traces of PyTorch, Chakra.",
        in -> nodes(in).size(),
        List.of(
            OtherTables.input(),
            integer("id", "", "Id in its file; not unique in damaged ones.", in -> nodes(in)::id),
            text("name", "Name of the node.", in -> at -> in.text(nodes(in).nameId(at))),
            text(
                "type",
                "Kind of node as the file writes it; NULL if not given.",
                in -> at -> in.text(nodes(in).typeId(at))),
            integer(
                "parent_id",
                "",
                "Id of the calling node; NULL for none.",
                in -> nodes(in)::parentId),
            integer("start_ns", "ns", "Start; NULL if not given.", in -> nodes(in)::startNs),
            integer("dur_ns", "ns", "Duration; NULL if not given.", in -> nodes(in)::durNs),
            integer(
                "track",
                "",
                "Row of tracks; NULL if not given.",
                in -> at -> in.trackOrNone(nodes(in).trackRow(at))),
            integer(
                "record_function",
                "",
                "record_function of the same call in operators; NULL if not given.",
                in -> nodes(in)::recordFunctionId),
            text(
                "args",
                "Inputs, outputs, shapes, types, as a JSON object; NULL if there are none.",
                in -> at -> in.args(nodes(in).argsId(at)))));
  }

  private static EdgeTable edges(InputData in) {
    return in.trace.edges();
  }

  static Table graphEdges() {
    return table(
        "graph_edges",
        "Dependencies between graph_nodes of one input, by their ids.",
        in -> edges(in).size(),
        List.of(
            OtherTables.input(),
            integer("from_id", "", "Node that comes first.", in -> edges(in)::fromId),
            integer("to_id", "", "Node that depends on it.", in -> edges(in)::toId),
            text(
                "kind",
                "What it is: control (must end before), data (makes what is read), sync (is waited"
                    + " for).",
                in -> at -> edges(in).kind(at).name().toLowerCase(Locale.ROOT))));
  }
}
