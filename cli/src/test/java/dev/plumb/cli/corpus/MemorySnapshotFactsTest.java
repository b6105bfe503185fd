package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.corpus.Corpus.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Memory snapshots against what Python's own reader of pickles found in them. */
class MemorySnapshotFactsTest {
  @Test
  void theReportAgreesWithEveryFactOfEverySnapshot() throws IOException {
    Corpus corpus = Corpus.orSkip();
    List<Comparison> comparisons = new ArrayList<>();
    for (Entry entry : corpus.ofKind("torch-memory-snapshot")) {
      Comparison comparison = new Comparison(entry, Map.of());
      compare(comparison, Comparison.report(corpus.path(entry.file()).toString()));
      comparisons.add(comparison);
    }
    assertThat(comparisons).hasSizeGreaterThanOrEqualTo(3);
    Comparison.printAndAssertEqual(comparisons);
  }

  private static void compare(Comparison c, Map<String, Object> report) {
    Map<String, Object> facts = c.entry.facts();
    Map<String, Object> snapshot = asObject(report.get("memory_snapshot"));
    for (String fact :
        List.of("segments", "reserved_bytes", "allocated_bytes", "active_bytes", "blocks")) {
      c.check(fact, facts.get(fact), snapshot.get(fact));
    }
    Map<String, Object> states = new TreeMap<>();
    asObject(snapshot.get("by_state"))
        .forEach((state, value) -> states.put(state, asObject(value).get("blocks")));
    c.check("blocks_per_state", new TreeMap<>(asObject(facts.get("blocks_per_state"))), states);
    Map<String, Object> events = asObject(asObject(report.get("events")).get("by_category"));
    long allocated = 0;
    for (Object trace : asList(facts.get("device_traces"))) {
      for (Map.Entry<String, Object> action : asObject(asObject(trace).get("actions")).entrySet()) {
        c.check(action.getKey(), action.getValue(), events.get(action.getKey()));
        allocated += asLong(action.getValue());
      }
    }
    c.check(
        "entries",
        asList(facts.get("device_traces")).stream()
            .mapToLong(trace -> asLong(asObject(trace).get("entries")))
            .sum(),
        allocated);
  }
}
