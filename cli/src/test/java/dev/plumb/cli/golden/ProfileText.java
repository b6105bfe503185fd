package dev.plumb.cli.golden;

import static dev.plumb.cli.golden.Columns.quoted;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of stacks, samples, metrics, memory snapshots and operator graphs as text; nothing for
 * those without rows, which are most.
 */
final class ProfileText {
  private final Trace trace;

  private ProfileText(Trace trace) {
    this.trace = trace;
  }

  static String of(Trace trace) {
    ProfileText text = new ProfileText(trace);
    return text.stacks()
        + text.samples()
        + text.sliceStacks()
        + text.kernelMetrics()
        + text.segments()
        + text.blocks()
        + text.nodes()
        + text.edges();
  }

  private static String under(Columns columns, int rows, String title) {
    return rows == 0 ? "" : columns.under(title);
  }

  private String stacks() {
    Columns columns =
        new Columns().row("row", "parent", "kind", "name", "file", "line", "library", "address");
    int rows = trace.stacks().size();
    for (int row = 0; row < rows; row++) {
      int frame = trace.stacks().frameRow(row);
      columns.row(
          row,
          or(trace.stacks().parentRow(row)),
          trace.frames().kind(frame),
          text(trace.frames().nameId(frame)),
          text(trace.frames().fileId(frame)),
          trace.frames().line(frame),
          text(trace.frames().libraryId(frame)),
          given(trace.frames().address(frame)));
    }
    return under(columns, rows, "stacks");
  }

  private String samples() {
    Columns columns =
        new Columns()
            .row(
                "row",
                "track",
                "time",
                "stack",
                "quantity",
                "measure",
                "unit",
                "value",
                "reason",
                "slice");
    int rows = trace.samples().size();
    for (int row = 0; row < rows; row++) {
      int measure = trace.samples().measureRow(row);
      columns.row(
          row,
          or(trace.samples().trackRow(row)),
          time(trace.samples().timeNs(row)),
          or(trace.samples().stackRow(row)),
          trace.measures().quantity(measure),
          text(trace.measures().nameId(measure)),
          text(trace.measures().unitId(measure)),
          trace.samples().value(row),
          text(trace.samples().reasonId(row)),
          or(trace.samples().sliceRow(row)));
    }
    return under(columns, rows, "samples");
  }

  private String sliceStacks() {
    List<String> pairs = new ArrayList<>();
    for (int row = 0; row < trace.sliceStacks().size(); row++) {
      pairs.add(trace.sliceStacks().sliceRow(row) + "=" + trace.sliceStacks().stackRow(row));
    }
    return pairs.isEmpty() ? "" : "stacks of slices " + String.join(" ", pairs) + "\n\n";
  }

  private String kernelMetrics() {
    Columns columns =
        new Columns().row("row", "slice", "sample", "name", "unit", "value", "text", "pass");
    int rows = trace.kernelMetrics().size();
    for (int row = 0; row < rows; row++) {
      columns.row(
          row,
          or(trace.kernelMetrics().sliceRow(row)),
          or(trace.kernelMetrics().sampleRow(row)),
          text(trace.kernelMetrics().nameId(row)),
          text(trace.kernelMetrics().unitId(row)),
          trace.kernelMetrics().value(row),
          text(trace.kernelMetrics().textId(row)),
          or(trace.kernelMetrics().pass(row)));
    }
    return under(columns, rows, "kernel metrics");
  }

  private String segments() {
    Columns columns =
        new Columns()
            .row(
                "row",
                "device",
                "address",
                "total",
                "allocated",
                "active",
                "type",
                "stream",
                "expandable",
                "stack");
    int rows = trace.segments().size();
    for (int row = 0; row < rows; row++) {
      columns.row(
          row,
          or(trace.segments().deviceRow(row)),
          given(trace.segments().address(row)),
          trace.segments().totalBytes(row),
          trace.segments().allocatedBytes(row),
          trace.segments().activeBytes(row),
          text(trace.segments().typeId(row)),
          text(trace.segments().streamId(row)),
          or(trace.segments().expandable(row)),
          or(trace.segments().stackRow(row)));
    }
    return under(columns, rows, "segments");
  }

  private String blocks() {
    Columns columns =
        new Columns().row("row", "segment", "address", "bytes", "requested", "state", "stack");
    int rows = trace.blocks().size();
    for (int row = 0; row < rows; row++) {
      columns.row(
          row,
          or(trace.blocks().segmentRow(row)),
          given(trace.blocks().address(row)),
          trace.blocks().bytes(row),
          given(trace.blocks().requestedBytes(row)),
          text(trace.blocks().stateId(row)),
          or(trace.blocks().stackRow(row)));
    }
    return under(columns, rows, "blocks");
  }

  private String nodes() {
    Columns columns =
        new Columns()
            .row(
                "id", "name", "type", "parent", "start", "dur", "track", "record function", "args");
    int rows = trace.nodes().size();
    for (int row = 0; row < rows; row++) {
      int args = trace.nodes().argsId(row);
      columns.row(
          given(trace.nodes().id(row)),
          text(trace.nodes().nameId(row)),
          text(trace.nodes().typeId(row)),
          given(trace.nodes().parentId(row)),
          time(trace.nodes().startNs(row)),
          time(trace.nodes().durNs(row)),
          or(trace.nodes().trackRow(row)),
          given(trace.nodes().recordFunctionId(row)),
          args < 0 ? "-" : quoted(trace.args().get(args)));
    }
    return under(columns, rows, "graph nodes");
  }

  private String edges() {
    Columns columns = new Columns().row("from", "to", "kind");
    int rows = trace.edges().size();
    for (int row = 0; row < rows; row++) {
      columns.row(trace.edges().fromId(row), trace.edges().toId(row), trace.edges().kind(row));
    }
    return under(columns, rows, "graph edges");
  }

  private String text(int id) {
    return id < 0 ? "-" : quoted(trace.strings().get(id));
  }

  private static String or(int id) {
    return id < 0 ? "-" : Integer.toString(id);
  }

  private static String given(long id) {
    return id == Ids.ABSENT ? "-" : Long.toString(id);
  }

  private static String time(long ns) {
    return ns == Times.NONE ? "-" : Long.toString(ns);
  }
}
