package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.explain.Facts;
import dev.plumb.explain.cost.Cost;
import dev.plumb.explain.cost.Gemm;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Operations, bytes and times of matrix products against TraceLens's {@code GEMM.csv}, for every
 * folder of the corpus that has one beside its trace.
 */
class PeerCostsTest {
  /** What a product is, to both. */
  private record Product(String operator, long b, long m, long n, long k, boolean bias) {}

  private static final class Row {
    double gigaflops;
    double megabytes;
    double intensity;
    double calls;
    double us;
    double meanUs;
  }

  /** Rows that agree within rounding: all of them. */
  private static final int AGREEING_ROWS = 80;

  @Test
  void productsAgreeWithTraceLens() throws IOException {
    Corpus corpus = Corpus.orSkip();
    int agree = 0;
    int differ = 0;
    int uncovered = 0;
    for (Path csv : tables(corpus.path("tracelens"), "GEMM.csv")) {
      Path trace = traceOf(csv);
      Map<Product, Row> expected = expected(csv);
      Map<Product, Row> actual = actual(trace);
      int rows = 0;
      for (Map.Entry<Product, Row> each : expected.entrySet()) {
        Row ours = actual.get(each.getKey());
        Row theirs = each.getValue();
        if (ours == null) {
          uncovered++;
          System.out.printf("  uncovered: %s%n", each.getKey());
          continue;
        }
        String difference = difference(theirs, ours);
        if (difference.isEmpty()) {
          agree++;
          rows++;
        } else {
          differ++;
          System.out.printf("  %s: %s%n", each.getKey(), difference);
        }
      }
      System.out.printf(
          "%-70s %d of %d products agree%n",
          corpus.path("tracelens").relativize(trace), rows, expected.size());
    }
    System.out.printf("agree %d, differ %d, uncovered %d%n", agree, differ, uncovered);
    assertThat(agree).isGreaterThanOrEqualTo(AGREEING_ROWS);
    assertThat(differ + uncovered).isZero();
  }

  /**
   * Operators of {@code ops_summary.csv} with the same time in both. The rest are called by another
   * operator that has a cost, which has the time here; TraceLens gives it to the innermost.
   */
  private static final int AGREEING_OPERATORS = 174;

  /** Traces in which TraceLens leaves device work out of its table, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.of(
          "profile_trace_rank_0.json.gz", "device work at which no arrow ends",
          "normalization_layer_test.json.gz", "device work at which no arrow ends",
          "resnet_act_checkpoint.json.gz", "collectives, and recomputed work apart");

  @Test
  void operatorTimesAgreeWithTraceLens() throws IOException {
    Corpus corpus = Corpus.orSkip();
    int agree = 0;
    int elsewhere = 0;
    for (Path csv : tables(corpus.path("tracelens"), "ops_summary.csv")) {
      Path trace = traceOf(csv);
      Map<String, Double> expected = new TreeMap<>();
      for (Map<String, String> record : Csv.read(csv)) {
        String time = record.get("total_direct_kernel_time_sum");
        expected.merge(record.get("name"), Double.parseDouble(time), Double::sum);
      }
      Map<String, Double> actual = new TreeMap<>();
      for (OperatorGroups.Group group : groups(trace).all()) {
        actual.merge(group.operator(), group.busyNs() / 1e3, Double::sum);
      }
      int rows = 0;
      for (Map.Entry<String, Double> each : expected.entrySet()) {
        double ours = actual.getOrDefault(each.getKey(), 0.0);
        rows += Math.abs(ours - each.getValue()) <= 1e-3 * Math.max(1, each.getValue()) ? 1 : 0;
      }
      agree += rows;
      elsewhere += expected.size() - rows;
      double theirs = sum(expected);
      String name = String.valueOf(trace.getFileName());
      System.out.printf(
          "%-50s %d of %d operators agree; sums %.1f -> %.1f us %s%n",
          name, rows, expected.size(), theirs, sum(actual), LEFT_OUT.getOrDefault(name, ""));
      assertThat(sum(actual)).as(name).isGreaterThan(theirs - 1e-3 * theirs);
      if (!LEFT_OUT.containsKey(name)) {
        assertThat(sum(actual)).as(name).isCloseTo(theirs, Offset.offset(1e-5 * theirs));
      }
    }
    System.out.printf("agree %d, under another operator %d%n", agree, elsewhere);
    assertThat(agree).isGreaterThanOrEqualTo(AGREEING_OPERATORS);
  }

  private static double sum(Map<String, Double> times) {
    return times.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static OperatorGroups groups(Path trace) throws IOException {
    return OperatorGroups.of(new Facts(Run.of(Pipeline.open(trace))));
  }

  private static List<Path> tables(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.endsWith(name)).sorted().toList();
    }
  }

  /** The trace has the folder's name, or is the only one beside it. */
  static Path traceOf(Path csv) throws IOException {
    Path folder = csv.getParent();
    String name =
        folder.getFileName().toString().replaceFirst("(_recompute)?_perf_report_csvs$", "");
    Path named = folder.resolveSibling(name + ".json.gz");
    if (Files.exists(named)) {
      return named;
    }
    try (Stream<Path> beside = Files.list(folder.getParent())) {
      return beside.filter(file -> file.toString().endsWith(".json.gz")).findFirst().orElseThrow();
    }
  }

  private static Map<Product, Row> expected(Path csv) throws IOException {
    Map<Product, Row> rows = new HashMap<>();
    for (Map<String, String> record : Csv.read(csv)) {
      Product product =
          new Product(
              record.get("name"),
              number(record.get("param: B"), 1),
              number(record.get("param: M"), 0),
              number(record.get("param: N"), 0),
              number(record.get("param: K"), 0),
              record.get("param: bias").equals("True"));
      Row row = rows.computeIfAbsent(product, key -> new Row());
      row.gigaflops = Double.parseDouble(record.get("GFLOPS_first"));
      row.megabytes = Double.parseDouble(record.get("Data Moved (MB)_first"));
      row.intensity = Double.parseDouble(record.get("FLOPS/Byte_first"));
      row.calls += Double.parseDouble(record.get("name_count"));
      row.us += Double.parseDouble(record.get("Kernel Time (µs)_sum"));
      row.meanUs = row.us / row.calls;
    }
    return rows;
  }

  private static long number(String text, long otherwise) {
    return text == null || text.isEmpty() ? otherwise : (long) Double.parseDouble(text);
  }

  private static Map<Product, Row> actual(Path trace) throws IOException {
    Map<Product, Row> rows = new HashMap<>();
    for (OperatorGroups.Group group : groups(trace).all()) {
      Cost cost = group.cost();
      Gemm.Size size = group.isOf("gemm") && group.call() != null ? Gemm.size(group.call()) : null;
      if (cost == null || size == null) {
        continue;
      }
      Product product =
          new Product(
              group.operator(),
              size.batch(),
              size.m(),
              size.n(),
              size.k(),
              group.operator().contains("add"));
      Row row = rows.computeIfAbsent(product, key -> new Row());
      row.gigaflops = cost.flops() / 1e9;
      row.megabytes = cost.bytes() / (double) (1 << 20);
      row.calls += group.calls();
      row.us += group.busyNs() / 1e3;
      row.meanUs = row.us / row.calls;
      row.intensity = (double) cost.flops() / cost.bytes();
    }
    return rows;
  }

  private static String difference(Row theirs, Row ours) {
    StringBuilder text = new StringBuilder();
    differ(text, "GFLOP", theirs.gigaflops, ours.gigaflops, 1e-9);
    differ(text, "MiB", theirs.megabytes, ours.megabytes, 1e-9);
    differ(text, "FLOP/byte", theirs.intensity, ours.intensity, 1e-9);
    differ(text, "us a call", theirs.meanUs, ours.meanUs, 2e-4);
    differ(text, "calls", theirs.calls, ours.calls, 0);
    // TraceLens keeps times as double microseconds since boot: a few tenths of a nanosecond each.
    differ(text, "us", theirs.us, ours.us, 2e-4);
    return text.toString();
  }

  private static void differ(
      StringBuilder text, String what, double theirs, double ours, double tolerance) {
    if (Math.abs(theirs - ours) > tolerance * Math.max(1e-3, Math.abs(theirs))) {
      text.append(' ').append(what).append(' ').append(theirs).append(" -> ").append(ours);
    }
  }
}
