package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.profile.Links;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * XPlane files against {@code facts.py}, which decodes the wire format by itself: planes and lines
 * against the importer's summary in picoseconds, devices and links against {@code plumb report
 * --json}, streams against the tables.
 */
final class XPlaneFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "xplane".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    WatchedFacts facts = c.facts;
    Links links = reading.links("");
    Map<String, Object> report = reading.report();
    c.check("kind", facts.get("kind"), links.trace().format());
    Trace trace = links.trace();
    Map<String, Object> events = asObject(report.get("events"));
    c.check("bytes", asLong(facts.get("bytes")), trace.bytes());
    c.check("total_events", facts.get("total_events"), events.get("total"));
    for (String list : List.of("hostnames", "errors", "warnings")) {
      c.check(list, facts.get(list), Values.metadata(trace, list));
    }
    c.check("problems", List.of(), seriousProblems(trace));
    List<Object> planes = asList(Values.metadata(trace, "planes"));
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
