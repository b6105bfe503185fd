package dev.plumb.trace.store;

import dev.plumb.trace.EdgeTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.Set;

/** Reads the sections that {@link SnapshotWriter} writes. */
final class SnapshotReader {
  static final Set<String> SECTIONS =
      Set.of("segments", "blocks", "graph_nodes", "edge_kinds", "graph_edges");

  private final TraceBuilder out;
  private final StoredIds ids;
  private final SampleReader samples;
  private final EnumNames<EdgeTable.Kind> kinds = new EnumNames<>(EdgeTable.Kind.values());

  SnapshotReader(TraceBuilder out, StoredIds ids, SampleReader samples) {
    this.out = out;
    this.ids = ids;
    this.samples = samples;
  }

  void read(String section, Checked in, int rows) throws UnreadableInputException {
    switch (section) {
      case "segments" -> segments(in, rows);
      case "blocks" -> blocks(in, rows);
      case "graph_nodes" -> nodes(in, rows);
      case "edge_kinds" -> kinds.read(in, rows);
      case "graph_edges" -> edges(in, rows);
      default -> throw new AssertionError(section);
    }
  }

  private void segments(Checked in, int rows) throws UnreadableInputException {
    long[] device = in.rowsOrNone("device", ids.devices.size());
    long[] address = in.longs("address", Ids.ABSENT);
    long[] total = in.longs("total_bytes", 0);
    long[] allocated = in.longs("allocated_bytes", 0);
    long[] active = in.longs("active_bytes", 0);
    long[] type = ids.stringsOrNone(in, "type");
    long[] stream = ids.stringsOrNone(in, "stream");
    long[] expandable = in.between("expandable", -1, 1, -1);
    long[] stack = samples.stacksOrNone(in);
    for (int row = 0; row < rows; row++) {
      out.segments()
          .add(
              ids.device(device[row]),
              address[row],
              total[row],
              allocated[row],
              active[row],
              ids.string(type[row]),
              ids.string(stream[row]),
              (int) expandable[row],
              samples.stack(stack[row]));
    }
  }

  private void blocks(Checked in, int rows) throws UnreadableInputException {
    long[] segment = in.rowsOf("segment", out.segments().size());
    long[] address = in.longs("address", Ids.ABSENT);
    long[] bytes = in.longs("bytes", 0);
    long[] requested = in.longs("requested_bytes", Ids.ABSENT);
    long[] state = ids.stringsOrNone(in, "state");
    long[] stack = samples.stacksOrNone(in);
    for (int row = 0; row < rows; row++) {
      out.blocks()
          .add(
              (int) segment[row],
              address[row],
              bytes[row],
              requested[row],
              ids.string(state[row]),
              samples.stack(stack[row]));
    }
  }

  private void nodes(Checked in, int rows) throws UnreadableInputException {
    long[] id = in.longs("id", Ids.ABSENT);
    long[] name = ids.strings(in, "name");
    long[] type = ids.stringsOrNone(in, "type");
    long[] parent = in.longs("parent", Ids.ABSENT);
    long[] start = in.longs("start_ns", Times.NONE);
    long[] dur = in.longs("dur_ns", Times.NONE);
    long[] track = in.rowsOrNone("track", out.tracks().size());
    long[] function = in.longs("record_function", Ids.ABSENT);
    long[] argument = in.rowsOrNone("args", ids.args.size());
    long[] device = in.between("on_device", Ids.NONE, 1, Ids.NONE);
    for (int row = 0; row < rows; row++) {
      out.nodes()
          .add(
              id[row],
              ids.string(name[row]),
              ids.string(type[row]),
              parent[row],
              start[row],
              dur[row],
              (int) track[row],
              function[row],
              ids.argument(argument[row]));
      out.nodes().setOnDevice(out.nodes().size() - 1, (int) device[row]);
    }
  }

  private void edges(Checked in, int rows) throws UnreadableInputException {
    long[] from = in.longs("from", Ids.ABSENT);
    long[] to = in.longs("to", Ids.ABSENT);
    long[] kind = kinds.column(in, "kind");
    for (int row = 0; row < rows; row++) {
      out.edges().add(from[row], to[row], kinds.get(in, "kind", kind[row]));
    }
  }
}
