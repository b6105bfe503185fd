package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.explain.Finding;
import dev.plumb.present.ParsedJson;
import dev.plumb.present.RecordedRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SessionAnswersTest {
  @Test
  void aSessionSaysWhatIsOpen() {
    try (Asked asked = Asked.compared(SampleRuns.plain(), SampleRuns.plain())) {
      Map<String, Object> session = asked.ask("/api/session");
      assertThat(session)
          .containsEntry("schema", "plumb.view/1")
          .containsEntry("version", "1.2.3")
          .containsEntry("folder", null);
      assertThat(Asked.objects(session, "profiles").stream().map(each -> each.get("role")))
          .containsExactly("new", "base");
      assertThat(ParsedJson.object(session.get("compare")))
          .containsEntry("new", 0L)
          .containsEntry("base", 1L);
      assertThatThrownBy(() -> asked.ask("/api/runs"))
          .isInstanceOf(WrongQuestion.class)
          .hasMessage("no folder was opened");
    }
  }

  @Test
  void theOverviewComesWithTheSession() {
    try (Asked asked = Asked.compared(SampleRuns.plain(), SampleRuns.ranks(2))) {
      assertThat(asked.ask("/api/session", "p", "1").get("overview"))
          .isEqualTo(asked.ask("/api/overview", "p", "1"));
      // No profile is no mistake: a folder has none at first.
      assertThat(asked.ask("/api/session", "p", "7")).doesNotContainKey("overview");
    }
  }

  @Test
  void aFolderIsAListOfRunsThatOpenOnDemand() throws Exception {
    List<RunFolder.Entry> entries =
        List.of(
            new RunFolder.Entry("one", List.of("one.json"), 1),
            new RunFolder.Entry("broken", List.of("broken.json"), 2),
            new RunFolder.Entry("two", List.of("two.json"), 3));
    List<String> read = new ArrayList<>();
    RunFolder folder =
        new RunFolder(
            "runs",
            entries,
            (label, files) -> {
              read.add(label);
              if (label.equals("broken")) {
                throw new IOException("broken.json: no trace");
              }
              return Asked.profile(label, SampleRuns.plain());
            });
    try (Asked asked = new Asked(new Profiles(folder))) {
      Map<String, Object> before = asked.ask("/api/runs");
      assertThat(before).containsEntry("reading", true).containsEntry("folder", "runs");
      folder.readAll();
      Map<String, Object> after = asked.ask("/api/runs");
      assertThat(after).containsEntry("reading", false);
      List<Map<String, Object>> runs = Asked.objects(after, "runs");
      assertThat(runs.stream().map(run -> run.get("state")))
          .containsExactly("ready", "failed", "ready");
      assertThat(runs.get(1)).containsEntry("message", "broken.json: no trace");
      int columns = Asked.objects(after, "columns").size();
      assertThat(ParsedJson.list(runs.get(0).get("values"))).hasSize(columns);
      assertThat(ParsedJson.list(runs.get(0).get("values")).getFirst())
          .isEqualTo(SampleRuns.plain().summary().spanNs());
      assertThat(ParsedJson.list(runs.get(0).get("change"))).containsOnlyNulls();
      assertThat(ParsedJson.list(runs.get(2).get("change")).getFirst()).isNotNull();
      assertThat(asked.ask("/api/session")).containsEntry("profiles", List.of());
      assertThat(asked.ask("/api/open", "run", 2)).containsEntry("p", 2L);
      assertThat(asked.ask("/api/open", "run", 2)).containsEntry("p", 2L);
      assertThat(asked.ask("/api/overview", "p", 2)).containsEntry("label", "two");
      assertThat(read).containsExactly("one", "broken", "two", "two");
      assertThatThrownBy(() -> asked.ask("/api/open", "run", 1))
          .isInstanceOf(WrongQuestion.class)
          .hasMessage("broken.json: no trace");
      assertThatThrownBy(() -> asked.ask("/api/open", "run", 9)).isInstanceOf(WrongQuestion.class);
    }
  }

  @Test
  void runsOfTwoKindsAreNeitherBetterNorWorse() {
    Map<String, Run> all =
        Map.of(
            "gpu", SampleRuns.plain(),
            "cpu", RecordedRuns.cpu(),
            "gpu again", SampleRuns.plain(),
            "two ranks", SampleRuns.ranks(2),
            "cpu again", RecordedRuns.cpu());
    List<String> order = List.of("gpu", "cpu", "gpu again", "two ranks", "cpu again");
    List<RunFolder.Entry> entries = new ArrayList<>();
    order.forEach(each -> entries.add(new RunFolder.Entry(each, List.of(each), entries.size())));
    RunFolder folder =
        new RunFolder("runs", entries, (label, files) -> Asked.profile(label, all.get(label)));
    try (Asked asked = new Asked(new Profiles(folder))) {
      folder.readAll();
      List<Map<String, Object>> runs = Asked.objects(asked.ask("/api/runs"), "runs");
      assertThat(runs.stream().map(run -> run.get("against")))
          .containsExactly(null, null, 0L, null, 1L);
      assertThat(runs.get(1)).containsEntry("kind", "samples");
      assertThat(runs.get(3).get("kind").toString()).startsWith("kernels").endsWith(", 2 ranks");
      assertThat(ParsedJson.list(runs.get(1).get("change"))).containsOnlyNulls();
      assertThat(ParsedJson.list(runs.get(3).get("change"))).containsOnlyNulls();
      assertThat(ParsedJson.list(runs.get(2).get("change")).getFirst()).isEqualTo(0L);
    }
  }

  @Test
  void anotherProgramIsNeitherBetterNorWorse() {
    Map<String, Run> all =
        Map.of(
            "one", SampleRuns.plain(),
            "other", SampleRuns.other(),
            "one again", SampleRuns.plain(),
            "other again", SampleRuns.other());
    List<String> order = List.of("one", "other", "one again", "other again");
    List<RunFolder.Entry> entries = new ArrayList<>();
    order.forEach(each -> entries.add(new RunFolder.Entry(each, List.of(each), entries.size())));
    RunFolder folder =
        new RunFolder("runs", entries, (label, files) -> Asked.profile(label, all.get(label)));
    try (Asked asked = new Asked(new Profiles(folder))) {
      folder.readAll();
      List<Map<String, Object>> runs = Asked.objects(asked.ask("/api/runs"), "runs");
      assertThat(runs.get(1).get("kind")).isEqualTo(runs.get(0).get("kind"));
      assertThat(runs.stream().map(run -> run.get("against"))).containsExactly(null, null, 0L, 1L);
      assertThat(runs.stream().map(run -> run.get("unlike"))).containsExactly(null, 0L, null, null);
      assertThat(ParsedJson.list(runs.get(1).get("change"))).containsOnlyNulls();
      assertThat(ParsedJson.list(runs.get(3).get("change")).getFirst()).isEqualTo(0L);
    }
  }

  /** A folder may have any number of runs, and who looks at all of them is not sent away. */
  @Test
  void theRunThatRestedLongestIsClosedForAnotherOne() {
    List<RunFolder.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      entries.add(new RunFolder.Entry("run " + i, List.of("run" + i), i));
    }
    RunFolder folder =
        new RunFolder("runs", entries, (label, files) -> Asked.profile(label, SampleRuns.plain()));
    try (Asked asked = new Asked(new Profiles(folder))) {
      for (int i = 0; i < 8; i++) {
        asked.ask("/api/open", "run", i);
      }
      asked.ask("/api/overview", "p", 0);
      assertThat(asked.ask("/api/open", "run", 9)).containsEntry("p", 9L);
      assertThat(asked.ask("/api/overview", "p", 0)).containsEntry("label", "run 0");
      assertThat(asked.ask("/api/overview", "p", 9)).containsEntry("label", "run 9");
      assertThatThrownBy(() -> asked.ask("/api/overview", "p", 1))
          .isInstanceOf(WrongQuestion.class);
      assertThat(Asked.objects(asked.ask("/api/runs"), "runs").get(1))
          .containsEntry("profile", null);
      assertThat(asked.ask("/api/open", "run", 1)).containsEntry("p", 1L);
      assertThat(asked.ask("/api/overview", "p", 1)).containsEntry("label", "run 1");
    }
  }

  /** Sums without a place in time: no span, and nothing that a device could have done. */
  @Test
  void headlineNumbersThatARunDoesNotHaveAreAbsent() {
    RunFolder folder =
        new RunFolder(
            "runs",
            List.of(new RunFolder.Entry("samples", List.of("samples"), 1)),
            (label, files) -> Asked.profile(label, RecordedRuns.cpu()));
    try (Asked asked = new Asked(new Profiles(folder))) {
      folder.readAll();
      List<Map<String, Object>> columns = Asked.objects(asked.ask("/api/runs"), "columns");
      List<Object> values =
          ParsedJson.list(Asked.objects(asked.ask("/api/runs"), "runs").getFirst().get("values"));
      for (int i = 0; i < columns.size(); i++) {
        assertThat(values.get(i)).as("%s", columns.get(i)).isNull();
      }
    }
  }

  @Test
  void whoAsksForARunThatTakesLongAsksAgain() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    RunFolder folder =
        new RunFolder(
            "runs",
            List.of(new RunFolder.Entry("slow", List.of("slow.json"), 1)),
            (label, files) -> {
              try {
                read.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return Asked.profile(label, SampleRuns.plain());
            },
            Duration.ofMillis(1));
    try (Asked asked = new Asked(new Profiles(folder))) {
      assertThatThrownBy(() -> asked.ask("/api/open", "run", 0))
          .isInstanceOfSatisfying(
              WrongQuestion.class,
              tooSlow -> {
                assertThat(tooSlow.status()).isEqualTo(503);
                assertThat(tooSlow.code()).isEqualTo("timeout");
              });
      read.countDown();
      Map<String, Object> open = null;
      while (open == null) {
        try {
          open = asked.ask("/api/open", "run", 0);
        } catch (WrongQuestion e) {
          assertThat(e.status()).isEqualTo(503);
        }
      }
      assertThat(open).containsEntry("p", 0L);
    }
  }

  @Test
  void findingsLightTheirContexts() {
    Run run = SampleRuns.plain();
    Profile profile = Asked.profile("run", run);
    List<Finding> findings = profile.explanation().findings();
    assertThat(findings).isNotEmpty();
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> answer = asked.ask("/api/findings");
      assertThat(Asked.objects(answer, "findings")).hasSize(findings.size());
      for (Map<String, Object> finding : Asked.objects(answer, "findings")) {
        List<Map<String, Object>> contexts = Asked.objects(finding, "contexts");
        Map<String, Object> flame =
            asked.ask("/api/flame", "finding", finding.get("id"), "metric", "count", "px", 16_000);
        Map<String, Object> boxes = ParsedJson.object(flame.get("boxes"));
        long lit = java.util.Arrays.stream(Asked.numbers(boxes, "lit")).sum();
        boolean points = contexts.stream().anyMatch(context -> (Long) context.get("node") > 0);
        assertThat(lit > 0).as("%s", finding).isEqualTo(points);
        for (Map<String, Object> context : contexts) {
          if (context.get("path") != null) {
            assertThat(
                    asked
                        .ask("/api/context", "path", context.get("path"), "metric", "count")
                        .get("node"))
                .isEqualTo(context.get("node"));
          }
        }
      }
    }
  }

  @Test
  void theReportIsTheCommands() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      assertThat(asked.ask("/api/report")).containsEntry("schema", "plumb.report/1");
    }
  }
}
