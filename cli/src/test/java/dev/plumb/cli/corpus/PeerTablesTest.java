package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every column of every table in the folders of TraceLens's reports: docs/cost-models.md says of
 * each whether Plumb agrees. What is said to agree is compared here, row by row, or in {@link
 * PeerReportsTest} (timelines) and {@link PeerCostsTest} (products).
 */
class PeerTablesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+\\.csv)` \\| (.*) \\| (agrees|differs|none) \\| (.*) \\|");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** Compared elsewhere. */
  private static final Set<String> ELSEWHERE = Set.of("gpu_timeline.csv", "GEMM.csv");

  /**
   * Traces in which TraceLens leaves out device work at which no arrow ends, so that its sums by
   * operator, and all that is a share of them, are of less than the trace holds.
   */
  private static final Set<String> ARROWS_ONLY =
      Set.of(
          "profile_trace_rank_0.json.gz",
          "normalization_layer_test.json.gz",
          "resnet_act_checkpoint.json.gz");

  /** Further ones whose totals are of other work, see {@link PeerReportsTest}. */
  private static final Set<String> OTHER_TOTAL = Set.of("Qwen_Qwen1.5-0.5B-Chat__1016005.json.gz");

  /** Rows that agree and rows in all, by table and column. */
  private final Map<String, int[]> compared = new TreeMap<>();

  private final Map<String, String> firstDifference = new HashMap<>();

  @Test
  void everyColumnAgreesOrDiffersForAWrittenReason() throws IOException {
    Corpus corpus = Corpus.orSkip();
    Map<String, Set<String>> columns = new TreeMap<>();
    for (Path csv : tables(corpus.path("tracelens"))) {
      String table = String.valueOf(csv.getFileName());
      List<Map<String, String>> rows = Csv.read(csv);
      columns.computeIfAbsent(table, key -> new TreeSet<>()).addAll(rows.getFirst().keySet());
      switch (table) {
        case "kernel_summary.csv" -> kernels(PeerCostsTest.traceOf(csv), rows);
        case "ops_summary.csv" -> operators(PeerCostsTest.traceOf(csv), rows);
        case "kernel_launchers_summary.csv" -> launchers(xplane(csv), rows);
        case "gpu_events_averages.csv" -> averages(xplane(csv), rows);
        case "gpu_timeline.csv" -> {
          if (rows.getFirst().containsKey("gpu_pid")) {
            timelines(xplane(csv), rows);
          }
        }
        default -> {}
      }
    }
    compared.forEach((column, rows) ->
        System.out.printf(
            "%-60s %4d of %4d rows agree%s%n",
            column, rows[0], rows[1], firstDifference.getOrDefault(column, "")));
    Map<String, String> verdicts = verdicts();
    Set<String> all = new TreeSet<>();
    columns.forEach((table, names) -> names.forEach(name -> all.add(table + " " + name)));
    assertThat(verdicts.keySet()).isEqualTo(all);
    verdicts.forEach((column, verdict) -> {
      if (verdict.equals("agrees") && !ELSEWHERE.contains(column.split(" ")[0])) {
        int[] rows = compared.getOrDefault(column, new int[2]);
        assertThat(rows[1]).as("rows of %s", column).isPositive();
        assertThat(rows[0]).as("rows of %s that agree", column).isEqualTo(rows[1]);
      }
    });
  }

  /** Table and column → verdict, as the page says. */
  private static Map<String, String> verdicts() throws IOException {
    Map<String, String> verdicts = new TreeMap<>();
    Path page = Path.of(System.getProperty("plumb.root"), "docs", "cost-models.md");
    for (String line : Files.readAllLines(page)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(row.group(4)).as(line).isNotBlank();
        Matcher column = CODE.matcher(row.group(2));
        while (column.find()) {
          assertThat(verdicts.put(row.group(1) + " " + column.group(1), row.group(3)))
              .as("twice: " + column.group(1))
              .isNull();
        }
      }
    }
    return verdicts;
  }

  private static List<Path> tables(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> String.valueOf(file.getParent().getFileName()).endsWith("csvs"))
          .filter(file -> file.toString().endsWith(".csv"))
          .sorted()
          .toList();
    }
  }

  private static Run open(Path trace) throws IOException {
    return Run.of(Pipeline.open(trace));
  }

  /** The trace of a JAX report lies in a folder beside it. */
  private static Run xplane(Path csv) throws IOException {
    String name = csv.getParent().getFileName().toString();
    Path folder = csv.getParent().resolveSibling(name.replace("_perf_report_csvs", "_legacy"));
    try (Stream<Path> files = Files.list(folder)) {
      return open(files.findFirst().orElseThrow());
    }
  }

  private void compare(String column, String what, String theirs, double ours) {
    compare(column, what, Double.parseDouble(theirs), ours);
  }

  /**
   * TraceLens keeps times as double microseconds since boot: some tenths of a nanosecond each. One
   * nanosecond and 1 in 100,000 are allowed.
   */
  private void compare(String column, String what, double theirs, double ours) {
    int[] rows = compared.computeIfAbsent(column, key -> new int[2]);
    rows[1]++;
    if (Math.abs(theirs - ours) <= 1e-3 + 1e-5 * Math.abs(theirs)) {
      rows[0]++;
    } else {
      firstDifference.putIfAbsent(column, "; %s: %s -> %s".formatted(what, theirs, ours));
    }
  }

  /** Kernels of one name below one operator on one stream. */
  private record Kernel(String operator, String name, String stream) {}

  private static final class Durations {
    private long count;
    private long sumNs;
    private long minNs = Long.MAX_VALUE;
    private long maxNs;

    void add(long ns) {
      count++;
      sumNs += ns;
      minNs = Math.min(minNs, ns);
      maxNs = Math.max(maxNs, ns);
    }
  }

  private void kernels(Path file, List<Map<String, String>> rows) throws IOException {
    Run run = open(file);
    String fileName = String.valueOf(file.getFileName());
    boolean sameTotal = !ARROWS_ONLY.contains(fileName) && !OTHER_TOTAL.contains(fileName);
    Links links = run.inputs().getFirst();
    Map<Kernel, Durations> byKernel = new HashMap<>();
    Durations all = new Durations();
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    boolean parents = rows.getFirst().containsKey("Parent cpu_op");
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row) == SliceKind.KERNEL) {
        String operator = parents ? operator(links, row) : "";
        int streamId = trace.deviceWork().streamId(slices.detail(row));
        Kernel kernel =
            new Kernel(
                operator, trace.strings().get(slices.nameId(row)), trace.strings().get(streamId));
        byKernel.computeIfAbsent(kernel, key -> new Durations()).add(slices.durNs(row));
        all.add(slices.durNs(row));
      }
    }
    DeviceStats device = run.summary().devices().getFirst();
    String table = "kernel_summary.csv ";
    String head = "Kernel duration (µs)_";
    for (Map<String, String> row : rows) {
      String name = row.get("Kernel name");
      String operator = row.getOrDefault("Parent cpu_op", "");
      Durations ours =
          byKernel.getOrDefault(
              new Kernel(operator, name, row.get("Kernel stream")), new Durations());
      String what = operator + " > " + name;
      for (String key : List.of("Kernel name", "Kernel stream", "Parent cpu_op")) {
        if (row.containsKey(key)) {
          compare(table + key, what, 1, (double) Math.min(1, ours.count));
        }
      }
      compare(table + head + "sum", what, row.get(head + "sum"), ours.sumNs / 1e3);
      compare(table + head + "count", what, row.get(head + "count"), (double) ours.count);
      compare(table + head + "mean", what, row.get(head + "mean"), ours.sumNs / 1e3 / ours.count);
      compare(table + head + "min", what, row.get(head + "min"), ours.minNs / 1e3);
      compare(table + head + "max", what, row.get(head + "max"), ours.maxNs / 1e3);
      compare(
          table + "Percent of kernels time (%)",
          what,
          row.get("Percent of kernels time (%)"),
          100.0 * ours.sumNs / all.sumNs);
      if (sameTotal) {
        compare(
            table + "Percent of total time (%)",
            what,
            row.get("Percent of total time (%)"),
            100.0 * ours.sumNs / device.totalNs());
      }
    }
  }

  /** The innermost operator around the launch; "" where there is none. */
  private static String operator(Links links, int row) {
    SliceTable slices = links.trace().slices();
    int at = links.quality(row).isLaunch() ? links.launch(row) : -1;
    while (at >= 0 && slices.kind(at) != SliceKind.OPERATOR) {
      at = links.caller(at);
    }
    return at < 0 ? "" : links.trace().strings().get(slices.nameId(at));
  }

  private void operators(Path file, List<Map<String, String>> rows) throws IOException {
    Run run = open(file);
    Map<String, HotSpots.Spot> ours = new HashMap<>();
    for (HotSpots.Spot spot : new HotSpots(run.tree()).top(FrameKind.OPERATOR, Integer.MAX_VALUE)) {
      ours.put(spot.name(), spot);
    }
    boolean arrowsOnly = ARROWS_ONLY.contains(String.valueOf(file.getFileName()));
    long deviceNs = ours.values().stream().mapToLong(HotSpots.Spot::deviceNs).sum();
    Map<String, Double> us = byName(rows, "total_direct_kernel_time_sum");
    Map<String, Double> ms = byName(rows, "total_direct_kernel_time_ms");
    Map<String, Double> counts = byName(rows, "Count");
    Map<String, Double> shares = byName(rows, "Percentage (%)");
    String table = "ops_summary.csv ";
    for (String name : us.keySet()) {
      HotSpots.Spot spot =
          ours.getOrDefault(name, new HotSpots.Spot(name, FrameKind.OPERATOR, 0, 0, 0, 0, 0));
      String what = file.getFileName() + " " + name;
      if (arrowsOnly) {
        assertThat(spot.deviceNs() / 1e3).as(what).isGreaterThan(us.get(name) - 0.1);
        continue;
      }
      compare(table + "name", what, 1, spot.frames() > 0 ? 1 : 0);
      // One rounding for each call.
      double rounded = 1e-3 * spot.calls();
      double ownUs = spot.deviceNs() / 1e3;
      double their = us.get(name);
      compare(
          table + "total_direct_kernel_time_sum",
          what,
          their,
          Math.abs(their - ownUs) <= rounded ? their : ownUs);
      compare(table + "total_direct_kernel_time_ms", what, ms.get(name), spot.deviceNs() / 1e6);
      compare(table + "Count", what, counts.get(name), (double) spot.calls());
      compare(table + "Percentage (%)", what, shares.get(name), 100.0 * spot.deviceNs() / deviceNs);
    }
  }

  private static Map<String, Double> byName(List<Map<String, String>> rows, String column) {
    Map<String, Double> sums = new TreeMap<>();
    rows.forEach(
        row -> sums.merge(row.get("name"), Double.parseDouble(row.get(column)), Double::sum));
    return sums;
  }

  /** Of an XLA program: what Plumb has as kernels by name. */
  private void launchers(Run run, List<Map<String, String>> rows) {
    Map<String, long[]> ours = new HashMap<>();
    run.summary()
        .topKernels(Integer.MAX_VALUE)
        .forEach(each -> ours.put(each.name(), new long[] {each.count(), each.sumNs()}));
    long all = ours.values().stream().mapToLong(each -> each[1]).sum();
    String table = "kernel_launchers_summary.csv ";
    Set<String> names = new HashSet<>();
    double cumulative = 0;
    for (Map<String, String> row : rows) {
      String name = row.get("name");
      long[] own = ours.getOrDefault(name, new long[2]);
      cumulative += 100.0 * own[1] / all;
      compare(table + "name", name, 1, names.add(name) && own[0] > 0 ? 1 : 0);
      compare(table + "Count", name, row.get("Count"), (double) own[0]);
      for (Map.Entry<String, Double> each :
          Map.of(
                  "total_direct_kernel_time_sum", own[1] / 1e3,
                  "total_direct_kernel_time_ms", own[1] / 1e6,
                  "Percentage (%)", 100.0 * own[1] / all,
                  "Cumulative Percentage (%)", cumulative)
              .entrySet()) {
        compare(table + each.getKey(), name, row.get(each.getKey()), each.getValue());
      }
    }
  }

  private static final Map<String, Function<DeviceStats, Long>> PARTS =
      Map.of(
          "computation_time", DeviceStats::computeNs,
          "exposed_comm_time", DeviceStats::exposedCommNs,
          "exposed_memcpy_time", DeviceStats::exposedMemcpyNs,
          "busy_time", DeviceStats::busyNs,
          "idle_time", DeviceStats::idleNs,
          "total_time", DeviceStats::totalNs);

  /** Timelines of several devices: XLA's process ids are the devices' plus one. */
  private void timelines(Run run, List<Map<String, String>> rows) {
    for (Map<String, String> row : rows) {
      Function<DeviceStats, Long> part = PARTS.get(row.get("type"));
      String id = String.valueOf(Integer.parseInt(row.get("gpu_pid")) - 1);
      for (DeviceStats device : run.summary().devices()) {
        if (part != null && device.id().equals(id)) {
          compare(
              "gpu_timeline.csv gpu_pid",
              row.toString(),
              row.get("time ms"),
              part.apply(device) / 1e6);
        }
      }
    }
  }

  /** Means of the devices' timelines. */
  private void averages(Run run, List<Map<String, String>> rows) {
    List<DeviceStats> devices = run.summary().devices();
    String table = "gpu_events_averages.csv ";
    for (Map<String, String> row : rows) {
      String type = row.get("type");
      Function<DeviceStats, Long> part = PARTS.get(type);
      if (part != null) {
        double mean = devices.stream().mapToLong(part::apply).average().orElse(0);
        compare(table + "type", type, 1, 1);
        compare(table + "time ms", type, row.get("time ms"), mean / 1e6);
      }
    }
  }
}
