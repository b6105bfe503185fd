package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** CSV of rocprofv3, rocprof and ROCm Compute Profiler. */
final class RocprofCsvFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    boolean amd =
        entry.file().startsWith("rocm-systems/")
            || entry.file().startsWith("rocprof-unified-viewer/");
    return "csv".equals(entry.kind()) && amd;
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    CsvShape.compare(c, trace);
    c.check("format", "rocprof-csv", trace.format());
    c.check("rows", asLong(c.facts.get("rows")), trace.events());
    if (c.facts.get("sum_dur_us") == null) {
      return;
    }
    List<Row> rows = rows(trace);
    c.check("sum_dur_us", ns(c.facts.get("sum_dur_us")), rows.stream().mapToLong(Row::ns).sum());
    if (c.facts.get("union_us") != null) {
      List<long[]> spans = new ArrayList<>();
      Map<String, long[]> byName = new TreeMap<>();
      for (Row row : rows) {
        spans.add(new long[] {row.startNs, row.startNs + row.ns});
        long[] sum = byName.computeIfAbsent(row.name, name -> new long[2]);
        sum[0]++;
        sum[1] += row.ns;
      }
      c.check("union_us", ns(c.facts.get("union_us")), Values.union(spans));
      c.check("top10", Values.top(c.facts.get("top10")), Values.top(byName, 160));
    }
  }

  /** What a row of the file lasted. */
  private record Row(String name, long startNs, long ns) {}

  /** A kernel with counters in rows of their own is as many rows as it has counters. */
  private static List<Row> rows(Trace trace) {
    SliceTable slices = trace.slices();
    KernelMetricTable metrics = trace.kernelMetrics();
    int[] times = new int[slices.size()];
    boolean longTable = trace.strings().find("COUNTER_COLLECTION") >= 0;
    for (int row = 0; longTable && row < metrics.size(); row++) {
      times[metrics.sliceRow(row)]++;
    }
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      String name = trace.strings().get(slices.nameId(row));
      for (int i = 0; i < (longTable ? times[row] : 1); i++) {
        rows.add(new Row(name, slices.startNs(row), slices.durNs(row)));
      }
    }
    for (int row = 0; row < trace.instants().size(); row++) {
      String name = trace.strings().get(trace.instants().nameId(row));
      rows.add(new Row(name, trace.instants().timeNs(row), 0));
    }
    return rows;
  }
}
