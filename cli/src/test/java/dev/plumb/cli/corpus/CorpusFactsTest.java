package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * {@code plumb report --json} on every Trace Event file of the corpus against numbers that an
 * independent program computed from the same file ({@code facts.py} defines each).
 */
class CorpusFactsTest {
  /**
   * Facts that we define otherwise, by "file fact", with the reason. A difference that is not
   * listed here fails, and so does an entry that no longer differs.
   */
  private static final Map<String, String> OTHER_DEFINITIONS =
      Map.of(
          "composer/rank_0.trace.json span_us",
          "facts.py measures ph X only; this trace writes all its ranges as B and E");

  @Test
  void theReportAgreesWithEveryFactOfEveryTrace() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("chrome-trace")) {
      Comparison comparison = new Comparison(entry, definitions(entry));
      compare(comparison, Comparison.report(corpus.path(entry.file()).toString()));
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSizeGreaterThanOrEqualTo(54);
    Comparison.printAndAssertEqual(comparisons);
  }

  /** Device work of NPUs has no category, by which facts.py counts; AscendFactsTest compares it. */
  private static Map<String, String> definitions(Entry entry) {
    if (!entry.facts().containsKey("ascend_hardware_events")) {
      return OTHER_DEFINITIONS;
    }
    Map<String, String> all = new TreeMap<>(OTHER_DEFINITIONS);
    for (String fact :
        List.of(
            "kernels",
            "memcpys",
            "sum_kernel_dur_us",
            "gpu_busy_us_per_device",
            "kernel_sum_us_per_device",
            "top10_kernels")) {
      all.put(
          entry.file() + " " + fact,
          "facts.py tells device work by its category, which NPU tasks do not have; compared with"
              + " the facts of ascend_hardware instead");
    }
    return all;
  }

  private static void compare(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> events = asObject(report.get("events"));
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("total_events", facts.get("total_events"), events.get("total"));
    categories(c, asObject(facts.get("events_per_cat")), asObject(events.get("by_category")));
    c.check("kernels", zeroIfAbsent(facts.get("kernels")), kernels.get("count"));
    c.check("memcpys", zeroIfAbsent(facts.get("memcpys")), count(report, "memcpys"));
    c.check("memsets", zeroIfAbsent(facts.get("memsets")), count(report, "memsets"));
    c.check("sum_kernel_dur_us", micros(facts, "sum_kernel_dur_us"), micros(kernels, "sum_ns"));
    c.check("span_us", micros(facts, "span_us"), micros(report, "span_ns"));
    c.check("cpu_op", facts.get("cpu_op"), count(report, "cpu_ops"));
    c.check("python_function", facts.get("python_function"), count(report, "python_frames"));
    c.check("ProfilerStep", hostSteps(facts), count(report, "steps"));
    c.check(
        "kernels_linked_to_runtime",
        facts.get("kernels_linked_to_runtime"),
        kernels.get("linked_to_launch"));
    c.check(
        "kernels_linked_to_enclosing_cpu_op",
        facts.get("kernels_linked_to_enclosing_cpu_op"),
        kernels.get("linked_to_op"));
    c.check(
        "kernels_linked_to_python_function",
        facts.get("kernels_linked_to_python_function"),
        kernels.get("linked_to_python"));
    devices(c, facts, asList(report.get("devices")));
    topKernels(c, asList(facts.get("top10_kernels")), asList(report.get("top_kernels")));
    exactSums(c, report, kernels);
  }

  /** Facts list the forty most frequent categories only. */
  private static void categories(
      Comparison c, Map<String, Object> expected, Map<String, Object> actual) {
    if (expected.size() < 40) {
      c.check("categories", expected.keySet(), new TreeMap<>(actual).keySet());
    }
    expected.forEach((name, count) -> c.check("events of " + name, count, actual.get(name)));
  }

  private static void devices(Comparison c, Map<String, Object> facts, List<Object> devices) {
    Map<String, BigDecimal> busy = new TreeMap<>();
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (Object each : devices) {
      Map<String, Object> device = asObject(each);
      String id = (String) device.get("id");
      busy.merge(id, (BigDecimal) device.get("busy_ns"), BigDecimal::add);
      if (asLong(device.get("kernels")) > 0) {
        sums.merge(id, (BigDecimal) device.get("kernel_ns"), BigDecimal::add);
      }
      timeline(c, id, device);
    }
    c.check(
        "gpu_busy_us_per_device", allMicros(facts.get("gpu_busy_us_per_device")), inMicros(busy));
    c.check(
        "kernel_sum_us_per_device",
        allMicros(facts.get("kernel_sum_us_per_device")),
        inMicros(sums));
  }

  /** No fact, but it must hold on every file: nothing of a device's time is lost. */
  private static void timeline(Comparison c, String id, Map<String, Object> device) {
    Map<String, Object> timeline = asObject(device.get("timeline"));
    long busy =
        asLong(timeline.get("compute_ns"))
            + asLong(timeline.get("exposed_comm_ns"))
            + asLong(timeline.get("exposed_memcpy_ns"));
    c.check("timeline of " + id, asLong(device.get("busy_ns")), busy);
    c.check(
        "total of " + id, asLong(timeline.get("total_ns")), busy + asLong(timeline.get("idle_ns")));
  }

  private static void topKernels(Comparison c, List<Object> expected, List<Object> actual) {
    List<String> facts = new ArrayList<>();
    for (Object each : expected) {
      Map<String, Object> kernel = asObject(each);
      facts.add(kernel.get("name") + " " + kernel.get("count") + " " + micros(kernel, "total_us"));
    }
    List<String> report = new ArrayList<>();
    for (Object each : actual) {
      Map<String, Object> kernel = asObject(each);
      String name = (String) kernel.get("name");
      int end = name.offsetByCodePoints(0, Math.min(300, name.codePointCount(0, name.length())));
      report.add(
          name.substring(0, end) + " " + kernel.get("count") + " " + micros(kernel, "sum_ns"));
    }
    c.check("top10_kernels", facts, report);
  }

  private static void exactSums(
      Comparison c, Map<String, Object> report, Map<String, Object> kernels) {
    c.check("tree kernel_ns", kernels.get("sum_ns"), asObject(report.get("tree")).get("kernel_ns"));
    c.check(
        "links add up",
        asLong(kernels.get("count")),
        asLong(kernels.get("linked_to_launch"))
            + asLong(kernels.get("linked_by_external_id"))
            + asLong(kernels.get("unattributed")));
    long events = 0;
    for (Object count : asObject(asObject(report.get("events")).get("by_category")).values()) {
      events += asLong(count);
    }
    c.check("events add up", asLong(asObject(report.get("events")).get("total")), events);
  }

  private static Object count(Map<String, Object> report, String what) {
    return asObject(report.get(what)).get("count");
  }

  private static Object zeroIfAbsent(Object fact) {
    return fact == null ? BigDecimal.ZERO : fact;
  }

  private static BigDecimal hostSteps(Map<String, Object> facts) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, Object> each : asObject(facts.get("ProfilerStep")).entrySet()) {
      if (!each.getKey().equals("gpu_user_annotation")) {
        sum = sum.add((BigDecimal) each.getValue());
      }
    }
    return sum;
  }

  /** Microseconds as {@code facts.py} writes them: {@code round(float(ns) / 1000, 3)}. */
  private static double micros(Map<String, Object> from, String key) {
    Object value = from.get(key);
    if (value == null) {
      return 0;
    }
    return key.endsWith("_ns") ? micros((BigDecimal) value) : ((BigDecimal) value).doubleValue();
  }

  private static double micros(BigDecimal ns) {
    return new BigDecimal(ns.doubleValue() / 1000)
        .setScale(3, RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  private static Map<String, Double> inMicros(Map<String, BigDecimal> ns) {
    Map<String, Double> micros = new LinkedHashMap<>();
    ns.forEach((key, value) -> micros.put(key, micros(value)));
    return micros;
  }

  private static Map<String, Double> allMicros(Object fact) {
    Map<String, Double> micros = new LinkedHashMap<>();
    if (fact != null) {
      new TreeMap<>(asObject(fact))
          .forEach((key, value) -> micros.put(key, ((BigDecimal) value).doubleValue()));
    }
    return micros;
  }
}
