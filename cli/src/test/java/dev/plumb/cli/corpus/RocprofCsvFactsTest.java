package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CSV of rocprofv3, rocprof and ROCm Compute Profiler against the facts of the same files. */
class RocprofCsvFactsTest {
  @Test
  void theTablesAgreeWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("csv")) {
      if (entry.file().startsWith("rocm-systems/")
          || entry.file().startsWith("rocprof-unified-viewer/")) {
        Comparison comparison = new Comparison(entry, Map.of());
        compare(comparison, Pipeline.open(corpus.path(entry.file())).getFirst().trace());
        comparisons.add(comparison);
      }
    }
    assertThat(comparisons).hasSizeGreaterThanOrEqualTo(59);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static void compare(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    c.check("rows", asLong(facts.get("rows")), trace.events());
    c.check("ragged_rows", asLong(facts.get("ragged_rows")), count(trace, ProblemCode.ROW_RAGGED));
    if (!facts.containsKey("sum_dur_us")) {
      return;
    }
    List<Rows> rows = rows(trace);
    c.check("sum_dur_us", ns(facts.get("sum_dur_us")), rows.stream().mapToLong(Rows::ns).sum());
    if (facts.containsKey("union_us")) {
      c.check("union_us", ns(facts.get("union_us")), union(rows));
      c.check("top10", sums(facts), sums(rows));
    }
  }

  private static long count(Trace trace, ProblemCode code) {
    return trace.problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(Problem::count)
        .sum();
  }

  /** What a row of the file lasted. */
  private record Rows(String name, long startNs, long ns) {}

  /** A kernel with counters in rows of their own is as many rows as it has counters. */
  private static List<Rows> rows(Trace trace) {
    SliceTable slices = trace.slices();
    KernelMetricTable metrics = trace.kernelMetrics();
    int[] times = new int[slices.size()];
    boolean longTable = trace.strings().find("COUNTER_COLLECTION") >= 0;
    for (int row = 0; longTable && row < metrics.size(); row++) {
      times[metrics.sliceRow(row)]++;
    }
    List<Rows> rows = new ArrayList<>();
    for (int row = 0; row < slices.size(); row++) {
      String name = trace.strings().get(slices.nameId(row));
      for (int i = 0; i < (longTable ? times[row] : 1); i++) {
        rows.add(new Rows(name, slices.startNs(row), slices.durNs(row)));
      }
    }
    for (int row = 0; row < trace.instants().size(); row++) {
      String name = trace.strings().get(trace.instants().nameId(row));
      rows.add(new Rows(name, trace.instants().timeNs(row), 0));
    }
    return rows;
  }

  private static long union(List<Rows> rows) {
    List<Rows> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingLong(Rows::startNs));
    long union = 0;
    long end = Long.MIN_VALUE;
    for (Rows row : sorted) {
      long from = Math.max(row.startNs, end);
      end = Math.max(end, row.startNs + row.ns);
      union += Math.max(0, end - from);
    }
    return union;
  }

  private static List<String> sums(Map<String, Object> facts) {
    List<String> sums = new ArrayList<>();
    for (Object each : asList(facts.get("top10"))) {
      Map<String, Object> one = asObject(each);
      sums.add(one.get("name") + " " + one.get("count") + " " + ns(one.get("total_us")));
    }
    return sums.stream().sorted().toList();
  }

  private static List<String> sums(List<Rows> rows) {
    Map<String, long[]> byName = new LinkedHashMap<>();
    for (Rows row : rows) {
      long[] sum = byName.computeIfAbsent(row.name, name -> new long[2]);
      sum[0]++;
      sum[1] += row.ns;
    }
    return byName.entrySet().stream()
        .sorted(Comparator.comparing(entry -> -entry.getValue()[1]))
        .limit(10)
        .map(entry -> {
          String name = entry.getKey();
          return name.substring(0, Math.min(160, name.length()))
              + " "
              + entry.getValue()[0]
              + " "
              + entry.getValue()[1];
        })
        .sorted()
        .toList();
  }

  private static long ns(Object micros) {
    return ((BigDecimal) micros).movePointRight(3).longValueExact();
  }
}
