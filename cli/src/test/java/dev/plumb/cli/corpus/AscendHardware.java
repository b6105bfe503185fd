package dev.plumb.cli.corpus;

import static dev.plumb.cli.corpus.Values.ns;
import static dev.plumb.cli.pipeline.JsonTree.asLong;

import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The process "Ascend Hardware" of a timeline of the Ascend PyTorch Profiler. */
final class AscendHardware {
  private AscendHardware() {}

  static void compare(Comparison c, Trace trace) {
    Map<String, long[]> byName = new TreeMap<>();
    List<long[]> spans = new ArrayList<>();
    long sum = 0;
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      int process = trace.tracks().processNameId(slices.trackRow(row));
      if (process >= 0 && trace.strings().get(process).equals("Ascend Hardware")) {
        long dur = slices.durNs(row);
        sum += dur;
        spans.add(new long[] {slices.startNs(row), slices.startNs(row) + dur});
        long[] one =
            byName.computeIfAbsent(trace.strings().get(slices.nameId(row)), name -> new long[2]);
        one[0]++;
        one[1] += dur;
      }
    }
    c.check(
        "ascend_hardware_events",
        asLong(c.facts.get("ascend_hardware_events")),
        (long) spans.size());
    c.check("ascend_hardware_sum_us", ns(c.facts.get("ascend_hardware_sum_us")), sum);
    c.check(
        "ascend_hardware_union_us",
        ns(c.facts.get("ascend_hardware_union_us")),
        Values.union(spans));
    c.check(
        "ascend_hardware_top10",
        Values.top(c.facts.get("ascend_hardware_top10")),
        Values.top(byName, 200));
  }
}
