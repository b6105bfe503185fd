package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.rpd.RpdImporter;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code plumb report --json} on files of rocmProfileData against the facts of the same files. */
class RpdFactsTest {
  @Test
  void theReportAgreesWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("rpd")) {
      Comparison comparison = new Comparison(entry, Map.of());
      compare(comparison, Comparison.report(corpus.path(entry.file()).toString()));
      compare(comparison, read(corpus, entry));
      comparisons.add(comparison);
    }
    assertThat(comparisons).isNotEmpty();
    Comparison.printAndAssertEqual(comparisons);
  }

  private static Trace read(Corpus corpus, Entry entry) throws IOException {
    TraceBuilder out = new TraceBuilder(entry.file(), "rpd", new Problems());
    ImportSession session = new RpdImporter().open(out);
    session.acceptFile(corpus.path(entry.file()));
    session.finish();
    return out.seal();
  }

  private static void compare(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> events = asObject(asObject(report.get("events")).get("by_category"));
    Map<String, Object> kernels = asObject(report.get("kernels"));
    Map<String, Object> tables = asObject(facts.get("tables"));
    asObject(facts.get("ops_per_type"))
        .forEach((type, count) -> c.check("ops_per_type " + type, count, events.get(type)));
    c.check("tables rocpd_api", tables.get("rocpd_api"), events.get("api"));
    c.check("tables rocpd_monitor", tables.get("rocpd_monitor"), events.get("monitor"));
    c.check("kernels", facts.get("kernels"), kernels.get("count"));
    c.check("sum_kernel_dur_us", ns(facts.get("sum_kernel_dur_us")), asLong(kernels.get("sum_ns")));
    c.check(
        "kernels_linked_to_api",
        facts.get("kernels_linked_to_api"),
        kernels.get("linked_to_launch"));
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> actual = new TreeMap<>();
    asObject(facts.get("gpu_busy_us_per_device")).forEach((id, us) -> expected.put(id, ns(us)));
    for (Object each : asList(report.get("devices"))) {
      Map<String, Object> device = asObject(each);
      actual.put((String) device.get("id"), asLong(device.get("busy_ns")));
    }
    c.check("gpu_busy_us_per_device", expected, actual);
    c.check("top10_kernels", facts(facts), report(report));
  }

  /** Kernels of equal sums come in any order. */
  private static List<String> facts(Map<String, Object> facts) {
    List<String> lines = new ArrayList<>();
    for (Object each : asList(facts.get("top10_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      lines.add(kernel.get("name") + " " + kernel.get("count") + " " + ns(kernel.get("total_us")));
    }
    return lines.stream().sorted().toList();
  }

  private static List<String> report(Map<String, Object> report) {
    List<String> lines = new ArrayList<>();
    for (Object each : asList(report.get("top_kernels"))) {
      Map<String, Object> kernel = asObject(each);
      String name = (String) kernel.get("name");
      lines.add(
          name.substring(0, Math.min(200, name.length()))
              + " "
              + kernel.get("count")
              + " "
              + kernel.get("sum_ns"));
    }
    return lines.stream().sorted().toList();
  }

  private static void compare(Comparison c, Trace trace) {
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
    Map<String, Object> facts = c.entry.facts();
    asObject(facts.get("op_sum_us_per_type"))
        .forEach((type, us) -> c.check("op_sum_us_per_type " + type, ns(us), sums.get(type)));
    asObject(facts.get("api_top"))
        .forEach((name, count) -> c.check("api_top " + name, asLong(count), calls.get(name)));
  }

  private static long ns(Object micros) {
    return ((BigDecimal) micros).movePointRight(3).longValueExact();
  }
}
