package dev.plumb.importers.ncu;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.Problem;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;

/** What an importer made of an input, as lines. */
record Tables(List<String> samples, List<String> metrics, List<String> problems, Trace trace) {
  static Tables of(Importer importer, byte[] input, int chunk) throws UnreadableInputException {
    Problems problems = new Problems();
    TraceBuilder builder = new TraceBuilder("test", importer.format(), problems);
    ImportSession session = importer.open(builder);
    for (int at = 0; at < input.length; at += chunk) {
      session.accept(input, at, Math.min(input.length, at + chunk));
    }
    session.finish();
    return of(builder.seal(), problems);
  }

  private static Tables of(Trace trace, Problems problems) {
    List<String> samples = new ArrayList<>();
    SampleTable table = trace.samples();
    for (int row = 0; row < table.size(); row++) {
      if (table.timeNs(row) != Times.NONE || table.sliceRow(row) != Ids.NONE) {
        throw new AssertionError("a time was invented");
      }
      int reason = table.reasonId(row);
      samples.add(
          stack(trace, table.stackRow(row))
              + (reason == Ids.NONE ? "" : " [" + trace.strings().get(reason) + "]")
              + " "
              + trace.measures().quantity(table.measureRow(row))
              + " "
              + table.value(row));
    }
    List<String> metrics = new ArrayList<>();
    KernelMetricTable values = trace.kernelMetrics();
    for (int row = 0; row < values.size(); row++) {
      int unit = values.unitId(row);
      metrics.add(
          values.sampleRow(row)
              + " "
              + trace.strings().get(values.nameId(row))
              + " = "
              + (values.textId(row) == Ids.NONE
                  ? Double.toString(values.value(row))
                  : "'" + trace.strings().get(values.textId(row)) + "'")
              + (unit == Ids.NONE ? "" : " " + trace.strings().get(unit)));
    }
    List<String> found = new ArrayList<>();
    for (Problem problem : problems.list()) {
      found.add(problem.code().id() + " x" + problem.count() + " @" + problem.firstOffset());
    }
    return new Tables(samples, metrics, found, trace);
  }

  private static String stack(Trace trace, int row) {
    int frame = trace.stacks().frameRow(row);
    String name = trace.strings().get(trace.frames().nameId(frame));
    int parent = trace.stacks().parentRow(row);
    return (parent == Ids.NONE ? "" : stack(trace, parent) + ";") + name;
  }
}
