package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.corpus.Values.micros;
import static dev.plumb.cli.corpus.Values.number;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** SQLite exports of Nsight Systems. */
final class NsysFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "nsys-sqlite".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    c.check("kind", c.facts.get("kind"), trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.bytes());
    report(c, reading.report());
    about(c, trace);
    tables(c, trace);
    correlations(c, trace);
  }

  private static void report(Comparison c, Map<String, Object> report) {
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("kernels", c.facts.get("kernels"), kernels.get("count"));
    c.check(
        "sum_kernel_dur_us",
        number(c.facts.get("sum_kernel_dur_us")),
        micros(asLong(kernels.get("sum_ns"))));
    links(c, kernels.get("linked_to_launch"));
    c.check("tree kernel_ns", kernels.get("sum_ns"), asObject(report.get("tree")).get("kernel_ns"));
    Map<String, Object> tables = asObject(c.facts.get("tables"));
    c.check(
        "memcpys",
        Values.count(tables.get("CUPTI_ACTIVITY_KIND_MEMCPY")),
        asObject(report.get("memcpys")).get("count"));
    c.check(
        "memsets",
        Values.count(tables.get("CUPTI_ACTIVITY_KIND_MEMSET")),
        asObject(report.get("memsets")).get("count"));
    asObject(asObject(report.get("events")).get("by_category"))
        .forEach((table, count) -> c.check("events of " + table, tables.get(table), count));
    Map<String, Long> busy = new TreeMap<>();
    for (Object each : asList(report.get("devices"))) {
      Map<String, Object> device = asObject(each);
      if (asLong(device.get("busy_ns")) > 0) {
        busy.put((String) device.get("id"), asLong(device.get("busy_ns")));
      }
    }
    c.check(
        "gpu_busy_us_per_device",
        Values.allMicros(c.facts.get("gpu_busy_us_per_device")),
        Values.inMicros(busy));
    topKernels(c, report);
  }

  /** The order counts: by sum, then by name. */
  private static void topKernels(Comparison c, Map<String, Object> report) {
    List<String> expected = new ArrayList<>();
    for (Object each : asList(c.facts.get("top10_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      expected.add(
          kernel.get("name") + " " + kernel.get("count") + " " + number(kernel.get("total_us")));
    }
    List<String> top = new ArrayList<>();
    for (Object each : asList(report.get("top_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      top.add(
          kernel.get("name")
              + " "
              + kernel.get("count")
              + " "
              + micros(asLong(kernel.get("sum_ns"))));
    }
    c.check("top10_kernels", expected, top);
  }

  private static void links(Comparison c, Object linked) {
    Object sameProcess = c.facts.get("kernels_linked_to_runtime_same_process");
    c.check("kernels_linked_to_runtime_same_process", sameProcess, linked);
    Object any = c.facts.get("kernels_linked_to_runtime");
    if (any == null || any.equals(sameProcess)) {
      c.check("kernels_linked_to_runtime", any, linked);
    } else {
      c.otherwise(
          "kernels_linked_to_runtime",
          any,
          linked,
          "facts.py also links calls of other processes that happen to have the same number");
    }
  }

  private static void about(Comparison c, Trace trace) {
    c.check(
        "tables",
        Values.sorted(c.facts.get("tables")),
        Values.sorted(Values.metadata(trace, "tables")));
    c.check("empty_tables", c.facts.get("empty_tables"), Values.metadata(trace, "empty_tables"));
    if (c.facts.get("export_meta") != null) {
      Map<String, Object> meta =
          asObject(asObject(c.facts.get("export_meta")).values().iterator().next());
      for (String key : List.of("EXPORT_PRODUCT_VERSION", "EXPORT_SCHEMA_VERSION")) {
        c.check(key, meta.get(key), Values.metadata(trace, key));
      }
    }
    Map<String, Long> names = new TreeMap<>();
    for (int row = 0; row < trace.devices().size(); row++) {
      String name = trace.devices().name(row);
      if (name != null) {
        names.merge(name, 1L, Long::sum);
      }
    }
    c.check("device_names", Values.sorted(c.facts.get("device_names")), Values.decimals(names));
  }

  private static void tables(Comparison c, Trace trace) {
    Map<String, Long> sums = new TreeMap<>();
    Map<String, Long> calls = new HashMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long withNode = 0;
    long ranges = 0;
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      String table = trace.strings().get(slices.categoryId(row));
      boolean copy = kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET;
      if (kind == SliceKind.KERNEL || copy) {
        first = Math.min(first, slices.startNs(row));
        last = Math.max(last, slices.endNs(row));
      }
      if (kind == SliceKind.KERNEL) {
        String args = trace.args().get(slices.argsId(row));
        withNode += args.contains("graph node id") ? 1 : 0;
      }
      if (copy) {
        sums.merge(table + ".bytes", trace.deviceWork().bytes(slices.detail(row)), Long::sum);
        sums.merge(table + ".dur_ns", slices.durNs(row), Long::sum);
      }
      if (kind == SliceKind.RUNTIME) {
        calls.merge(trace.strings().get(slices.nameId(row)), 1L, Long::sum);
      }
      ranges += table.equals("NVTX_EVENTS") ? 1 : 0;
    }
    c.check("memcpy_memset", Values.sorted(c.facts.get("memcpy_memset")), Values.decimals(sums));
    c.check("span_gpu_us", number(c.facts.get("span_gpu_us")), micros(last - first));
    c.check("kernels_with_graphNodeId", c.facts.get("kernels_with_graphNodeId"), decimal(withNode));
    if (c.facts.get("nvtx_ranges_with_end") != null) {
      c.check("nvtx_ranges_with_end", c.facts.get("nvtx_ranges_with_end"), decimal(ranges));
      c.notKept("where a range has its text is not kept", "nvtx_text_inline", "nvtx_text_by_id");
    }
    asObject(c.facts.get("runtime_names_top"))
        .forEach((name, count) -> c.check(name, count, decimal(calls.getOrDefault(name, 0L))));
    Map<String, Object> tables = asObject(c.facts.get("tables"));
    c.check(
        "samples", Values.count(tables.get("COMPOSITE_EVENTS")), decimal(trace.samples().size()));
    c.check(
        "memory",
        Values.count(tables.get("CUDA_GPU_MEMORY_USAGE_EVENTS")),
        decimal(trace.memory().size()));
  }

  private static void correlations(Comparison c, Trace trace) {
    Set<Long> ids = new HashSet<>();
    Map<String, Integer> ofProcess = new HashMap<>();
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) == SliceKind.KERNEL) {
        long id = trace.deviceWork().correlation(slices.detail(row));
        int pid = trace.tracks().pidId(slices.trackRow(row));
        if (id != Ids.ABSENT) {
          ids.add(id);
          ofProcess.merge(pid + "/" + id, 1, Integer::sum);
        }
      }
    }
    c.check(
        "distinct_kernel_correlations",
        c.facts.get("distinct_kernel_correlations"),
        decimal(ids.size()));
    long sharing = ofProcess.values().stream().filter(n -> n > 1).mapToLong(n -> n).sum();
    c.check(
        "kernels_sharing_a_correlation",
        c.facts.get("kernels_sharing_a_correlation"),
        BigDecimal.valueOf(sharing));
  }
}
