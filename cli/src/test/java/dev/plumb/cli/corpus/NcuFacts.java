package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SampleTable;
import dev.plumb.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reports and logs of Nsight Compute. */
final class NcuFacts implements FactComparer {
  private static final String STALLED = "smsp__pcsamp_warps_issue_stalled_";

  /** What we keep as metrics and Nsight Compute does not call so. */
  private static final Set<String> OURS =
      Set.of(
          "Function Name",
          "Mangled Name",
          "Grid Size",
          "Block Size",
          "Context",
          "Stream",
          "Process ID",
          "Process Name",
          "Host Name");

  /** One execution of a kernel as the tables have it. */
  private record Kernel(String name, long durationNs, Map<String, Object> metrics) {}

  @Override
  public boolean claims(Entry entry) {
    return switch (entry.kind()) {
      case "ncu-rep", "ncu-text" -> true;
      case "csv" -> entry.file().endsWith("cublaslt_ncu.log");
      default -> false;
    };
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    c.check("format", c.entry.kind().equals("ncu-rep") ? "ncu-rep" : "ncu-text", trace.format());
    switch (c.entry.kind()) {
      case "ncu-rep" -> report(c, trace);
      case "ncu-text" -> log(c, trace);
      default -> table(c, trace);
    }
  }

  private static void log(Comparison c, Trace trace) {
    WatchedFacts facts = c.facts;
    facts.get("kind");
    check(c, "bytes", facts.get("bytes"), trace.bytes());
    check(c, "prof_lines", facts.get("prof_lines"), Values.events(trace, "==PROF=="));
    check(c, "kernel_sections", facts.get("kernel_sections"), Values.events(trace, "kernel"));
    asObject(facts.get("section_headers"))
        .forEach((name, count) -> check(c, name, count, Values.events(trace, name)));
    List<Kernel> kernels = kernels(trace);
    long durations = kernels.stream().filter(k -> k.metrics.containsKey("Duration")).count();
    check(c, "durations_found", facts.get("durations_found"), durations);
    check(c, "kernels", facts.get("kernel_sections"), (long) kernels.size());
    c.notKept("lines of tables and of programs are no events", "lines");
  }

  /** A log of {@code ncu --csv}. */
  private static void table(Comparison c, Trace trace) {
    CsvShape.compare(c, trace);
    List<Kernel> kernels = kernels(trace);
    check(c, "distinct_kernels_ids", c.facts.get("distinct_kernels_ids"), (long) kernels.size());
    Map<String, Object> metrics = kernels.getFirst().metrics;
    long rules = 0; // two may have one name; estimated speedups are rows of their own
    KernelMetricTable table = trace.kernelMetrics();
    for (int row = 0; row < table.size(); row++) {
      boolean rule = trace.strings().get(table.nameId(row)).startsWith("rule ");
      rules += rule && table.textId(row) != Ids.NONE ? 1 : 0;
    }
    long named =
        metrics.keySet().stream()
            .filter(name -> !OURS.contains(name) && !name.startsWith("rule "))
            .count();
    check(c, "rows_with_rule", c.facts.get("rows_with_rule"), rules);
    check(c, "distinct_metrics and none, of rules", c.facts.get("distinct_metrics"), named + 1);
    check(c, "rows", c.facts.get("rows"), named + rules);
    check(c, "Duration", 406_240L, kernels.getFirst().durationNs);
    check(c, "SM Active Cycles", 462_061.91, metrics.get("SM Active Cycles"));
  }

  /** Numbers are equal by value; the facts have null for NaN. */
  private static void check(
      Comparison comparison, String fact, @Nullable Object expected, @Nullable Object actual) {
    comparison.check(fact, plain(expected), plain(actual));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Number number) {
      return Double.isNaN(number.doubleValue()) ? null : (Object) number.doubleValue();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> numbers = new TreeMap<>();
      map.forEach((key, each) -> numbers.put(key, plain(each)));
      return numbers;
    }
    return value;
  }

  private static void report(Comparison c, Trace trace) {
    WatchedFacts facts = c.facts;
    Map<String, Object> about =
        JsonTree.object(trace.metadata().get("nsight_compute").getBytes(StandardCharsets.UTF_8));
    List<Object> header = asList(asList(facts.get("header")).getFirst());
    check(c, "header", header.get(1), about.get("file_version"));
    check(c, "bytes", facts.get("bytes"), trace.bytes());
    check(c, "blocks", facts.get("blocks"), Values.events(trace, "block"));
    check(c, "sources", facts.get("sources"), Values.events(trace, "source"));
    check(c, "results_kernels", facts.get("results_kernels"), Values.events(trace, "kernel"));
    check(c, "string_table_entries", facts.get("string_table_entries"), about.get("strings"));
    List<Kernel> kernels = kernels(trace);
    check(c, "kernels", facts.get("results_kernels"), (long) kernels.size());
    Map<String, Long> names = new TreeMap<>();
    kernels.forEach(kernel -> names.merge(head(kernel.name), 1L, Long::sum));
    check(c, "kernel_names", new TreeMap<>(asObject(facts.get("kernel_names"))), names);
    boolean sampled = kernels.stream().anyMatch(k -> stalls(k.metrics).size() > 0);
    check(c, "trailing_bytes", facts.get("trailing_bytes"), 0L);
    c.notKept("strings that no metric uses are not kept", "metric_name_strings");
    c.facts.get("kind");
    check(c, "has_pc_sampling", facts.get("has_pc_sampling"), sampled);
    List<Object> each = asList(facts.get("kernels"));
    check(c, "kernels listed", Math.min(20, kernels.size()), each.size());
    for (int i = 0; i < each.size(); i++) {
      kernel(c, "kernel " + i + " ", asObject(each.get(i)), kernels.get(i));
    }
    samples(c, trace, kernels);
    plausible(c, kernels);
    check(c, "problems", List.of(), trace.problems());
  }

  private static String head(String name) {
    return name.substring(0, Math.min(160, name.length()));
  }

  private static void kernel(Comparison c, String which, Map<String, Object> fact, Kernel kernel) {
    long metrics =
        kernel.metrics.keySet().stream()
            .filter(name -> !OURS.contains(name) && !name.startsWith("rule "))
            .count();
    fact.forEach((name, value) -> {
      Object actual =
          switch (name) {
            case "name" -> head(kernel.name);
            case "metrics" -> metrics;
            case "grid", "block" -> null;
            case "pc_sampling_stalls" -> stalls(kernel.metrics);
            default -> kernel.metrics.get(name);
          };
      switch (name) {
        case "grid" -> check(c, which + name, text(asList(value)), kernel.metrics.get("Grid Size"));
        case "block" ->
            check(c, which + name, text(asList(value)), kernel.metrics.get("Block Size"));
        case "pc_sampling_stalls" -> check(c, which + name, value, stalls(kernel.metrics));
        default -> check(c, which + name, value, actual);
      }
      if (name.equals("gpu__time_duration.sum")) {
        check(c, which + "duration", value == null ? -1 : value, kernel.durationNs);
      }
    });
  }

  private static String text(List<Object> dims) {
    return "(" + dims.get(0) + ", " + dims.get(1) + ", " + dims.get(2) + ")";
  }

  private static Map<String, Double> numbers(Map<String, ?> values) {
    Map<String, Double> numbers = new TreeMap<>();
    values.forEach((name, value) -> numbers.put(name, ((Number) value).doubleValue()));
    return numbers;
  }

  /** Totals of the stall reasons that were sampled at all. */
  private static Map<String, Object> stalls(Map<String, Object> metrics) {
    Map<String, Object> found = new TreeMap<>();
    metrics.forEach((name, value) -> {
      boolean is = name.startsWith(STALLED) && !name.endsWith("not_issued");
      if (is && value instanceof Double number && number != 0) {
        found.put(name.substring(STALLED.length()), number);
      }
    });
    return found;
  }

  /** Samples by address add up to the totals that the report gives for each reason. */
  private static void samples(Comparison c, Trace trace, List<Kernel> kernels) {
    Map<String, Double> totals = new TreeMap<>();
    double executed = 0;
    double taken = 0;
    for (Kernel kernel : kernels) {
      numbers(stalls(kernel.metrics)).forEach((name, n) -> totals.merge(name, n, Double::sum));
      executed += number(kernel, "inst_executed");
      taken += number(kernel, "smsp__pcsamp_sample_count");
    }
    Map<String, Double> sums = new TreeMap<>();
    double instructions = 0;
    SampleTable samples = trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      int measure = samples.measureRow(row);
      if (trace.measures().quantity(measure) == Quantity.PC_SAMPLES) {
        String reason = trace.strings().get(samples.reasonId(row));
        sums.merge(reason, (double) samples.value(row), Double::sum);
      } else if (trace.strings().get(trace.measures().nameId(measure)).equals("inst_executed")) {
        instructions += samples.value(row);
      }
    }
    check(c, "samples by reason", totals, sums);
    check(c, "samples", taken, sums.values().stream().mapToDouble(v -> v).sum());
    check(c, "instructions by address", executed, instructions);
  }

  /** What must hold of any kernel: shares of a peak, and cycles as duration times clock. */
  private static void plausible(Comparison c, List<Kernel> kernels) {
    for (Kernel kernel : kernels) {
      double occupancy = number(kernel, "sm__warps_active.avg.pct_of_peak_sustained_active");
      check(c, "occupancy is a share", true, occupancy >= 0 && occupancy <= 100);
      double cycles = number(kernel, "gpc__cycles_elapsed.max");
      double hertz = number(kernel, "gpc__cycles_elapsed.avg.per_second");
      if (cycles > 0 && hertz > 0) {
        double ratio = cycles / (hertz * kernel.durationNs / 1e9);
        check(c, "cycles are duration times clock: " + ratio, true, ratio > 0.7 && ratio < 1.4);
      }
    }
  }

  private static double number(Kernel kernel, String metric) {
    Object value = kernel.metrics.get(metric);
    return value instanceof Double number && !Double.isNaN(number) ? number : 0;
  }

  /** The executions in their order, each with its metrics by name. */
  private static List<Kernel> kernels(Trace trace) {
    KernelMetricTable metrics = trace.kernelMetrics();
    Map<Integer, Map<String, Object>> byRow = new LinkedHashMap<>();
    for (int row = 0; row < metrics.size(); row++) {
      int text = metrics.textId(row);
      byRow
          .computeIfAbsent(metrics.sampleRow(row), _ -> new LinkedHashMap<>())
          .put(
              trace.strings().get(metrics.nameId(row)),
              text == Ids.NONE ? (Object) metrics.value(row) : trace.strings().get(text));
    }
    List<Kernel> kernels = new ArrayList<>();
    byRow.forEach((row, values) -> {
      SampleTable samples = trace.samples();
      int frame = trace.stacks().frameRow(samples.stackRow(row));
      boolean timed = trace.measures().quantity(samples.measureRow(row)) == Quantity.KERNEL_NS;
      kernels.add(
          new Kernel(
              trace.strings().get(trace.frames().nameId(frame)),
              timed ? samples.value(row) : -1,
              values));
    });
    return kernels;
  }
}
