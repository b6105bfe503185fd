package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.count;
import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.corpus.Values.micros;
import static dev.plumb.cli.corpus.Values.number;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Trace Event files: {@code plumb report --json} against the facts, then the tables. */
final class ChromeFacts implements FactComparer {
  private static final String BY_CATEGORY =
      "facts.py tells device work by its category, which NPU tasks do not have: ascend_hardware has"
          + " them";

  @Override
  public boolean claims(Entry entry) {
    return "chrome-trace".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    boolean ascend = c.facts.containsKey("ascend_hardware_events");
    events(c, report);
    span(c, report);
    if (ascend) {
      npuWork(c, report);
    } else {
      deviceWork(c, report);
    }
    c.check("cpu_op", c.facts.get("cpu_op"), of(report, "cpu_ops", "count"));
    c.check(
        "python_function", c.facts.get("python_function"), of(report, "python_frames", "count"));
    c.check("ProfilerStep", hostSteps(c), of(report, "steps", "count"));
    kernelLinks(c, report);
    exactSums(c, report);
    new ChromeTables(c, reading.links("")).compare(ascend);
    new ChromeMetadata(c, reading.links("").trace()).compare();
    if (ascend) {
      AscendHardware.compare(c, reading.links("").trace());
    }
  }

  private static Object of(Map<String, Object> report, String object, String field) {
    return asObject(report.get(object)).get(field);
  }

  private static void events(Comparison c, Map<String, Object> report) {
    Map<String, Object> expected = asObject(c.facts.get("events_per_cat"));
    Map<String, Object> actual = asObject(of(report, "events", "by_category"));
    c.check("total_events", c.facts.get("total_events"), of(report, "events", "total"));
    if (expected.size() < 40) { // facts list the forty most frequent categories only
      c.check("categories", expected.keySet(), new TreeMap<>(actual).keySet());
    }
    expected.forEach((name, count) -> c.check("events of " + name, count, actual.get(name)));
    long sum = actual.values().stream().mapToLong(each -> asLong(each)).sum();
    c.check("events add up", asLong(of(report, "events", "total")), sum);
  }

  private static void span(Comparison c, Map<String, Object> report) {
    Map<String, Object> phases = asObject(c.facts.get("events_per_ph"));
    double expected = number(c.facts.get("span_us"));
    double actual = micros(asLong(report.get("span_ns")));
    if (expected == actual || !phases.containsKey("B")) {
      c.check("span_us", expected, actual);
    } else {
      c.otherwise("span_us", expected, actual, "facts.py measures X only, and not B and E");
    }
  }

  private static void deviceWork(Comparison c, Map<String, Object> report) {
    c.check("kernels", count(c.facts.get("kernels")), of(report, "kernels", "count"));
    c.check("memcpys", count(c.facts.get("memcpys")), of(report, "memcpys", "count"));
    c.check("memsets", count(c.facts.get("memsets")), of(report, "memsets", "count"));
    c.check(
        "sum_kernel_dur_us",
        number(c.facts.get("sum_kernel_dur_us")),
        micros(asLong(of(report, "kernels", "sum_ns"))));
    Map<String, Long> busy = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    for (Object each : asList(report.get("devices"))) {
      Map<String, Object> device = asObject(each);
      String id = (String) device.get("id");
      busy.merge(id, asLong(device.get("busy_ns")), Long::sum);
      if (asLong(device.get("kernels")) > 0) {
        sums.merge(id, asLong(device.get("kernel_ns")), Long::sum);
      }
    }
    c.check(
        "gpu_busy_us_per_device",
        Values.allMicros(c.facts.get("gpu_busy_us_per_device")),
        Values.inMicros(busy));
    c.check(
        "kernel_sum_us_per_device",
        Values.allMicros(c.facts.get("kernel_sum_us_per_device")),
        Values.inMicros(sums));
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
    List<String> actual = new ArrayList<>();
    for (Object each : asList(report.get("top_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      actual.add(
          Values.cut((String) kernel.get("name"), 300)
              + " "
              + kernel.get("count")
              + " "
              + micros(asLong(kernel.get("sum_ns"))));
    }
    c.check("top10_kernels", expected, actual);
  }

  private static void npuWork(Comparison c, Map<String, Object> report) {
    Map<String, Object> ours = new LinkedHashMap<>();
    ours.put("kernels", of(report, "kernels", "count"));
    ours.put("sum_kernel_dur_us", decimal(asLong(of(report, "kernels", "sum_ns"))));
    ours.put("gpu_busy_us_per_device", report.get("devices"));
    ours.put("kernel_sum_us_per_device", report.get("devices"));
    ours.put("top10_kernels", report.get("top_kernels"));
    ours.forEach((fact, value) -> c.otherwise(fact, c.facts.get(fact), value, BY_CATEGORY));
    c.check("memsets", count(c.facts.get("memsets")), of(report, "memsets", "count"));
    Object copies = of(report, "memcpys", "count");
    if (copies.equals(count(c.facts.get("memcpys")))) {
      c.check("memcpys", count(c.facts.get("memcpys")), copies);
    } else {
      c.otherwise("memcpys", c.facts.get("memcpys"), copies, BY_CATEGORY);
    }
  }

  private static void kernelLinks(Comparison c, Map<String, Object> report) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kernels_linked_to_runtime", "linked_to_launch");
    fields.put("kernels_linked_to_enclosing_cpu_op", "linked_to_op");
    fields.put("kernels_linked_to_python_function", "linked_to_python");
    fields.forEach((fact, field) -> c.check(fact, c.facts.get(fact), of(report, "kernels", field)));
  }

  private static BigDecimal hostSteps(Comparison c) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, Object> each : asObject(c.facts.get("ProfilerStep")).entrySet()) {
      boolean host = !each.getKey().equals("gpu_user_annotation");
      sum = host ? sum.add((BigDecimal) each.getValue()) : sum;
    }
    return sum;
  }

  /** No facts, but they must hold on every file: nothing of a device's time or kernels is lost. */
  private static void exactSums(Comparison c, Map<String, Object> report) {
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("tree kernel_ns", kernels.get("sum_ns"), of(report, "tree", "kernel_ns"));
    c.check(
        "links add up",
        asLong(kernels.get("count")),
        asLong(kernels.get("linked_to_launch"))
            + asLong(kernels.get("linked_by_external_id"))
            + asLong(kernels.get("unattributed")));
    for (Object each : asList(report.get("devices"))) {
      Map<String, Object> device = asObject(each);
      Map<String, Object> timeline = asObject(device.get("timeline"));
      long busy =
          asLong(timeline.get("compute_ns"))
              + asLong(timeline.get("exposed_comm_ns"))
              + asLong(timeline.get("exposed_memcpy_ns"));
      c.check("timeline of " + device.get("id"), asLong(device.get("busy_ns")), busy);
      c.check(
          "total of " + device.get("id"),
          asLong(timeline.get("total_ns")),
          busy + asLong(timeline.get("idle_ns")));
    }
  }
}
