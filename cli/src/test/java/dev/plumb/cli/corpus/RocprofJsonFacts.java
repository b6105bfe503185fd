package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSON of rocprofv3. */
final class RocprofJsonFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "rocprofv3-json".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    Trace trace = reading.traces().getFirst();
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.facts.get("kind");
    c.check("format", "rocprof-json", trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    c.check("processes", asLong(c.facts.get("processes")), (long) reading.traces().size());
    records(c, asObject(asObject(report.get("events")).get("by_category")));
    c.check("kernels", c.facts.get("kernels"), kernels.get("count"));
    c.check(
        "sum_kernel_dur_us", ns(c.facts.get("sum_kernel_dur_us")), asLong(kernels.get("sum_ns")));
    c.check(
        "kernels_linked_to_api_by_internal_correlation",
        c.facts.get("kernels_linked_to_api_by_internal_correlation"),
        kernels.get("linked_to_launch"));
    busy(c, asList(report.get("devices")));
    c.check("top10_kernels", Values.top(c.facts.get("top10_kernels")), RpdFacts.top(report));
    tables(c, trace);
  }

  /** Facts name all lists, also those without records. */
  private static void records(Comparison c, Map<String, Object> byCategory) {
    for (String lists : List.of("buffer_records", "callback_records")) {
      asObject(c.facts.get(lists))
          .forEach((list, count) ->
              c.check(lists + " " + list, count, byCategory.getOrDefault(list, BigDecimal.ZERO)));
    }
  }

  /** Facts call a device by its handle, ours are called by their numbers. */
  private static void busy(Comparison c, List<Object> devices) {
    List<Long> expected = new ArrayList<>();
    List<Long> actual = new ArrayList<>();
    asObject(c.facts.get("busy_us_per_agent_handle")).values().forEach(us -> expected.add(ns(us)));
    devices.forEach(device -> actual.add(asLong(asObject(device).get("busy_ns"))));
    c.check("busy_us_per_agent_handle", expected, actual);
  }

  private static void tables(Comparison c, Trace trace) {
    Set<Integer> names = new HashSet<>();
    Set<String> pids = new HashSet<>();
    for (int row = 0; row < trace.slices().size(); row++) {
      if (trace.slices().kind(row) == SliceKind.KERNEL) {
        names.add(trace.slices().nameId(row));
      }
      int track = trace.slices().trackRow(row);
      pids.add(trace.strings().get(trace.tracks().pidId(track)));
    }
    c.check(
        "distinct_kernel_names", asLong(c.facts.get("distinct_kernel_names")), (long) names.size());
    Set<String> told = new HashSet<>();
    asList(c.facts.get("metadata_pid")).forEach(pid -> told.add(pid.toString()));
    c.check("metadata_pid", told, pids);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (Object each : asList(c.facts.get("agents"))) {
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
}
