package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.decimal;
import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.cli.corpus.Corpus.Entry;
import dev.plumb.trace.SegmentTable;
import dev.plumb.trace.Trace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Memory snapshots against what Python's own reader of pickles found in them. */
final class MemorySnapshotFacts implements FactComparer {
  @Override
  public boolean claims(Entry entry) {
    return "torch-memory-snapshot".equals(entry.kind());
  }

  @Override
  public void compare(Comparison c, Reading reading) {
    Map<String, Object> report = reading.report();
    Map<String, Object> snapshot = asObject(report.get("memory_snapshot"));
    Trace trace = reading.traces().getFirst();
    c.check("kind", c.facts.get("kind"), trace.format());
    c.check("bytes", asLong(c.facts.get("bytes")), trace.bytes());
    for (String fact :
        List.of("segments", "reserved_bytes", "allocated_bytes", "active_bytes", "blocks")) {
      c.check(fact, c.facts.get(fact), snapshot.get(fact));
    }
    Map<String, Object> states = new TreeMap<>();
    asObject(snapshot.get("by_state"))
        .forEach((state, value) -> states.put(state, asObject(value).get("blocks")));
    c.check("blocks_per_state", Values.sorted(c.facts.get("blocks_per_state")), states);
    segments(c, trace);
    history(c, asObject(asObject(report.get("events")).get("by_category")));
    c.notKept("how the file is laid out is not kept", "top_level", "devices_in_device_traces");
  }

  private static void segments(Comparison c, Trace trace) {
    Map<String, Long> devices = new TreeMap<>();
    Map<String, Long> types = new TreeMap<>();
    long expandable = 0;
    SegmentTable segments = trace.segments();
    for (int row = 0; row < segments.size(); row++) {
      devices.merge(trace.devices().id(segments.deviceRow(row)), 1L, Long::sum);
      String type = Values.text(trace, segments.typeId(row));
      types.merge(type == null ? "None" : type, 1L, Long::sum);
      expandable += segments.expandable(row) == 1 ? 1 : 0;
    }
    c.check(
        "segments_per_device",
        Values.sorted(c.facts.get("segments_per_device")),
        Values.decimals(devices));
    c.check("segment_types", Values.sorted(c.facts.get("segment_types")), Values.decimals(types));
    c.check("expandable_segments", c.facts.get("expandable_segments"), decimal(expandable));
  }

  private static void history(Comparison c, Map<String, Object> events) {
    long entries = 0;
    long counted = 0;
    for (Object each : asList(c.facts.get("device_traces"))) {
      Map<String, Object> device = asObject(each);
      entries += asLong(device.get("entries"));
      for (Map.Entry<String, Object> action : asObject(device.get("actions")).entrySet()) {
        c.check(action.getKey(), action.getValue(), events.get(action.getKey()));
        counted += asLong(action.getValue());
      }
    }
    c.check("entries", entries, counted);
  }
}
