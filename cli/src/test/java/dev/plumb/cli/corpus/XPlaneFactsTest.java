package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.xplane.XPlaneImporter;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * XPlane files of the corpus against {@code facts.py}, which decodes the wire format by itself:
 * planes and lines against the importer's summary in picoseconds, devices and links against {@code
 * plumb report --json}, streams against the tables.
 */
class XPlaneFactsTest {
  private static final Map<String, String> OTHER_DEFINITIONS = Map.of();

  @Test
  void everyPlaneAndLineAgrees() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("xplane")) {
      Comparison c = new Comparison(entry, OTHER_DEFINITIONS);
      String file = corpus.path(entry.file()).toString();
      Links links = Pipeline.open(corpus.path(entry.file())).getFirst();
      compare(c, links, Comparison.report(file));
      comparisons.add(c);
    }
    assertThat(comparisons).hasSize(3);
    Comparison.printAndAssertEqual(comparisons);
  }

  /**
   * The sums are those of a decoder of its own: no instruction of these cores runs beside an
   * all-reduce, so all of it is exposed.
   */
  @Test
  void allReducesOfATpuAreExposedCommunication() throws IOException {
    Path file = Corpus.orSkip().path("xprof/tpu_inference_2.xplane.pb");
    Map<String, Long> exposed = new TreeMap<>();
    for (Object each : asList(Comparison.report(file.toString()).get("devices"))) {
      Map<String, Object> device = asObject(each);
      assertThat(asLong(device.get("collective_kernels"))).isEqualTo(3);
      Object ns = asObject(device.get("timeline")).get("exposed_comm_ns");
      exposed.put((String) device.get("id"), asLong(ns));
    }
    assertThat(exposed)
        .isEqualTo(
            Map.of("0", 365_076_256L, "1", 365_112_929L, "2", 365_089_389L, "3", 365_127_307L));
  }

  @Test
  void noOtherFileOfTheCorpusIsTakenForOne() throws IOException {
    Path folder = Corpus.orSkip().path("");
    XPlaneImporter importer = new XPlaneImporter();
    int seen = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
          head = in.readNBytes(1 << 16);
        }
        Match expected = file.toString().endsWith(".xplane.pb") ? Match.CERTAIN : Match.NO;
        assertThat(importer.match(head, head.length)).as("%s", file).isEqualTo(expected);
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(300);
  }

  private static void compare(Comparison c, Links links, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Trace trace = links.trace();
    Map<String, Object> events = asObject(report.get("events"));
    c.check("bytes", asLong(facts.get("bytes")), trace.bytes());
    c.check("total_events", facts.get("total_events"), events.get("total"));
    for (String list : List.of("hostnames", "errors", "warnings")) {
      c.check(list, facts.get(list), metadata(trace, list));
    }
    c.check("problems", List.of(), seriousProblems(trace));
    List<Object> planes = asList(metadata(trace, "planes"));
    List<Object> expected = asList(facts.get("planes"));
    c.check("planes", names(expected), names(planes));
    for (Object each : expected) {
      Map<String, Object> fact = asObject(each);
      plane(c, fact, byName(planes, (String) fact.get("name")), links, report);
    }
    correlations(c, facts, links);
    Map<String, Object> kernels = asObject(report.get("kernels"));
    c.check("tree kernel_ns", kernels.get("sum_ns"), asObject(report.get("tree")).get("kernel_ns"));
  }

  /** Planes are listed in the order in which they were read. */
  private static List<String> names(List<Object> planes) {
    return planes.stream().map(each -> (String) asObject(each).get("name")).sorted().toList();
  }

  private static Map<String, Object> byName(List<Object> planes, String name) {
    return asObject(
        planes.stream()
            .filter(p -> name.equals(asObject(p).get("name")))
            .findFirst()
            .orElseThrow());
  }

  private static List<String> seriousProblems(Trace trace) {
    return trace.problems().stream()
        .filter(p -> !p.code().isFoundByLinking())
        .map(p -> p.code().id())
        .toList();
  }

  private static @Nullable Object metadata(Trace trace, String key) {
    byte[] json =
        ("{\"value\":" + trace.metadata().get(key) + "}").getBytes(StandardCharsets.UTF_8);
    return JsonTree.object(json).get("value");
  }

  private static void plane(
      Comparison c,
      Map<String, Object> fact,
      Map<String, Object> plane,
      Links links,
      Map<String, Object> report) {
    String name = (String) fact.get("name");
    for (String key : List.of("event_metadata", "stat_metadata", "events", "n_lines")) {
      c.check(name + " " + key, fact.get(key), plane.get(key));
    }
    c.check(
        name + " stats",
        numbers(asObject(fact.get("stats"))),
        numbers(asObject(plane.get("stats"))));
    Object counted = asObject(asObject(report.get("events")).get("by_category")).get(name);
    c.check(
        name + " by_category", asLong(fact.get("events")), counted == null ? 0 : asLong(counted));
    List<Object> lines = new ArrayList<>(asList(plane.get("lines")));
    if (fact.containsKey("lines_truncated_to")) {
      lines.sort(Comparator.comparingLong(line -> -asLong(asObject(line).get("events"))));
      lines = lines.subList(0, (int) asLong(fact.get("lines_truncated_to")));
    }
    List<Object> expected = asList(fact.get("lines"));
    c.check(name + " lines", expected.size(), lines.size());
    for (int i = 0; i < expected.size(); i++) {
      line(c, name, asObject(expected.get(i)), asObject(lines.get(i)));
    }
    if (fact.containsKey("stream_events")) {
      streams(c, name, fact, links, report);
    }
  }

  /** Numbers by value: 918.0 is 918. */
  private static Map<String, Object> numbers(Map<String, Object> stats) {
    Map<String, Object> same = new TreeMap<>();
    stats.forEach((key, value) ->
        same.put(key, value instanceof BigDecimal n ? (Object) n.doubleValue() : value));
    return same;
  }

  private static void line(
      Comparison c, String plane, Map<String, Object> fact, Map<String, Object> line) {
    String name = plane + " " + fact.get("name");
    for (String key : List.of("name", "display_name", "events", "timestamp_ns")) {
      c.check(name + " " + key, fact.get(key), line.get(key));
    }
    c.check(name + " sum_dur_us", number(fact, "sum_dur_us"), micros(line.get("sum_ps")));
    c.check(
        name + " span_us",
        fact.containsKey("span_us") ? number(fact, "span_us") : null,
        line.containsKey("span_ps") ? micros(line.get("span_ps")) : null);
    if (fact.containsKey("top5")) {
      List<String> expected = new ArrayList<>();
      for (Object each : asList(fact.get("top5"))) {
        Map<String, Object> top = asObject(each);
        expected.add(top.get("name") + " " + top.get("count") + " " + number(top, "total_us"));
      }
      List<String> actual = new ArrayList<>();
      for (Object each : asList(line.get("top"))) {
        Map<String, Object> top = asObject(each);
        actual.add(cut(top, 120) + " " + top.get("count") + " " + micros(top.get("sum_ps")));
      }
      c.check(name + " top5", expected, actual);
    }
  }

  private static String cut(Map<String, Object> top, int length) {
    String name = (String) top.get("name");
    return name.substring(0, Math.min(length, name.length()));
  }

  private static double number(Map<String, Object> from, String key) {
    return ((BigDecimal) from.get(key)).doubleValue();
  }

  /** As {@code facts.py} rounds: {@code round(ps / 1e6, 3)}. */
  private static double micros(@Nullable Object ps) {
    return new BigDecimal(asLong(ps) / 1e6).setScale(3, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static double microsOfNanos(long ns) {
    return new BigDecimal(ns / 1e3).setScale(3, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** The streams of one GPU: from the slices, whose nanoseconds are exact on GPUs. */
  private static void streams(
      Comparison c,
      String plane,
      Map<String, Object> fact,
      Links links,
      Map<String, Object> report) {
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    int category = trace.strings().find(plane);
    long kernels = 0;
    long kernelNs = 0;
    long copies = 0;
    Map<String, long[]> byName = new HashMap<>();
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      if (slices.categoryId(row) == category && kind.isDeviceWork()) {
        kernels += kind == SliceKind.KERNEL ? 1 : 0;
        kernelNs += kind == SliceKind.KERNEL ? slices.durNs(row) : 0;
        copies += kind == SliceKind.KERNEL ? 0 : 1;
        long[] sum =
            byName.computeIfAbsent(trace.strings().get(slices.nameId(row)), k -> new long[2]);
        sum[0] += slices.durNs(row);
        sum[1]++;
      }
    }
    c.check(plane + " stream_events", asLong(fact.get("stream_events")), kernels + copies);
    c.check(plane + " stream_kernel_like", asLong(fact.get("stream_kernel_like")), kernels);
    c.check(plane + " memcpy_memset", asLong(fact.get("stream_memcpy_memset_like")), copies);
    c.check(
        plane + " kernel sum", number(fact, "sum_stream_kernel_like_us"), microsOfNanos(kernelNs));
    c.check(plane + " busy", number(fact, "busy_union_us"), microsOfNanos(busy(report, plane)));
    List<String> expected = new ArrayList<>();
    for (Object each : asList(fact.get("top10_stream_events"))) {
      Map<String, Object> top = asObject(each);
      expected.add(top.get("name") + " " + top.get("count") + " " + number(top, "total_us"));
    }
    List<String> actual = new ArrayList<>();
    byName.entrySet().stream()
        .sorted(Comparator.comparingLong(top -> -top.getValue()[0]))
        .limit(expected.size())
        .forEach(top -> {
          String name = top.getKey().substring(0, Math.min(200, top.getKey().length()));
          actual.add(name + " " + top.getValue()[1] + " " + microsOfNanos(top.getValue()[0]));
        });
    c.check(plane + " top10_stream_events", expected, actual);
  }

  private static long busy(Map<String, Object> report, String plane) {
    String id = plane.substring(plane.lastIndexOf(':') + 1);
    return asList(report.get("devices")).stream()
        .map(JsonTree::asObject)
        .filter(device -> id.equals(device.get("id")))
        .mapToLong(device -> asLong(device.get("busy_ns")))
        .sum();
  }

  private static void correlations(Comparison c, Map<String, Object> facts, Links links) {
    SliceTable slices = links.trace().slices();
    long with = 0;
    long linked = 0;
    for (int row = 0; row < slices.size(); row++) {
      String category = links.trace().strings().get(slices.categoryId(row));
      if (slices.kind(row).isDeviceWork() && category.startsWith("/device:GPU")) {
        int detail = slices.detail(row);
        with += links.trace().deviceWork().correlation(detail) != Ids.ABSENT ? 1 : 0;
        linked += links.launch(row) >= 0 ? 1 : 0;
      }
    }
    c.check(
        "device_events_with_correlation_id",
        number(facts, "device_events_with_correlation_id"),
        (double) with);
    c.check(
        "device_events_linked_to_host_correlation_id",
        number(facts, "device_events_linked_to_host_correlation_id"),
        (double) linked);
  }
}
