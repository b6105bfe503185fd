package dev.plumb.importers.speedscope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class SpeedscopeImporterTest {
  private static final String SAMPLED =
      """
      {"$schema": "https://www.speedscope.app/file-format-schema.json",
       "profiles": [{"type": "sampled", "name": "Thread 1", "unit": "seconds",
         "startValue": 0.5, "endValue": 0.53,
         "samples": [[0, 1], [0], [], [0, 9]], "weights": [0.01, 0.02, 0.001, 1e-9]}],
       "shared": {"frames": [{"name": "main", "file": "a.py", "line": 3}, {"name": "x/Y.z"}]},
       "exporter": "py-spy@0.4.2", "name": "run", "activeProfileIndex": 0}
      """;
  private static final String EVENTED =
      """
      {"shared": {"frames": [{"name": "a"}, {"name": "b"}]}, "profiles": [
        {"type": "evented", "name": "p", "unit": "milliseconds", "startValue": 0, "endValue": 10,
         "events": [{"type": "O", "frame": 0, "at": 1}, {"type": "O", "frame": 1, "at": 2.5},
           {"type": "C", "frame": 1, "at": 4}, {"type": "C", "frame": 1, "at": 5},
           {"type": "O", "frame": 1, "at": 3}, {"at": 7}]}]}
      """;

  private final SpeedscopeImporter importer = new SpeedscopeImporter();

  @Test
  void sampledProfilesWithFramesBehindThem() {
    Imported imported = Imported.of(importer, SAMPLED);
    assertThat(imported.samples())
        .containsExactly(
            "WALL_NS=10000000 @500000000 #0 main:python@a.py:3;x/Y.z:java",
            "SAMPLES=1 @500000000 #0 main:python@a.py:3;x/Y.z:java",
            "WALL_NS=20000000 @510000000 #0 main:python@a.py:3",
            "SAMPLES=1 @510000000 #0 main:python@a.py:3",
            "WALL_NS=1000000 @530000000 #0 ",
            "SAMPLES=1 @530000000 #0 ",
            "WALL_NS=1 @531000000 #0 main:python@a.py:3;[unknown]",
            "SAMPLES=1 @531000000 #0 main:python@a.py:3;[unknown]");
    assertThat(imported.tracks()).containsExactly("/Thread 1 -/Thread 1");
    assertThat(imported.problems()).containsExactly("reference-dangling 1");
    assertThat(imported.trace().metadata()).containsEntry("exporter", "\"py-spy@0.4.2\"");
    assertThat(imported.trace().events()).isEqualTo(4);
  }

  @Test
  void eventedProfilesAreWhatWasOpenBetweenTwoEvents() {
    Imported imported = Imported.of(importer, EVENTED);
    assertThat(imported.samples())
        .containsExactly(
            "WALL_NS=1500000 @1000000 #0 a",
            "WALL_NS=1500000 @2500000 #0 a;b",
            "WALL_NS=1000000 @4000000 #0 a",
            "WALL_NS=5000000 @5000000 #0 a;b");
    assertThat(imported.problems())
        .containsExactlyInAnyOrder(
            "time-unusable 1",
            "event-broken 1@" + EVENTED.indexOf("{\"at\": 7}"),
            "end-without-begin 1",
            "duration-negative 1",
            "begin-without-end 2");
  }

  @Test
  void unitsThatAreNoTimes() {
    assertThat(weights("none", "3, 4").samples())
        .containsExactly("SAMPLES=3 #0 a", "SAMPLES=4 #0 a");
    assertThat(weights("none", "0.5, 4").measures()).containsExactly("OTHER value 1e-1");
    assertThat(weights("none", "0.5, 4").sums()).containsEntry("OTHER value", 45L);
    assertThat(weights("none", "0.5, -4").sums()).containsEntry("OTHER value", -35L);
    assertThat(weights("nanoseconds", "3, -4").sums()).containsEntry("WALL_NS time", 3L);
    assertThat(weights("nanoseconds", "3, -4").problems()).containsExactly("sample-broken 1");
    assertThat(weights("bytes", "3, 4").measures()).contains("OTHER bytes bytes");
    assertThat(weights("nanoseconds", "3, 4").measures()).contains("WALL_NS time ns");
    assertThat(weights("none", "3").problems()).containsExactly("sample-broken 1");
    assertThat(weights("none", "3, \"x\"").problems()).hasSize(1);
  }

  private Imported weights(String unit, String weights) {
    return Imported.of(
        importer,
        "{\"shared\":{\"frames\":[{\"name\":\"a\"}]},\"profiles\":[{\"type\":\"sampled\","
            + "\"weights\":["
            + weights
            + "],\"samples\":[[0],[0]],\"name\":\"p\",\"unit\":\""
            + unit
            + "\"}]}");
  }

  @Test
  void oursIsNoTimeline() {
    String ours =
        SAMPLED
            .replace("{\"$schema\"", "{\"exporter\":\"plumb\",\"$schema\"")
            .replace(", \"exporter\": \"py-spy@0.4.2\"", "")
            .replace("Thread 1", "CPU time")
            .replaceAll("\"exporter\": \"py-spy@0.4.2\", ", "");
    Imported imported = Imported.of(importer, ours);
    assertThat(imported.samples().getFirst())
        .isEqualTo("CPU_NS=10000000 main:python@a.py:3;x/Y.z:java");
    assertThat(imported.sums()).containsOnlyKeys("CPU_NS CPU time");
  }

  @Test
  void deepNestingAndGiganticNumbersAreDamage() {
    String deep = "{\"profiles\":" + "[".repeat(100_000);
    Assertions.assertThatThrownBy(
            () -> Imported.of(importer, deep.getBytes(StandardCharsets.UTF_8), 1000))
        .isInstanceOf(UnreadableInputException.class);
    assertThat(weights("seconds", "1e400, 1e18").problems()).isNotEmpty();
    Imported large = weights("seconds", "1e8, 9e9"); // no sum holds three centuries for long
    assertThat(large.sums()).containsEntry("WALL_NS time", 100_000_000_000_000_000L);
    assertThat(large.problems()).anyMatch(each -> each.toString().contains("values-too-large"));
  }

  @Test
  void deepStacksAreRead() {
    String text = SAMPLED.replace("[0, 9]", "[" + "0,".repeat(200_000) + "1]");
    assertThat(Imported.of(importer, text).trace().stacks().size()).isGreaterThan(200_000);
  }

  @Test
  void onlySpeedscopeIsSpeedscope() {
    assertThat(match(SAMPLED)).isEqualTo(Match.CERTAIN);
    assertThat(match(EVENTED)).isEqualTo(Match.CERTAIN);
    assertThat(match("{ \"profiles\" : [ {\"type\": \"sampled\", \"samples\": ["))
        .isEqualTo(Match.CERTAIN);
    assertThat(match("{\"traceEvents\": [{\"$schema\": \"x\"}]}")).isEqualTo(Match.NO);
    assertThat(match("{\"$schema\": \"rocprofv3\", \"shared\": 3}")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void damageIsSurvived() {
    byte[] sampled = SAMPLED.getBytes(StandardCharsets.UTF_8);
    byte[] evented = EVENTED.getBytes(StandardCharsets.UTF_8);
    assertThat(Imported.survives(importer, sampled, 1500)).isPositive();
    assertThat(Imported.survives(importer, evented, 1500)).isPositive();
  }
}
