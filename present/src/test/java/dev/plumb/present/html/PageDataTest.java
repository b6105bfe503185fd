package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.gui.Bundle;
import dev.plumb.present.json.HarmlessJson;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageDataTest {
  /** Everything that has ended a script block, a string or a line too early. */
  private static final String HOSTILE =
      "</script><!--<img src=x onerror=alert(1)>]]>&amp;\"'\\\u2028\u2029\u202e\0\uD83D\uDE00\uD800é";

  @Test
  void theBlockIsAsciiWithoutMarkup() throws IOException {
    TraceText text = TraceText.training();
    text.slice("cpu_op", HOSTILE, 1_800_000, 1_000);
    String data = Pages.data(text.run(HOSTILE), 1_000);
    assertThat(data).matches("[\\x20-\\x7e]*").doesNotContain("<", ">", "&");
  }

  @Test
  void namesComeBackAsTheyWere() throws IOException {
    Map<String, Object> page = Pages.parsed(Pages.data(TraceText.training().run(HOSTILE), 1_000));
    Map<?, ?> input = (Map<?, ?>) ((List<?>) page.get("inputs")).getFirst();
    assertThat(input.get("file")).isEqualTo(HOSTILE);
  }

  @Test
  void theSumsOfTheColumnsAreTheTotalsOfTheTree() throws IOException {
    Run run = TraceText.training().run();
    for (int limit : List.of(12, 1_000)) {
      Map<?, ?> tree = (Map<?, ?>) Pages.parsed(Pages.data(run, limit)).get("tree");
      for (Metric metric : Metric.values()) {
        Map<?, ?> column = (Map<?, ?>) ((List<?>) tree.get("metrics")).get(metric.ordinal());
        long sum = ((List<?>) column.get("value")).stream().mapToLong(each -> (Long) each).sum();
        assertThat(column.get("id")).isEqualTo(metric.label());
        assertThat(sum).as(metric.label()).isEqualTo(run.tree().inclusive(0, metric));
        assertThat((List<?>) column.get("skip")).hasSameSizeAs((List<?>) column.get("value"));
      }
    }
  }

  @Test
  void parentsAndFramesComeBack() throws IOException {
    Run run = TraceText.training().run();
    CallingContextTree tree = run.tree();
    Map<String, Object> page = Pages.parsed(Pages.data(run, 1_000));
    Map<?, ?> columns = (Map<?, ?>) page.get("tree");
    List<?> up = (List<?>) columns.get("up");
    List<?> names = (List<?>) ((Map<?, ?>) page.get("frames")).get("name");
    assertThat(up).hasSize(tree.size());
    for (int row = 0; row < tree.size(); row++) {
      assertThat(row - (Long) up.get(row)).isEqualTo(tree.parent(row));
      Long frame = (Long) ((List<?>) columns.get("frame")).get(row);
      assertThat(names.get(frame.intValue())).isEqualTo(tree.name(row));
    }
  }

  @Test
  void aGiganticNameSaysHowMuchIsMissing() {
    String cut = HarmlessJson.shortened("\uD83D\uDE00".repeat(50_000));
    assertThat(cut).hasSizeLessThan(17_000).endsWith("… [83616 more characters]");
    assertThat(HarmlessJson.shortened("a" + "\uD83D\uDE00".repeat(50_000)))
        .doesNotContain("\uD83D…");
    assertThat(HarmlessJson.shortened("x".repeat(HarmlessJson.LONGEST_NAME)))
        .hasSize(HarmlessJson.LONGEST_NAME);
  }

  /** A new layer needs a colour: a name that the page does not know would be grey. */
  @Test
  void thePageKnowsEveryLayer() {
    String colors = Bundle.text("report.js");
    for (FrameKind kind : FrameKind.values()) {
      assertThat(colors).containsPattern("kinds:\\[[^\\]]*\"" + kind.label() + "\"");
    }
  }

  @Test
  void theSameRunGivesTheSameData() throws IOException {
    assertThat(Pages.data(TraceText.training().run(), 1_000))
        .isEqualTo(Pages.data(TraceText.training().run(), 1_000));
  }
}
