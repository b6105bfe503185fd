package dev.plumb.importers.cpuprofile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CpuProfileImporterTest {
  private static final String PROFILE =
      """
      {"nodes": [
        {"id": 1, "callFrame": {"functionName": "(root)", "url": "", "lineNumber": -1},
         "children": [2, 3]},
        {"id": 4, "callFrame": {"functionName": "work", "url": "file:///a.js", "lineNumber": 6}},
        {"id": 2, "callFrame": {"functionName": "(idle)", "url": "", "lineNumber": -1}},
        {"id": 3, "callFrame": {"functionName": "", "url": "file:///a.js", "lineNumber": 0},
         "children": [4]}],
       "startTime": 1000, "endTime": 1700,
       "samples": [2, 4, 4, 3, 99], "timeDeltas": [100, 100, 200, 100, 100]}
      """;

  private final CpuProfileImporter importer = new CpuProfileImporter();

  @Test
  void aSampleLastsUntilTheNext() {
    Imported imported = Imported.of(importer, PROFILE);
    String work = "(anonymous)@file:///a.js:1;work@file:///a.js:7";
    assertThat(imported.samples())
        .containsExactly(
            "WALL_NS=100000 @1100000 (idle) (idle)",
            "SAMPLES=1 @1100000 (idle) (idle)",
            "WALL_NS=200000 @1200000 " + work,
            "SAMPLES=1 @1200000 " + work,
            "WALL_NS=100000 @1400000 " + work,
            "SAMPLES=1 @1400000 " + work,
            "WALL_NS=100000 @1500000 (anonymous)@file:///a.js:1",
            "SAMPLES=1 @1500000 (anonymous)@file:///a.js:1");
    assertThat(imported.problems()).containsExactly("sample-broken 1");
    assertThat(imported.trace().events()).isEqualTo(5);
  }

  @Test
  void circlesAreCut() {
    String circle = PROFILE.replace("\"lineNumber\": 6}", "\"lineNumber\": 6}, \"children\": [3]");
    String both = circle.replace("\"children\": [2, 3]", "\"children\": [2]");
    assertThat(Imported.of(importer, both).problems()).contains("stack-cycle 1");
  }

  @Test
  void onlyProfilesMatch() {
    byte[] bytes = PROFILE.getBytes(StandardCharsets.UTF_8);
    assertThat(importer.match(bytes, bytes.length)).isEqualTo(Match.CERTAIN);
    byte[] graph = "{\"nodes\": [{\"id\": 1, \"name\": \"x\"}]}".getBytes(StandardCharsets.UTF_8);
    assertThat(importer.match(graph, graph.length)).isEqualTo(Match.NO);
  }

  @Test
  void damageIsSurvived() {
    assertThat(Imported.survives(importer, PROFILE.getBytes(StandardCharsets.UTF_8), 2000))
        .isPositive();
  }
}
