package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer;
import dev.plumb.importers.ascend.AscendImporter;
import dev.plumb.importers.ascendcomm.AscendCommunicationImporter;
import dev.plumb.importers.ascendcsv.AscendCacheImporter;
import dev.plumb.importers.ascendcsv.AscendCsvImporter;
import dev.plumb.importers.ascendinfo.AscendInfoImporter;
import dev.plumb.importers.mindspore.MindSporeImporter;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Databases and tables of the Ascend PyTorch profiler against the facts of the same files. */
class AscendFactsTest {
  /** Tables that nothing is read of but what others need, or that say again what others say. */
  private static final List<String> UNCOUNTED =
      List.of(
          "STRING_IDS",
          "NPU_INFO",
          "RANK_DEVICE_MAP",
          "HOST_INFO",
          "SESSION_TIME_INFO",
          "META_DATA",
          "OVERLAP_ANALYSIS",
          "STEP_TIME",
          "connectionCats",
          "status_info",
          "sqlite_sequence",
          "TASK");

  @Test
  void databasesAgreeWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("sqlite")) {
      Comparison comparison = new Comparison(entry, Map.of());
      TraceBuilder out = new TraceBuilder(entry.file(), "ascend", new Problems());
      ImportSession session = new AscendImporter().open(out);
      session.acceptFile(corpus.path(entry.file()));
      session.finish();
      database(comparison, out.seal());
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSize(4);
    Comparison.printAndAssertEqual(comparisons);
  }

  @Test
  void tablesAgreeWithEveryFact() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("csv")) {
      if (entry.file().startsWith("ascend-")) {
        Comparison comparison = new Comparison(entry, Map.of());
        table(comparison, Pipeline.open(corpus.path(entry.file())).getFirst().trace());
        comparisons.add(comparison);
      }
    }
    assertThat(comparisons).hasSize(15);
    Comparison.printAndAssertEqual(comparisons);
  }

  @Test
  void noOtherFileIsTakenForOneOfThese() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Importer> importers =
        List.of(
            new AscendCsvImporter(),
            new AscendCacheImporter(),
            new AscendInfoImporter(),
            new AscendCommunicationImporter(),
            new MindSporeImporter());
    for (Path file : corpus.files()) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] head = in.readNBytes(1 << 16);
        long certain =
            importers.stream()
                .filter(one -> one.match(head, head.length) == Importer.Match.CERTAIN)
                .count();
        String name = file.toString();
        boolean ours =
            name.contains("mindinsight/")
                || (name.contains("ascend-")
                    && (name.endsWith(".csv") || name.contains("/profiler_")));
        assertThat(certain).as(name).isEqualTo(ours ? 1 : 0);
      }
    }
  }

  /** The tables themselves say how long each collective took: in a column beside its two times. */
  @Test
  void mindSporesTablesAgreeWithTheirRows() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("csv")) {
      if (entry.file().startsWith("mindinsight/")) {
        Comparison comparison = new Comparison(entry, Map.of());
        Path path = corpus.path(entry.file());
        Trace trace = Pipeline.open(path).getFirst().trace();
        comparison.check("rows", asLong(entry.facts().get("rows")), trace.events());
        if (entry.file().contains("step_trace")) {
          assertThat(sumOf(trace, SliceKind.KERNEL)).isEqualTo(10 * ticksOfCollectives(path));
          assertThat(trace.deviceWork().size()).isPositive();
        }
        comparisons.add(comparison);
      }
    }
    assertThat(comparisons).hasSize(12);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static long sumOf(Trace trace, SliceKind kind) {
    long sum = 0;
    for (int row = 0; row < trace.slices().size(); row++) {
      sum += trace.slices().kind(row) == kind ? trace.slices().durNs(row) : 0;
    }
    return sum;
  }

  private static long ticksOfCollectives(Path path) throws IOException {
    List<String> rows = Files.readAllLines(path);
    String[] head = rows.getFirst().split(",");
    long sum = 0;
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(",");
      for (int i = 9; i < fields.length && !fields[0].equals("-"); i++) {
        sum += head[i].endsWith("_point") ? 0 : Long.parseLong(fields[i]);
      }
    }
    return sum;
  }

  @Test
  void timelinesAgreeWithEveryFactOfTheHardware() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("chrome-trace")) {
      if (entry.facts().containsKey("ascend_hardware_events")) {
        Comparison comparison = new Comparison(entry, Map.of());
        hardware(comparison, Pipeline.open(corpus.path(entry.file())).getFirst().trace());
        comparisons.add(comparison);
      }
    }
    assertThat(comparisons).hasSize(3);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static void hardware(Comparison c, Trace trace) {
    Map<String, long[]> byName = new TreeMap<>();
    List<long[]> spans = new ArrayList<>();
    long kernels = 0;
    long collectives = 0;
    long sum = 0;
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      int track = slices.trackRow(row);
      int process = trace.tracks().processNameId(track);
      boolean kernel = slices.kind(row) == SliceKind.KERNEL;
      if (process < 0 || !trace.strings().get(process).equals("Ascend Hardware")) {
        collectives += kernel ? 1 : 0;
        continue;
      }
      kernels += kernel ? 1 : 0;
      long ns = slices.durNs(row);
      sum += ns;
      spans.add(new long[] {slices.startNs(row), slices.startNs(row) + ns});
      long[] one =
          byName.computeIfAbsent(trace.strings().get(slices.nameId(row)), name -> new long[2]);
      one[0]++;
      one[1] += ns;
    }
    Map<String, Object> facts = c.entry.facts();
    c.check(
        "ascend_hardware_events", asLong(facts.get("ascend_hardware_events")), (long) spans.size());
    c.check("ascend_hardware_sum_us", ns(facts.get("ascend_hardware_sum_us")), sum);
    c.check("ascend_hardware_union_us", ns(facts.get("ascend_hardware_union_us")), union(spans));
    c.check("ascend_hardware_top10", top(facts, "ascend_hardware_top10"), top(byName));
    if (c.entry.file().startsWith("ascend-msinsight")) { // as many as kernel_details.csv has
      c.check("kernels", 187L, kernels);
      c.check("collectives", 4L, collectives);
    }
  }

  private static List<String> top(Map<String, Object> facts, String key) {
    List<String> top = new ArrayList<>();
    for (Object each : asList(facts.get(key))) {
      Map<String, Object> op = asObject(each);
      top.add(op.get("name") + " " + op.get("count") + " " + ns(op.get("total_us")));
    }
    return top.stream().sorted().toList(); // those of equal sums come in any order
  }

  private static List<String> top(Map<String, long[]> byName) {
    return byName.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue()[1]))
        .limit(10)
        .map(e -> e.getKey() + " " + e.getValue()[0] + " " + e.getValue()[1])
        .sorted()
        .toList();
  }

  private static void database(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    asObject(facts.get("tables"))
        .forEach((table, rows) -> {
          if (!UNCOUNTED.contains(table) && !table.startsWith("ENUM_")) {
            c.check("tables " + table, asLong(rows), events(trace, table));
          }
        });
    if (facts.containsKey("tasks_per_type")) {
      tasks(c, facts, trace);
      kernels(c, facts, trace);
      String rank = (String) asList(asList(facts.get("RANK_DEVICE_MAP")).getFirst()).getFirst();
      long calls = 0;
      int category = trace.strings().find("PYTORCH_API");
      for (int row = 0; row < trace.slices().size(); row++) {
        calls += trace.slices().categoryId(row) == category ? 1 : 0;
      }
      c.check(
          "slices of PYTORCH_API", asLong(asObject(facts.get("tables")).get("PYTORCH_API")), calls);
      c.check("RANK_DEVICE_MAP", Long.parseLong(rank), (long) trace.rank());
      List<?> npu = asList(asList(facts.get("NPU_INFO")).getFirst());
      c.check("NPU_INFO id", npu.get(0), trace.devices().id(0));
      c.check("NPU_INFO name", npu.get(1), trace.devices().name(0));
    }
  }

  private static void tasks(Comparison c, Map<String, Object> facts, Trace trace) {
    Map<String, Object> counts = asObject(facts.get("tasks_per_type"));
    Map<String, Long> found = new TreeMap<>();
    Map<String, Long> sums = new TreeMap<>();
    Map<String, List<long[]>> spans = new TreeMap<>();
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      String type = trace.strings().get(slices.categoryId(row));
      if (counts.containsKey(type)) {
        found.merge(type, 1L, Long::sum);
        sums.merge(type, slices.durNs(row), Long::sum);
        int device = trace.deviceWork().deviceRow(slices.detail(row));
        spans
            .computeIfAbsent(trace.devices().id(device), id -> new ArrayList<>())
            .add(new long[] {slices.startNs(row), slices.startNs(row) + slices.durNs(row)});
      }
    }
    counts.forEach((type, n) -> c.check("tasks_per_type " + type, asLong(n), found.get(type)));
    counts.forEach((type, n) -> c.check("events of " + type, asLong(n), events(trace, type)));
    asObject(facts.get("task_sum_us_per_type"))
        .forEach((type, us) -> c.check("task_sum_us_per_type " + type, ns(us), sums.get(type)));
    asObject(facts.get("task_busy_us_per_device"))
        .forEach((id, us) -> c.check("task_busy_us " + id, ns(us), union(spans.get(id))));
  }

  private static void kernels(Comparison c, Map<String, Object> facts, Trace trace) {
    Map<String, long[]> byName = new TreeMap<>();
    SliceTable slices = trace.slices();
    int collectives = trace.strings().find("COMMUNICATION_OP");
    long count = 0;
    long sum = 0;
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) == SliceKind.KERNEL && slices.categoryId(row) != collectives) {
        long[] one =
            byName.computeIfAbsent(trace.strings().get(slices.nameId(row)), name -> new long[2]);
        one[0]++;
        one[1] += slices.durNs(row);
        count++;
        sum += slices.durNs(row);
      }
    }
    c.check("compute_tasks", asLong(facts.get("compute_tasks")), count);
    c.check("compute_task_sum_us", ns(facts.get("compute_task_sum_us")), sum);
    c.check("top10_compute_ops", top(facts, "top10_compute_ops"), top(byName));
  }

  private static void table(Comparison c, Trace trace) {
    Map<String, Object> facts = c.entry.facts();
    long ragged =
        trace.problems().stream()
            .filter(problem -> problem.code() == ProblemCode.ROW_RAGGED)
            .mapToLong(Problem::count)
            .sum();
    c.check("rows", asLong(facts.get("rows")), trace.events());
    c.check("ragged_rows", asLong(facts.get("ragged_rows")), ragged);
    if (c.entry.file().endsWith("kernel_details.csv")) {
      long sum = 0;
      for (int row = 0; row < trace.slices().size(); row++) {
        sum += trace.slices().durNs(row);
      }
      c.check("kernels", asLong(facts.get("rows")), (long) trace.slices().size());
      c.check("sum_Duration(us)", ns(facts.get("sum_Duration(us)")), sum);
    }
    if (c.entry.file().endsWith("operator_memory.csv")) {
      c.check("sum_Duration(us)", ns(facts.get("sum_Duration(us)")), lifetimes(trace));
    }
  }

  /** Of each allocation with a release: the two are neighbours. */
  private static long lifetimes(Trace trace) {
    long sum = 0;
    for (int row = 1; row < trace.instants().size(); row++) {
      if (trace.memory().bytes(trace.instants().memoryRow(row)) < 0) {
        sum += trace.instants().timeNs(row) - trace.instants().timeNs(row - 1);
      }
    }
    return sum;
  }

  private static long events(Trace trace, String category) {
    int id = trace.strings().find(category);
    return id < 0 ? 0 : trace.events(id);
  }

  private static long union(List<long[]> spans) {
    spans.sort(Comparator.comparingLong(span -> span[0]));
    long union = 0;
    long end = Long.MIN_VALUE;
    for (long[] span : spans) {
      long from = Math.max(span[0], end);
      end = Math.max(end, span[1]);
      union += Math.max(0, end - from);
    }
    return union;
  }

  private static long ns(Object micros) {
    return ((BigDecimal) micros).movePointRight(3).longValueExact();
  }
}
