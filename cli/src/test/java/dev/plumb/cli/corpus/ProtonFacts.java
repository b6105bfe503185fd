package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.Trace;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Trees of Triton Proton. */
final class ProtonFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "proton".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    Trace trace = reading.traces().getFirst();
    c.check("kind", c.facts.get("kind"), trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.fileBytes());
    c.check("uncompressed_bytes", asLong(c.facts.get("uncompressed_bytes")), trace.bytes());
    c.check("nodes", c.facts.get("nodes"), asObject(report.get("events")).get("total"));
    Map<String, BigDecimal> totals = new TreeMap<>();
    for (Object each : asList(report.get("measures"))) {
      Map<String, Object> measure = asObject(each);
      totals.put((String) measure.get("name"), new BigDecimal(asLong(measure.get("total"))));
    }
    asObject(c.facts.get("metric_sums_over_all_nodes"))
        .forEach((name, sum) -> {
          BigDecimal ours = totals.getOrDefault(name, BigDecimal.ZERO);
          c.check(name, 0, new BigDecimal(sum.toString()).compareTo(ours));
        });
    Map<String, Object> kernels = new TreeMap<>();
    for (Object each : asList(report.get("top_kernels"))) {
      kernels.put((String) asObject(each).get("name"), asObject(each).get("sum_ns"));
    }
    for (Object each : asList(c.facts.get("top10_by_time_ns"))) {
      if (asLong(asList(each).get(1)) > 0) {
        String name = (String) asList(each).get(0);
        c.check(name, asList(each).get(1), kernels.get(name));
      }
    }
    devices(c, trace);
    c.notKept("how the file is laid out is not kept", "top_level_items");
  }

  /** {@code {"CUDA": {"0": {...}}}}: ids of devices that did something must be among them. */
  private static void devices(Comparison c, Trace trace) {
    Set<String> told = new HashSet<>();
    for (Object each : asList(c.facts.get("device_info"))) {
      asObject(each).values().forEach(devices -> told.addAll(asObject(devices).keySet()));
    }
    List<String> unknown = new java.util.ArrayList<>();
    for (int row = 0; row < trace.devices().size(); row++) {
      if (!told.contains(trace.devices().id(row))) {
        unknown.add(trace.devices().id(row));
      }
    }
    c.check("device_info", List.of(), unknown);
  }
}
