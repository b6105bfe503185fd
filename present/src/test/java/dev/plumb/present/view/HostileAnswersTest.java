package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.ProfileRuns;
import dev.plumb.present.RecordedRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every question is answered about every kind of run, in JSON that cannot be taken for anything
 * else.
 */
class HostileAnswersTest {
  /** What each question needs at least; all others need nothing. */
  static final Map<String, Object[]> NEEDS = new LinkedHashMap<>();

  static {
    Object[] window = {"t0", 0, "t1", 10_000_000, "tracks", "0"};
    NEEDS.put("/api/timeline/slices", window);
    NEEDS.put("/api/timeline/search", new Object[] {"q", "a"});
    NEEDS.put("/api/timeline/range", new Object[] {"from", 0, "to", 1_000});
    NEEDS.put("/api/timeline/critical-path", new Object[] {"t0", 0, "t1", 10});
    NEEDS.put("/api/slice", new Object[] {"slice", 0});
    NEEDS.put("/api/memory/alive", new Object[] {"t", 100});
    NEEDS.put("/api/table", new Object[] {"table", "kernels"});
    NEEDS.put("/api/source", new Object[] {"file", "model.py"});
  }

  private static final List<String> MAY_BE_MISSING =
      List.of(
          "/api/slice",
          "/api/memory/alive",
          "/api/source",
          "/api/runs",
          "/api/open",
          "/api/timeline/slices",
          "/api/timeline/counters");

  @Test
  void answersAreHarmlessWhateverNamesSay() {
    for (Run run :
        List.of(
            SampleRuns.hostile(1),
            SampleRuns.gigantic(),
            SampleRuns.empty(),
            SampleRuns.ranks(3),
            ProfileRuns.hostile(2),
            RecordedRuns.cpu(),
            RecordedRuns.kernels(),
            RecordedRuns.snapshot(),
            RecordedRuns.graph())) {
      try (Asked asked = Asked.about(run)) {
        for (String path : asked.paths()) {
          // Posted: a body asks them.
          if (!path.equals("/api/sql") && !path.equals("/api/sql/stop")) {
            check(asked, path);
          }
        }
      }
    }
  }

  private static void check(Asked asked, String path) {
    String text;
    try {
      text = asked.text(path, NEEDS.getOrDefault(path, new Object[0]));
    } catch (WrongQuestion missing) {
      assertThat(MAY_BE_MISSING).as("%s: %s", path, missing.text()).contains(path);
      return;
    }
    assertThat(text).as(path).matches("(?s)[\\x20-\\x7E]*").doesNotContain("<", ">", "&");
    ParsedJson.of(text);
  }

  @Test
  void namesComeThroughAsTheyAre() {
    try (Asked asked = Asked.about(SampleRuns.hostile(1))) {
      Map<String, Object> flame = asked.ask("/api/flame", "metric", "count", "px", 16_000);
      Set<Object> names =
          new HashSet<>(ParsedJson.list(ParsedJson.object(flame.get("frames")).get("name")));
      assertThat(names)
          .contains("<script>alert(1)</script>", "\u2028\u2029\u202Ertl", "日本語 🙂 e\u0301");
      Map<String, Object> tracks = asked.ask("/api/timeline/tracks");
      StringBuilder all = new StringBuilder();
      for (Map<String, Object> track : Asked.objects(tracks, "tracks")) {
        all.append(all.isEmpty() ? "" : ",")
            .append(track.get("type").equals("counter") ? "" : track.get("track"));
      }
      String lines = all.toString().replaceAll(",+", ",").replaceAll("^,|,$", "");
      Map<String, Object> slices =
          asked.ask(
              "/api/timeline/slices",
              "t0",
              0,
              "t1",
              tracks.get("end"),
              "px",
              16_000,
              "tracks",
              lines);
      assertThat(ParsedJson.list(slices.get("names")))
          .contains("<script>alert(1)</script>", "); DROP TABLE slices; --");
    }
  }

  @Test
  void csvOfHostileNamesHasAllRows() {
    try (Asked asked = Asked.about(SampleRuns.hostile(1))) {
      long rows = (Long) asked.ask("/api/table", "table", "operators").get("rows_total");
      String csv = asked.text("/api/table", "table", "operators", "format", "csv");
      assertThat(rows).isPositive();
      assertThat(csv)
          .startsWith("name,shapes,count,device_ns,cpu_ns,device_work,mean_ns,share\r\n");
      long quotes = csv.chars().filter(c -> c == '"').count();
      assertThat(quotes % 2).isZero();
    }
  }
}
