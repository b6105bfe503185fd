package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.pipeline.JsonTree;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Numbers and lists as {@code facts.py} writes them, and as Plumb has them. */
final class Values {
  private Values() {}

  /** Whole nanoseconds of a fact in microseconds. */
  static long ns(Object micros) {
    return ((BigDecimal) micros).movePointRight(3).longValueExact();
  }

  /** Microseconds as {@code facts.py} rounds them: {@code round(float(ns) / 1000, 3)}. */
  static double micros(long ns) {
    return new BigDecimal((double) ns / 1000).setScale(3, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** A fact as double; 0 where there is none. */
  static double number(@Nullable Object fact) {
    return fact == null ? 0 : ((BigDecimal) fact).doubleValue();
  }

  static BigDecimal decimal(long value) {
    return BigDecimal.valueOf(value);
  }

  /** A fact that is a count; 0 where there is none. */
  static Object count(@Nullable Object fact) {
    return fact == null ? BigDecimal.ZERO : fact;
  }

  /** Facts by key, each a number, in the order of the keys. */
  static Map<String, Object> sorted(@Nullable Object fact) {
    return fact == null ? Map.of() : new TreeMap<>(asObject(fact));
  }

  /** Facts that are microseconds, by key. */
  static Map<String, Double> allMicros(@Nullable Object fact) {
    Map<String, Double> micros = new TreeMap<>();
    sorted(fact).forEach((key, value) -> micros.put(key, number(value)));
    return micros;
  }

  static Map<String, Double> inMicros(Map<String, Long> ns) {
    Map<String, Double> micros = new TreeMap<>();
    ns.forEach((key, value) -> micros.put(key, micros(value)));
    return micros;
  }

  static Map<String, Object> decimals(Map<String, Long> counts) {
    Map<String, Object> decimals = new TreeMap<>();
    counts.forEach((key, value) -> decimals.put(key, decimal(value)));
    return decimals;
  }

  /** A list of {name, count, total_us}; equal sums come in any order. */
  static List<String> top(@Nullable Object fact) {
    List<String> top = new ArrayList<>();
    for (Object each : asList(fact)) {
      Map<String, Object> one = asObject(each);
      top.add(one.get("name") + " " + one.get("count") + " " + ns(one.get("total_us")));
    }
    return top.stream().sorted().toList();
  }

  /** The ten largest of sums by name: count and nanoseconds. */
  static List<String> top(Map<String, long[]> byName, int nameLength) {
    return byName.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue()[1]))
        .limit(10)
        .map(e -> cut(e.getKey(), nameLength) + " " + e.getValue()[0] + " " + e.getValue()[1])
        .sorted()
        .toList();
  }

  /** The first characters of a text. */
  static String cut(String text, int length) {
    int points = text.codePointCount(0, text.length());
    return text.substring(0, text.offsetByCodePoints(0, Math.min(length, points)));
  }

  /** Length of the union of intervals of {start, end}. */
  static long union(List<long[]> spans) {
    List<long[]> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(span -> span[0]));
    long union = 0;
    long end = Long.MIN_VALUE;
    for (long[] span : sorted) {
      long from = Math.max(span[0], end);
      end = Math.max(end, span[1]);
      union += Math.max(0, end - from);
    }
    return union;
  }

  /** Occurrences of a problem. */
  static long problems(Trace trace, ProblemCode code) {
    return trace.problems().stream()
        .filter(problem -> problem.code() == code)
        .mapToLong(problem -> problem.count())
        .sum();
  }

  /** Events of a category. */
  static long events(Trace trace, String category) {
    int id = trace.strings().find(category);
    return id < 0 ? 0 : trace.events(id);
  }

  /** A value of the trace's metadata; null if there is none. */
  static @Nullable Object metadata(Trace trace, String key) {
    String json = trace.metadata().get(key);
    return json == null
        ? null
        : JsonTree.object(("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8))
            .get("value");
  }

  /** A text; null for no string. */
  static @Nullable String text(Trace trace, int id) {
    return id < 0 ? null : trace.strings().get(id);
  }
}
