package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Map;
import java.util.TreeMap;

/** CSV tables of the Ascend PyTorch profiler. */
final class AscendCsvFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "csv".equals(entry.kind()) && entry.file().startsWith("ascend-");
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    CsvShape.compare(c, trace);
    c.check("format", true, trace.format().startsWith("ascend-"));
    c.check("rows", asLong(c.facts.get("rows")), trace.events());
    if (c.entry.file().endsWith("kernel_details.csv")) {
      kernels(c, trace);
    }
    if (c.entry.file().endsWith("operator_memory.csv")) {
      c.check("sum_Duration(us)", ns(c.facts.get("sum_Duration(us)")), lifetimes(trace));
    }
  }

  private static void kernels(Comparison c, Trace trace) {
    SliceTable slices = trace.slices();
    long sum = 0;
    Map<String, Long> types = new TreeMap<>();
    for (int row = 0; row < slices.size(); row++) {
      sum += slices.durNs(row);
      types.merge(type(trace.args().get(slices.argsId(row))), 1L, Long::sum);
    }
    c.check("kernels", asLong(c.facts.get("rows")), (long) slices.size());
    c.check("sum_Duration(us)", ns(c.facts.get("sum_Duration(us)")), sum);
    Map<String, Object> ours = Values.decimals(types);
    Values.sorted(c.facts.get("rows_per_Type"))
        .forEach((type, rows) -> c.check("rows_per_Type " + type, rows, ours.get(type)));
  }

  private static String type(String args) {
    String key = "\"Type\":\"";
    int at = args.indexOf(key);
    return at < 0 ? "N/A" : args.substring(at + key.length(), args.indexOf('"', at + key.length()));
  }

  /** Of each allocation with a release: the two are neighbours. */
  private static long lifetimes(Trace trace) {
    long sum = 0;
    for (int row = 1; row < trace.instants().size(); row++) {
      if (trace.memory().bytes(trace.instants().memoryRow(row)) < 0) {
        sum += trace.instants().timeNs(row) - trace.instants().timeNs(row - 1);
      }
    }
    return sum;
  }
}
