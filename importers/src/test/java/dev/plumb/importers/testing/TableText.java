package dev.plumb.importers.testing;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problem;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;

/** The tables that AMD's formats fill, as text: a line for each row. */
public final class TableText {
  private final Trace trace;
  private final StringPool strings;
  private final StringBuilder text = new StringBuilder();

  private TableText(Trace trace) {
    this.trace = trace;
    this.strings = trace.strings();
  }

  /** All rows and problems. */
  public static String of(Trace trace) {
    TableText all = new TableText(trace);
    all.slices();
    all.instants();
    all.counters();
    all.samples();
    all.metrics();
    for (Problem problem : trace.problems()) {
      all.line("problem", problem.code().id(), problem.count(), problem.firstOffset());
    }
    all.line("events", trace.events(), "bytes", trace.bytes(), trace.metadata());
    return all.text.toString();
  }

  private void line(Object... parts) {
    for (Object part : parts) {
      text.append(part).append(' ');
    }
    text.setLength(text.length() - 1);
    text.append('\n');
  }

  private void slices() {
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      line(
          "slice",
          slices.startNs(row),
          slices.durNs(row),
          slices.kind(row),
          strings.get(slices.nameId(row)),
          track(slices.trackRow(row)),
          args(slices.argsId(row)));
    }
  }

  private void instants() {
    for (int row = 0; row < trace.instants().size(); row++) {
      line(
          "instant",
          trace.instants().timeNs(row),
          strings.get(trace.instants().nameId(row)),
          track(trace.instants().trackRow(row)),
          args(trace.instants().argsId(row)));
    }
  }

  private void counters() {
    for (int row = 0; row < trace.counters().size(); row++) {
      line(
          "counter",
          trace.counters().timeNs(row),
          strings.get(trace.counters().nameId(row)),
          trace.counters().value(row));
    }
  }

  private void samples() {
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      line(
          "sample",
          samples.timeNs(row) == Times.NONE ? "-" : samples.timeNs(row),
          trace.measures().quantity(samples.measureRow(row)),
          samples.value(row),
          samples.reasonId(row) == Ids.NONE ? "-" : strings.get(samples.reasonId(row)),
          "of slice " + samples.sliceRow(row),
          stack(samples.stackRow(row)));
    }
  }

  private void metrics() {
    for (int row = 0; row < trace.kernelMetrics().size(); row++) {
      line(
          "metric",
          strings.get(trace.kernelMetrics().nameId(row)),
          trace.kernelMetrics().value(row),
          strings.get(trace.kernelMetrics().textId(row)),
          "of slice " + trace.kernelMetrics().sliceRow(row),
          "sample " + trace.kernelMetrics().sampleRow(row),
          "pass " + trace.kernelMetrics().pass(row));
    }
  }

  private String stack(int row) {
    if (row < 0) {
      return "";
    }
    int frame = trace.stacks().frameRow(row);
    String callers = stack(trace.stacks().parentRow(row));
    String name = strings.get(trace.frames().nameId(frame));
    String file = strings.get(trace.frames().fileId(frame));
    int line = trace.frames().line(frame);
    return callers
        + (callers.isEmpty() ? "" : " > ")
        + trace.frames().kind(frame)
        + " "
        + name
        + (file.isEmpty() ? "" : " (" + file + ":" + line + ")");
  }

  private String track(int row) {
    return strings.get(trace.tracks().pidId(row)) + "/" + strings.get(trace.tracks().tidId(row));
  }

  private String args(int id) {
    return id == Ids.NONE ? "" : trace.args().get(id);
  }
}
