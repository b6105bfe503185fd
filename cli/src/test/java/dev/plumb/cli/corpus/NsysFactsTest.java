package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.nsys.NsysImporter;
import dev.plumb.importers.nsys.NsysReportImporter;
import dev.plumb.importers.nsys.NsysStatsImporter;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Exports of Nsight Systems against every fact that an independent program found in them. */
class NsysFactsTest {
  private static final Map<String, String> OTHER_DEFINITIONS =
      Map.of(
          "nsys-ai/h100_2gpu_1s.sqlite kernels_linked_to_runtime",
          "facts.py also links calls of other processes that happen to have the same number");

  @Test
  void theReportAgreesWithEveryFactOfEveryExport() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("nsys-sqlite")) {
      Comparison comparison = new Comparison(entry, OTHER_DEFINITIONS);
      Path path = corpus.path(entry.file());
      compareReport(comparison, Comparison.report(path.toString()));
      compareTables(comparison, read(path));
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSize(7);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static Trace read(Path path) throws IOException {
    TraceBuilder builder = new TraceBuilder(path.toString(), "nsys-sqlite", new Problems());
    ImportSession session = new NsysImporter().open(builder);
    session.acceptFile(path);
    session.finish();
    return builder.seal();
  }

  /** What SQL with a window over each thread's rows found. */
  @Test
  void threadsAreOnCpusAsLongAsSqlSays() throws IOException {
    Corpus corpus = Corpus.orSkip();
    Map<String, String> expected =
        Map.of(
            "extrap/ex-gpu.s10.sqlite", "227 327120859",
            "fuser/report1.h200.nsys2025.1.sqlite", "5794 28474657955",
            "pipit/cloverleaf-nsys/perlmutter-cloverleaf-cuda.sqlite", "627 941727307");
    Map<String, String> found = new HashMap<>();
    for (String file : expected.keySet()) {
      Trace trace = read(corpus.path(file));
      long count = 0;
      long sum = 0;
      for (int row = 0; row < trace.slices().size(); row++) {
        if (trace.slices().kind(row) == SliceKind.ASYNC
            && trace.strings().get(trace.slices().nameId(row)).equals("on CPU")) {
          count++;
          sum += trace.slices().durNs(row);
        }
      }
      found.put(file, count + " " + sum);
    }
    assertThat(found).isEqualTo(expected);
  }

  private static void compareReport(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("kernels", facts.get("kernels"), kernels.get("count"));
    c.check(
        "sum_kernel_dur_us", micros(facts.get("sum_kernel_dur_us")), fromNs(kernels.get("sum_ns")));
    c.check(
        "kernels_linked_to_runtime",
        facts.get("kernels_linked_to_runtime"),
        kernels.get("linked_to_launch"));
    c.check(
        "kernels_linked_to_runtime_same_process",
        facts.get("kernels_linked_to_runtime_same_process"),
        kernels.get("linked_to_launch"));
    c.check("tree kernel_ns", kernels.get("sum_ns"), asObject(report.get("tree")).get("kernel_ns"));
    Map<String, Object> tables = asObject(facts.get("tables"));
    c.check(
        "memcpys",
        tables.getOrDefault("CUPTI_ACTIVITY_KIND_MEMCPY", BigDecimal.ZERO),
        asObject(report.get("memcpys")).get("count"));
    c.check(
        "memsets",
        tables.getOrDefault("CUPTI_ACTIVITY_KIND_MEMSET", BigDecimal.ZERO),
        asObject(report.get("memsets")).get("count"));
    asObject(asObject(report.get("events")).get("by_category"))
        .forEach((table, count) -> c.check("events of " + table, tables.get(table), count));
    busy(c, facts, asList(report.get("devices")));
    List<String> expected = new ArrayList<>();
    asList(facts.get("top10_kernels"))
        .forEach(each -> {
          Map<String, Object> kernel = asObject(each);
          expected.add(
              kernel.get("name")
                  + " "
                  + kernel.get("count")
                  + " "
                  + micros(kernel.get("total_us")));
        });
    List<String> top = new ArrayList<>();
    asList(report.get("top_kernels"))
        .forEach(each -> {
          Map<String, Object> kernel = asObject(each);
          top.add(
              kernel.get("name") + " " + kernel.get("count") + " " + fromNs(kernel.get("sum_ns")));
        });
    c.check("top10_kernels", expected, top);
  }

  private static void busy(Comparison c, Map<String, Object> facts, List<Object> devices) {
    Map<String, Double> busy = new TreeMap<>();
    for (Object each : devices) {
      Map<String, Object> device = asObject(each);
      if (asLong(device.get("busy_ns")) > 0) {
        busy.put((String) device.get("id"), fromNs(device.get("busy_ns")));
      }
    }
    Map<String, Double> expected = new TreeMap<>();
    asObject(facts.get("gpu_busy_us_per_device"))
        .forEach((id, value) -> expected.put(id, micros(value)));
    c.check("gpu_busy_us_per_device", expected, busy);
  }

  private static void deviceNames(Comparison c, Object fact, Trace trace) {
    Map<String, BigDecimal> names = new TreeMap<>();
    for (int row = 0; row < trace.devices().size(); row++) {
      String name = trace.devices().name(row);
      if (name != null) {
        names.merge(name, BigDecimal.ONE, BigDecimal::add);
      }
    }
    c.check("device_names", fact == null ? Map.of() : new TreeMap<>(asObject(fact)), names);
  }

  private static void compareTables(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> tables = json(trace, "tables");
    c.check("tables", asObject(facts.get("tables")), tables);
    if (facts.get("export_meta") != null) {
      Map<String, Object> meta =
          asObject(asObject(facts.get("export_meta")).values().iterator().next());
      for (String key : List.of("EXPORT_PRODUCT_VERSION", "EXPORT_SCHEMA_VERSION")) {
        c.check(key, "\"" + meta.get(key) + "\"", trace.metadata().get(key));
      }
    }
    deviceNames(c, facts.get("device_names"), trace);
    Map<String, BigDecimal> sums = new TreeMap<>();
    Map<String, Integer> calls = new HashMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long withNode = 0;
    long ranges = 0;
    for (int row = 0; row < trace.slices().size(); row++) {
      SliceKind kind = trace.slices().kind(row);
      String table = trace.strings().get(trace.slices().categoryId(row));
      if (kind == SliceKind.KERNEL || kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET) {
        first = Math.min(first, trace.slices().startNs(row));
        last = Math.max(last, trace.slices().endNs(row));
        withNode +=
            kind == SliceKind.KERNEL
                    && trace.args().get(trace.slices().argsId(row)).contains("graph node id")
                ? 1
                : 0;
      }
      if (kind == SliceKind.MEMCPY || kind == SliceKind.MEMSET) {
        long bytes = trace.deviceWork().bytes(trace.slices().detail(row));
        sums.merge(table + ".bytes", BigDecimal.valueOf(bytes), BigDecimal::add);
        sums.merge(
            table + ".dur_ns", BigDecimal.valueOf(trace.slices().durNs(row)), BigDecimal::add);
      }
      if (kind == SliceKind.RUNTIME) {
        calls.merge(trace.strings().get(trace.slices().nameId(row)), 1, Integer::sum);
      }
      ranges += table.equals("NVTX_EVENTS") ? 1 : 0;
    }
    c.check("memcpy_memset", new TreeMap<>(asObject(facts.get("memcpy_memset"))), sums);
    c.check(
        "span_gpu_us", micros(facts.get("span_gpu_us")), fromNs(BigDecimal.valueOf(last - first)));
    c.check("kernels_with_graphNodeId", facts.get("kernels_with_graphNodeId"), number(withNode));
    if (facts.get("nvtx_ranges_with_end") != null) {
      c.check("nvtx_ranges_with_end", facts.get("nvtx_ranges_with_end"), number(ranges));
    }
    asObject(facts.get("runtime_names_top"))
        .forEach((name, count) -> c.check(name, count, number(calls.getOrDefault(name, 0))));
    BigDecimal samples = (BigDecimal) asObject(facts.get("tables")).get("COMPOSITE_EVENTS");
    c.check("samples", samples == null ? BigDecimal.ZERO : samples, number(trace.samples().size()));
    BigDecimal memory =
        (BigDecimal) asObject(facts.get("tables")).get("CUDA_GPU_MEMORY_USAGE_EVENTS");
    c.check("memory", memory == null ? BigDecimal.ZERO : memory, number(trace.memory().size()));
  }

  private static Map<String, Object> json(Trace trace, String key) {
    return JsonTree.object(trace.metadata().get(key).getBytes(StandardCharsets.UTF_8));
  }

  private static BigDecimal number(long value) {
    return BigDecimal.valueOf(value);
  }

  private static double micros(Object fact) {
    return ((BigDecimal) fact).doubleValue();
  }

  private static double fromNs(Object ns) {
    return new BigDecimal(((BigDecimal) ns).doubleValue() / 1000)
        .setScale(3, RoundingMode.HALF_EVEN)
        .doubleValue();
  }

  @Test
  void reportsOfNsightSystemsAreRefusedWithTheCommandThatExportsThem() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Entry> reports = corpus.ofKind("nsys-rep");
    assertThat(reports).hasSize(3);
    Importer importer = new NsysReportImporter();
    for (Entry entry : reports) {
      byte[] head = Files.readAllBytes(corpus.path(entry.file()));
      assertThat(importer.match(head, head.length)).isEqualTo(Importer.Match.CERTAIN);
      ImportSession session =
          importer.open(new TraceBuilder(entry.file(), "nsys-rep", new Problems()));
      String name = Path.of(entry.file()).getFileName().toString().replace(".nsys-rep", "");
      assertThatThrownBy(() -> session.accept(head, 0, head.length))
          .isInstanceOf(UnreadableInputException.class)
          .hasMessageContaining(
              "nsys export --type sqlite --output " + name + ".sqlite " + entry.file());
    }
  }

  @Test
  void theCsvReportsAgreeWithTheirFacts() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("csv")) {
      if (!entry.file().startsWith("jax-toolbox/")) {
        continue;
      }
      Comparison c = new Comparison(entry, Map.of());
      Map<String, Object> report = Comparison.report(corpus.path(entry.file()).toString());
      c.check("rows", entry.facts().get("rows"), asObject(report.get("events")).get("total"));
      Map<String, Object> input = asObject(asList(report.get("inputs")).getFirst());
      c.check("format", "nsys-stats", input.get("format"));
      c.check("problems, of them ragged_rows", List.of(), asList(input.get("problems")));
      comparisons.add(c);
    }
    assertThat(comparisons).hasSize(3);
    Comparison.printAndAssertEqual(comparisons);
  }

  /** Nothing else in the corpus may be taken for an export or a report of Nsight Systems. */
  @Test
  void nothingElseIsTakenForNsightSystems() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<String> taken = new ArrayList<>();
    try (var files = Files.walk(corpus.path(""))) {
      for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] head;
        try (var in = Files.newInputStream(path)) {
          head = in.readNBytes(1 << 16);
        }
        boolean export =
            new NsysImporter().match(head, head.length) == Importer.Match.POSSIBLE
                && new NsysImporter().matchFile(path) == Importer.Match.CERTAIN;
        if (new NsysStatsImporter().match(head, head.length) != Importer.Match.NO) {
          taken.add(corpus.path("").relativize(path).toString());
        }
        boolean report = new NsysReportImporter().match(head, head.length) != Importer.Match.NO;
        if (export || report) {
          taken.add(corpus.path("").relativize(path).toString());
        }
      }
    }
    List<String> expected = new ArrayList<>();
    corpus.ofKind("nsys-sqlite").forEach(entry -> expected.add(entry.file()));
    corpus.ofKind("nsys-rep").forEach(entry -> expected.add(entry.file()));
    expected.add("fuser/nsys-log.txt"); // tables for people, refused
    expected.sort(Comparator.naturalOrder());
    taken.sort(Comparator.naturalOrder());
    assertThat(taken).isEqualTo(expected);
  }
}
