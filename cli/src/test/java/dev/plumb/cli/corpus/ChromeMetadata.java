package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The top-level values of a Trace Event file beside its events. */
final class ChromeMetadata {
  private static final List<String> VALUES =
      List.of(
          "schemaVersion",
          "baseTimeNanoseconds",
          "displayTimeUnit",
          "traceName",
          "record_shapes",
          "profile_memory",
          "with_stack",
          "with_flops",
          "with_modules",
          "trace_id",
          "cuda_runtime_version",
          "cuda_driver_version",
          "hip_runtime_version",
          "hip_driver_version",
          "roctracer_version",
          "cupti_version");

  private final Comparison c;
  private final Trace trace;

  ChromeMetadata(Comparison c, Trace trace) {
    this.c = c;
    this.trace = trace;
  }

  void compare() {
    c.check("bytes", c.facts.get("bytes"), Values.decimal(trace.fileBytes()));
    c.check("uncompressed_bytes", c.facts.get("uncompressed_bytes"), Values.decimal(trace.bytes()));
    c.check("kind", "chrome", trace.format());
    c.facts.get("kind");
    Set<String> keys = new TreeSet<>();
    if (c.facts.get("top_level_keys") != null) {
      asList(c.facts.get("top_level_keys")).forEach(key -> keys.add((String) key));
    }
    c.check("top_level_keys", keys, new TreeSet<>(trace.metadata().keySet()));
    if (c.facts.get("top_level") != null) {
      c.check("top_level", "array", c.facts.get("top_level"));
      c.check("top_level has no values", Set.of(), trace.metadata().keySet());
    }
    for (String key : VALUES) {
      if (c.facts.get(key) != null) {
        c.check(key, c.facts.get(key), Values.metadata(trace, key));
      }
    }
    c.check(
        "non_object_events",
        Values.count(c.facts.get("non_object_events")),
        Values.decimal(Values.problems(trace, ProblemCode.VALUE_NOT_AN_EVENT)));
    devices();
    ranks();
    c.notKept("repairs are problems; their words are others", "parse_notes");
  }

  private void devices() {
    if (c.facts.get("device_names") == null) {
      return;
    }
    Map<String, Object> names = new TreeMap<>();
    for (Object each : asList(Values.metadata(trace, "deviceProperties"))) {
      Object name = asObject(each).get("name");
      names.merge(
          name == null ? "None" : (String) name,
          BigDecimal.ONE,
          (a, b) -> ((BigDecimal) a).add((BigDecimal) b));
    }
    c.check("device_names", Values.sorted(c.facts.get("device_names")), names);
    Set<String> known = new TreeSet<>();
    for (int row = 0; row < trace.devices().size(); row++) {
      if (trace.devices().name(row) != null) {
        known.add(trace.devices().name(row));
      }
    }
    c.check("device_names of the table", true, names.keySet().containsAll(known));
  }

  private void ranks() {
    if (c.facts.get("distributedInfo") != null) {
      Map<String, Object> told = new LinkedHashMap<>(asObject(c.facts.get("distributedInfo")));
      Map<String, Object> kept =
          new LinkedHashMap<>(asObject(Values.metadata(trace, "distributedInfo")));
      kept.computeIfPresent("pg_config", (key, groups) -> "<" + size(groups) + " groups>");
      c.check("distributedInfo", told, kept);
      if (told.get("rank") instanceof BigDecimal rank) {
        c.check("distributedInfo.rank", rank, Values.decimal(trace.rank()));
      }
    }
    if (c.facts.get("events_per_args_rank") != null) {
      Set<Integer> ranks = new TreeSet<>();
      for (int row = 0; row < trace.tracks().size(); row++) {
        if (trace.tracks().rank(row) >= 0) {
          ranks.add(trace.tracks().rank(row));
        }
      }
      Set<Integer> told = new TreeSet<>();
      asObject(c.facts.get("events_per_args_rank"))
          .keySet()
          .forEach(rank -> told.add(rank.equals("None") ? 0 : Integer.parseInt(rank)));
      c.check("events_per_args_rank: ranks", told, ranks);
    }
  }

  /** As Python counts: elements of a list, members of an object, characters of a text. */
  private static int size(Object value) {
    return switch (value) {
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> value.toString().length();
    };
  }
}
