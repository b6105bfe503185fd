package dev.plumb.importers.memsnapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.importers.testing.JsonFuzz;
import dev.plumb.trace.CounterTable;
import dev.plumb.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryTimelineImporterTest {
  private static final String TIMELINE =
      """
      [[-1, 1, 4096, 7], [1696966048083248105, 2, 512, 4], [1696966048083248105, 2, 256, 4],
       [1696966048083248200, 3, -512, 4], [1696966048083248200, 3, 512, 0],
       [1696966048083248300, 4, -256, 4], [5, 9, 1, 1], [1, 2], "x"]
      """;

  private final MemoryTimelineImporter importer = new MemoryTimelineImporter();

  @Test
  void categoriesAreCountersAndAllocationsInstants() {
    Imported imported = Imported.of(importer, TIMELINE);
    Trace trace = imported.trace();
    CounterTable counters = trace.counters();
    List<String> values = new ArrayList<>();
    for (int row = 0; row < counters.size(); row++) {
      values.add(
          counters.timeNs(row) % 1000
              + " "
              + trace.strings().get(counters.seriesId(row))
              + " "
              + (long) counters.value(row));
    }
    assertThat(values)
        .containsExactly(
            "105 activation 768",
            "105 unknown 4096",
            "200 parameter 512",
            "200 activation 256",
            "300 activation 0");
    assertThat(trace.memory().size()).isEqualTo(3);
    assertThat(trace.memory().bytes(2)).isEqualTo(-256);
    assertThat(trace.events()).isEqualTo(6);
    assertThat(imported.problems().toString())
        .contains("event-broken 2")
        .contains("value-not-an-event 1");
  }

  @Test
  void itIsKnownByItsFirstRows() {
    byte[] bytes = TIMELINE.getBytes(StandardCharsets.UTF_8);
    assertThat(importer.match(bytes, bytes.length)).isEqualTo(Match.CERTAIN);
    byte[] other = "[[1, 2, 3], [4, 5, 6]]".getBytes(StandardCharsets.UTF_8);
    assertThat(importer.match(other, other.length)).isEqualTo(Match.NO);
  }

  @Test
  void anyTextGivesTablesOrOneMessage() {
    JsonFuzz.run(importer, TIMELINE, 2_000);
  }
}
