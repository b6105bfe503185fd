package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.Main;
import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Execution traces, Proton's trees and ONNX Runtime's profile against facts about them. */
class GraphAndScopeFactsTest {
  private interface Check {
    void compare(Comparison comparison, Map<String, Object> report);
  }

  private static void all(String kind, int least, Check check) throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind(kind)) {
      Comparison comparison = new Comparison(entry, Map.of());
      check.compare(comparison, Comparison.report(corpus.path(entry.file()).toString()));
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSizeGreaterThanOrEqualTo(least);
    Comparison.printAndAssertEqual(comparisons);
  }

  @Test
  void executionTraces() throws IOException {
    all("pytorch-et", 4, GraphAndScopeFactsTest::graph);
  }

  private static void graph(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> graph = asObject(report.get("graph"));
    c.check("nodes", facts.get("nodes"), graph.get("nodes"));
    c.check("nodes_with_ctrl_deps", facts.get("nodes_with_ctrl_deps"), graph.get("edges_control"));
    Map<String, Object> names = new TreeMap<>();
    for (Object each : asList(graph.get("top_names"))) {
      names.put((String) asObject(each).get("name"), asObject(each).get("count"));
    }
    asObject(facts.get("names_top"))
        .forEach((name, count) -> {
          if (names.containsKey(name)) { // ten of them; ties end somewhere
            c.check(name, count, names.get(name));
          }
        });
    c.check(
        "the most frequent",
        asObject(facts.get("names_top")).values().stream()
            .mapToLong(count -> asLong(count))
            .max()
            .orElse(0),
        names.values().stream().mapToLong(count -> asLong(count)).max().orElse(0));
  }

  @Test
  void proton() throws IOException {
    all("proton", 5, GraphAndScopeFactsTest::proton);
  }

  private static void proton(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    c.check("nodes", facts.get("nodes"), asObject(report.get("events")).get("total"));
    Map<String, BigDecimal> totals = new TreeMap<>();
    for (Object each : asList(report.get("measures"))) {
      Map<String, Object> measure = asObject(each);
      totals.put((String) measure.get("name"), new BigDecimal(asLong(measure.get("total"))));
    }
    asObject(facts.get("metric_sums_over_all_nodes"))
        .forEach((name, sum) ->
            c.check(
                name,
                0,
                new BigDecimal(sum.toString())
                    .compareTo(totals.getOrDefault(name, BigDecimal.ZERO))));
    Map<String, Object> kernels = new TreeMap<>();
    for (Object each : asList(report.get("top_kernels"))) {
      kernels.put((String) asObject(each).get("name"), asObject(each).get("sum_ns"));
    }
    for (Object each : asList(facts.get("top10_by_time_ns"))) {
      if (asLong(asList(each).get(1)) > 0) {
        String name = (String) asList(each).get(0);
        c.check(name, asList(each).get(1), kernels.get(name));
      }
    }
  }

  @Test
  void onnxRuntime() throws IOException {
    all("onnxruntime-profile", 1, GraphAndScopeFactsTest::onnxRuntime);
  }

  private static void onnxRuntime(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> events = asObject(report.get("events"));
    c.check("events", facts.get("events"), events.get("total"));
    c.check(
        "per_cat",
        new TreeMap<>(asObject(facts.get("per_cat"))),
        new TreeMap<>(asObject(events.get("by_category"))));
    c.check(
        "operators", facts.get("kernel_time_events"), asObject(report.get("cpu_ops")).get("count"));
    String where = " FROM slices WHERE name LIKE '%\\_kernel\\_time' ESCAPE '\\' ";
    List<Object> total = sql(c, "SELECT count(*) n, sum(dur_ns)::BIGINT ns" + where);
    c.check("kernel_time_events", facts.get("kernel_time_events"), asObject(total.get(0)).get("n"));
    c.check(
        "sum_kernel_time_us",
        nanos(facts.get("sum_kernel_time_us")),
        asLong(asObject(total.get(0)).get("ns")));
    Map<String, Object> perOp = new TreeMap<>();
    asObject(facts.get("per_op_us")).forEach((op, micros) -> perOp.put(op, nanos(micros)));
    Map<String, Object> sums = new TreeMap<>();
    for (Object row :
        sql(c, "SELECT arg(args, 'op_name') op, sum(dur_ns)::BIGINT ns" + where + "GROUP BY 1")) {
      sums.put((String) asObject(row).get("op"), asLong(asObject(row).get("ns")));
    }
    c.check("per_op_us", perOp, sums);
    Map<String, Object> providers = new TreeMap<>();
    for (Object row : sql(c, "SELECT arg(args, 'provider') p, count(*) n" + where + "GROUP BY 1")) {
      providers.put((String) asObject(row).get("p"), asObject(row).get("n"));
    }
    c.check("providers", new TreeMap<>(asObject(facts.get("providers"))), providers);
  }

  private static long nanos(Object micros) {
    return new BigDecimal(micros.toString()).movePointRight(3).longValueExact();
  }

  private static List<Object> sql(Comparison c, String query) {
    String file = Corpus.orSkip().path(c.entry.file()).toString();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), "sql", "--json", file, query);
    assertThat(code).as("%s: %s", query, err).isZero();
    return asList(JsonTree.parse(out.toString().getBytes(StandardCharsets.UTF_8)));
  }
}
