package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Databases of rocmProfileData. */
final class RpdFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "rpd".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    Trace trace = reading.traces().getFirst();
    Map<String, Object> events = asObject(asObject(report.get("events")).get("by_category"));
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("kind", c.facts.get("kind"), trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.bytes());
    c.check(
        "tables",
        Values.sorted(c.facts.get("tables")),
        Values.sorted(Values.metadata(trace, "tables")));
    c.check(
        "rows of rocpd_api", asObject(c.facts.get("tables")).get("rocpd_api"), events.get("api"));
    asObject(c.facts.get("ops_per_type"))
        .forEach((type, count) -> c.check("ops_per_type " + type, count, events.get(type)));
    c.check("kernels", c.facts.get("kernels"), kernels.get("count"));
    c.check(
        "sum_kernel_dur_us", ns(c.facts.get("sum_kernel_dur_us")), asLong(kernels.get("sum_ns")));
    c.check(
        "kernels_linked_to_api",
        c.facts.get("kernels_linked_to_api"),
        kernels.get("linked_to_launch"));
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> actual = new TreeMap<>();
    asObject(c.facts.get("gpu_busy_us_per_device")).forEach((id, us) -> expected.put(id, ns(us)));
    for (Object each : asList(report.get("devices"))) {
      Map<String, Object> device = asObject(each);
      actual.put((String) device.get("id"), asLong(device.get("busy_ns")));
    }
    c.check("gpu_busy_us_per_device", expected, actual);
    c.check("top10_kernels", Values.top(c.facts.get("top10_kernels")), top(report));
    tables(c, trace);
  }

  /** Kernels of equal sums come in any order. */
  static List<String> top(Map<String, Object> report) {
    List<String> lines = new ArrayList<>();
    for (Object each : asList(report.get("top_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      lines.add(
          Values.cut((String) kernel.get("name"), 200)
              + " "
              + kernel.get("count")
              + " "
              + kernel.get("sum_ns"));
    }
    return lines.stream().sorted().toList();
  }

  private static void tables(Comparison c, Trace trace) {
    Map<String, Long> sums = new TreeMap<>();
    Map<String, Long> calls = new TreeMap<>();
    for (int row = 0; row < trace.slices().size(); row++) {
      SliceKind kind = trace.slices().kind(row);
      if (kind.isDeviceWork()) {
        String type = trace.strings().get(trace.slices().categoryId(row));
        sums.merge(type, trace.slices().durNs(row), Long::sum);
      } else if (kind == SliceKind.RUNTIME) {
        calls.merge(trace.strings().get(trace.slices().nameId(row)), 1L, Long::sum);
      }
    }
    asObject(c.facts.get("op_sum_us_per_type"))
        .forEach((type, us) -> c.check("op_sum_us_per_type " + type, ns(us), sums.get(type)));
    asObject(c.facts.get("api_top"))
        .forEach((name, count) -> c.check("api_top " + name, asLong(count), calls.get(name)));
  }
}
