package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.ProfileRuns;
import dev.plumb.present.RecordedRuns;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlameAnswerTest {
  private static Map<String, Object> boxes(Map<String, Object> answer) {
    return ParsedJson.object(answer.get("boxes"));
  }

  private static Map<String, Object> root(Map<String, Object> answer) {
    return ParsedJson.object(answer.get("root"));
  }

  @Test
  void theTotalIsTheTrees() {
    Run run = SampleRuns.plain();
    try (Asked asked = Asked.about(run)) {
      CallingContextTree tree = run.tree();
      assertThat(asked.ask("/api/flame").get("total"))
          .isEqualTo(HotSpots.deviceInclusiveNs(tree, 0));
      assertThat(asked.ask("/api/flame", "metric", "cpu_ns", "view", "up").get("total"))
          .isEqualTo(tree.inclusive(0, Metric.CPU_NS));
    }
  }

  @Test
  void anyBoxCanBeZoomedIntoByItsPath() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      for (String view : List.of("down", "up")) {
        Map<String, Object> all = asked.ask("/api/flame", "view", view, "px", 16_000);
        List<String> paths = paths(all);
        long[] values = Asked.numbers(boxes(all), "value");
        long[] frames = Asked.numbers(boxes(all), "frame");
        for (int box = 0; box < values.length; box++) {
          Map<String, Object> zoomed =
              asked.ask("/api/flame", "view", view, "root", paths.get(box), "depth", 1);
          assertThat(root(zoomed)).containsEntry("value", values[box]);
          assertThat(root(zoomed)).containsEntry("frame", frames[box]);
          assertThat(root(zoomed)).containsEntry("path", paths.get(box));
          assertThat(Asked.objects(zoomed, "ancestors")).hasSize(depth(paths.get(box)));
        }
      }
    }
  }

  private static int depth(String path) {
    return path.isEmpty() ? 0 : path.split("\\.").length;
  }

  private static List<String> paths(Map<String, Object> answer) {
    long[] parents = Asked.numbers(boxes(answer), "parent");
    long[] frames = Asked.numbers(boxes(answer), "frame");
    List<String> paths = new ArrayList<>();
    for (int box = 0; box < parents.length; box++) {
      String above = parents[box] < 0 ? null : paths.get((int) parents[box]);
      paths.add(above == null ? "" : above + (above.isEmpty() ? "" : ".") + frames[box]);
    }
    return paths;
  }

  /** An operator that launches nothing itself has callers too: of all that happens in it. */
  @Test
  void callersAreAskedForOfAnyFrame() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      Map<String, Object> all = asked.ask("/api/flame", "px", 16_000);
      long[] frames = Asked.numbers(boxes(all), "frame");
      for (long frame : frames) {
        if (frame <= 0) {
          continue;
        }
        Map<String, Object> callers =
            asked.ask("/api/flame", "view", "up", "callers", frame, "root", frame);
        Map<String, Object> inside =
            asked.ask("/api/flame", "callers", frame, "metric", all.get("metric"));
        assertThat(root(callers)).containsEntry("value", callers.get("total"));
        assertThat(inside.get("total")).isEqualTo(callers.get("total"));
        // Of a frame that is in itself the outer one counts, and once.
        assertThat((Long) callers.get("total"))
            .isPositive()
            .isLessThanOrEqualTo((Long) all.get("total"));
      }
      assertThatThrownBy(() -> asked.ask("/api/flame", "callers", 1_000_000))
          .isInstanceOf(WrongQuestion.class);
    }
    try (Asked asked = Asked.about(RecordedRuns.cpu())) {
      Map<String, Object> frames =
          ParsedJson.object(asked.ask("/api/flame", "px", 16_000).get("frames"));
      int train = ParsedJson.list(frames.get("name")).indexOf("train");
      Object id = ParsedJson.list(frames.get("id")).get(train);
      // 3 ms in loss below train, 5 ms in memcpy below the train in loss: 8 ms in the outer one.
      assertThat(asked.ask("/api/flame", "callers", id, "metric", "cpu_ns").get("total"))
          .isEqualTo(8_000_000L);
    }
  }

  @Test
  void searchAndLayersAndRanges() {
    Run run = SampleRuns.plain();
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> found =
          ParsedJson.object(asked.ask("/api/flame", "search", "aten").get("found"));
      assertThat((Long) found.get("value")).isPositive();
      Map<String, Object> collapsed =
          asked.ask("/api/flame", "kinds", "python,runtime,step,thread", "metric", "count");
      Map<String, Object> frames = ParsedJson.object(collapsed.get("frames"));
      List<Object> kinds = ParsedJson.list(asked.ask("/api/overview").get("kinds"));
      assertThat(
              ParsedJson.list(frames.get("kind")).stream()
                  .map(kind -> kinds.get(((Long) kind).intValue())))
          .doesNotContain("python", "runtime", "step", "thread")
          .contains("operator");
      long end = (Long) asked.ask("/api/timeline/tracks").get("end") + 1;
      long sum = 0;
      for (int part = 0; part < 5; part++) {
        Object from = end * part / 5;
        Object to = end * (part + 1) / 5;
        sum += (Long) asked.ask("/api/flame", "from", from, "to", to).get("total");
      }
      assertThat(sum).isEqualTo(asked.ask("/api/flame").get("total"));
    }
  }

  @Test
  void twoProfilesAreComparedByContext() {
    try (Asked asked = Asked.compared(SampleRuns.plain(), SampleRuns.plain())) {
      Map<String, Object> same = asked.ask("/api/flame", "p", 0, "base", 1, "px", 16_000);
      assertThat(Asked.numbers(boxes(same), "base")).isEqualTo(Asked.numbers(boxes(same), "value"));
      assertThat(same.get("base_total")).isEqualTo(same.get("total"));
      assertThatThrownBy(() -> asked.ask("/api/flame", "base", 1, "from", 0, "to", 9))
          .isInstanceOf(WrongQuestion.class);
    }
    try (Asked asked = Asked.compared(ProfileRuns.plain(1), ProfileRuns.plain(2))) {
      Map<String, Object> overview = asked.ask("/api/overview");
      for (Map<String, Object> metric : Asked.objects(overview, "metrics")) {
        Map<String, Object> both = asked.ask("/api/flame", "base", 1, "metric", metric.get("id"));
        assertThat(both.get("total")).isEqualTo(metric.get("total"));
      }
    }
  }

  @Test
  void measuresOfSamplesAreMetrics() {
    try (Asked asked = Asked.about(ProfileRuns.plain(1))) {
      List<Map<String, Object>> metrics = Asked.objects(asked.ask("/api/overview"), "metrics");
      assertThat(metrics).isNotEmpty();
      for (Map<String, Object> metric : metrics) {
        for (String view : List.of("down", "up")) {
          Map<String, Object> answer =
              asked.ask("/api/flame", "metric", metric.get("id"), "view", view);
          assertThat(answer.get("total")).as("%s", metric).isEqualTo(metric.get("total"));
        }
      }
    }
  }

  @Test
  void contextsTellAllMetricsAndTheirSlices() {
    Run run = SampleRuns.plain();
    try (Asked asked = Asked.about(run)) {
      Map<String, Object> all = asked.ask("/api/flame", "px", 16_000);
      List<String> paths = paths(all);
      long[] values = Asked.numbers(boxes(all), "value");
      for (int box = 1; box < values.length; box++) {
        Map<String, Object> context = asked.ask("/api/context", "path", paths.get(box));
        Map<String, Object> first = Asked.objects(context, "values").getFirst();
        assertThat(first).containsEntry("metric", "device_ns").containsEntry("value", values[box]);
        Map<String, Object> slices = ParsedJson.object(context.get("slices"));
        // Steps are slices, but what is in them makes the node.
        if (!context.get("kind").equals("step")) {
          boolean slice =
              !List.of("rank", "thread", "unattributed", "stream").contains(context.get("kind"));
          assertThat((Long) slices.get("total") > 0).as("%s", context).isEqualTo(slice);
        }
        assertThat(Asked.objects(context, "callers")).hasSize(depth(paths.get(box)) - 1);
      }
    }
  }

  @Test
  void whatCannotBeAskedIsSaid() {
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      assertWrong(asked, "px must be from 1 to 16384", "px", "0");
      assertWrong(asked, "px must be a whole number", "px", "many");
      assertWrong(asked, "metric is none of this profile's", "metric", "flops");
      assertWrong(asked, "kinds must be labels of layers", "kinds", "python,snake");
      assertWrong(asked, "root has a frame that there is not", "root", "99999999");
      assertWrong(asked, "root: nothing is measured there", "root", "0.0.0");
      assertWrong(asked, "search is no regular expression", "search", "/(/");
      assertWrong(asked, "to is missing", "from", "0");
      assertWrong(asked, "view must be one of down, up", "view", "sideways");
      assertWrong(asked, "widht is not a parameter", "widht", "new");
      assertWrong(asked, "p: there is no profile 7", "p", "7");
      assertWrong(asked, "finding: there is none of that id", "finding", "x");
    }
  }

  private static void assertWrong(Asked asked, String message, Object... parameters) {
    assertThatThrownBy(() -> asked.ask("/api/flame", parameters))
        .isInstanceOf(WrongQuestion.class)
        .hasMessageContaining(message);
  }
}
