package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Databases of the Ascend PyTorch profiler. */
final class AscendDatabaseFacts implements FactComparer {
  /** Tables whose rows are no events: names, what is said of the recording, and what follows. */
  private static final Set<String> NO_EVENTS =
      Set.of(
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
          "TASK"); // by their types

  @Override
  public boolean claims(Entry entry) {
    return "sqlite".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Trace trace = reading.traces().getFirst();
    c.facts.get("kind");
    c.check("format", "ascend", trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.bytes());
    Map<String, Object> tables = asObject(c.facts.get("tables"));
    c.check("tables", Values.sorted(tables), Values.sorted(Values.metadata(trace, "tables")));
    tables.forEach((table, rows) -> {
      if (!NO_EVENTS.contains(table) && !table.startsWith("ENUM_")) {
        c.check("events of " + table, asLong(rows), Values.events(trace, table));
      }
    });
    if (c.facts.get("tasks_per_type") != null) {
      tasks(c, trace);
      kernels(c, trace);
      about(c, trace);
    }
  }

  private static void about(Comparison c, Trace trace) {
    long calls = 0;
    int category = trace.strings().find("PYTORCH_API");
    for (int row = 0; row < trace.slices().size(); row++) {
      calls += trace.slices().categoryId(row) == category ? 1 : 0;
    }
    c.check(
        "slices of PYTORCH_API", asLong(asObject(c.facts.get("tables")).get("PYTORCH_API")), calls);
    String rank = (String) asList(asList(c.facts.get("RANK_DEVICE_MAP")).getFirst()).getFirst();
    c.check("RANK_DEVICE_MAP", Long.parseLong(rank), (long) trace.rank());
    List<?> npu = asList(asList(c.facts.get("NPU_INFO")).getFirst());
    c.check("NPU_INFO id", npu.get(0), trace.devices().id(0));
    c.check("NPU_INFO name", npu.get(1), trace.devices().name(0));
  }

  private static void tasks(Comparison c, Trace trace) {
    Map<String, Object> counts = asObject(c.facts.get("tasks_per_type"));
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
            .add(new long[] {slices.startNs(row), slices.endNs(row)});
      }
    }
    counts.forEach((type, n) -> c.check("tasks_per_type " + type, asLong(n), found.get(type)));
    counts.forEach(
        (type, n) -> c.check("events of " + type, asLong(n), Values.events(trace, type)));
    asObject(c.facts.get("task_sum_us_per_type"))
        .forEach((type, us) -> c.check("task_sum_us_per_type " + type, ns(us), sums.get(type)));
    asObject(c.facts.get("task_busy_us_per_device"))
        .forEach((id, us) -> c.check("task_busy_us " + id, ns(us), Values.union(spans.get(id))));
  }

  private static void kernels(Comparison c, Trace trace) {
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
    c.check("compute_tasks", asLong(c.facts.get("compute_tasks")), count);
    c.check("compute_task_sum_us", ns(c.facts.get("compute_task_sum_us")), sum);
    c.check(
        "top10_compute_ops",
        Values.top(c.facts.get("top10_compute_ops")),
        Values.top(byName, 100_000));
  }
}
