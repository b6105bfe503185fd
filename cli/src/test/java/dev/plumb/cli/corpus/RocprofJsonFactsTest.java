package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code plumb report --json} on rocprofv3's JSON against the facts of the same files. */
class RocprofJsonFactsTest {
  @Test
  void theReportAgreesWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("rocprofv3-json")) {
      Comparison comparison = new Comparison(entry, Map.of());
      compare(comparison, Comparison.report(corpus.path(entry.file()).toString()));
      compare(comparison, Pipeline.open(corpus.path(entry.file())).getFirst().trace());
      comparisons.add(comparison);
    }
    assertThat(comparisons).isNotEmpty();
    Comparison.printAndAssertEqual(comparisons);
  }

  private static void compare(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> kernels = asObject(report.get("kernels"));
    records(c, facts, asObject(asObject(report.get("events")).get("by_category")));
    c.check("kernels", facts.get("kernels"), kernels.get("count"));
    c.check("sum_kernel_dur_us", ns(facts.get("sum_kernel_dur_us")), asLong(kernels.get("sum_ns")));
    c.check(
        "kernels_linked_to_api_by_internal_correlation",
        facts.get("kernels_linked_to_api_by_internal_correlation"),
        kernels.get("linked_to_launch"));
    busy(c, facts, asList(report.get("devices")));
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (Object each : asList(facts.get("top10_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      expected.add(
          kernel.get("name") + " " + kernel.get("count") + " " + ns(kernel.get("total_us")));
    }
    for (Object each : asList(report.get("top_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      String name = (String) kernel.get("name");
      actual.add(
          name.substring(0, Math.min(200, name.length()))
              + " "
              + kernel.get("count")
              + " "
              + kernel.get("sum_ns"));
    }
    c.check("top10_kernels", expected, actual);
  }

  /** Facts name all lists, also those without records. */
  private static void records(
      Comparison c, Map<String, Object> facts, Map<String, Object> byCategory) {
    for (String lists : List.of("buffer_records", "callback_records")) {
      asObject(facts.get(lists))
          .forEach((list, count) ->
              c.check(lists + " " + list, count, byCategory.getOrDefault(list, BigDecimal.ZERO)));
    }
  }

  /** Facts call a device by its handle, ours are called by their numbers. */
  private static void busy(Comparison c, Map<String, Object> facts, List<Object> devices) {
    List<Long> expected = new ArrayList<>();
    List<Long> actual = new ArrayList<>();
    asObject(facts.get("busy_us_per_agent_handle")).values().forEach(us -> expected.add(ns(us)));
    devices.forEach(device -> actual.add(asLong(asObject(device).get("busy_ns"))));
    c.check("busy_us_per_agent_handle", expected, actual);
  }

  private static void compare(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    Set<Integer> names = new HashSet<>();
    for (int row = 0; row < trace.slices().size(); row++) {
      if (trace.slices().kind(row) == SliceKind.KERNEL) {
        names.add(trace.slices().nameId(row));
      }
    }
    c.check(
        "distinct_kernel_names", asLong(facts.get("distinct_kernel_names")), (long) names.size());
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (Object each : asList(facts.get("agents"))) {
      Map<String, Object> agent = asObject(each);
      if (asLong(agent.get("type")) == 2) { // the CPUs have no work
        expected.add("Agent " + agent.get("node_id") + " " + agent.get("product_name"));
      }
    }
    for (int row = 0; row < trace.devices().size(); row++) {
      actual.add(trace.devices().id(row) + " " + trace.devices().name(row));
    }
    c.check("agents", expected, actual);
  }

  /** Facts are rounded to the nanosecond, so nothing is lost here. */
  private static long ns(Object micros) {
    return ((BigDecimal) micros).movePointRight(3).longValueExact();
  }
}
