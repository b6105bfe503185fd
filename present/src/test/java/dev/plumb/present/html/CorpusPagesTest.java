package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.explain.Explanation;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of recorded traces; pictures of them are kept under target/screenshots. */
class CorpusPagesTest {
  @TempDir private static Path folder;
  @RegisterExtension private static final SharedChromium BROWSER = new SharedChromium();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tracelens/h100/Falconsai_nsfw_image_detection__1016002.json.gz",
        "tracelens/mi300/resnet_act_checkpoint.json.gz",
        "kineto/resnet50_num_workers_0/worker0.1623143566756.pt.trace.json.gz",
        "tracelens/inference/xdit_sd_3.5/profile_trace_rank_0.json.gz",
        "derived/amd-hpctraining-4rank"
      })
  void thePageAgreesWithTheTree(String name) throws IOException {
    Run run = TraceText.load(files(name));
    Tab tab = BROWSER.open();
    tab.report(Pages.write(run, folder.resolve("page.html")));
    long total = Pages.gpuNs(run.tree(), 0);
    String picture = name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("-json-gz$", "");
    tab.screenshot(picture);
    tab.show("{view: 'flame'}");
    tab.screenshot(picture + "-flame");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(total);
    for (String word : List.of("conv", "attention", "nccl", "forward", "launch")) {
      tab.show("{search: '" + word + "'}");
      assertThat(tab.whole("plumb.flame().found.value"))
          .as(word)
          .isEqualTo(
              Pages.matchedGpuNs(run.tree(), each -> each.toLowerCase(Locale.ROOT).contains(word)));
    }
    tab.show("{search: '', direction: 'up'}");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(total);
    assertThat(
            tab.whole(
                """
                (() => {
                  const {depth, value} = plumb.parts.flameData.flame.boxes;
                  return value.reduce((sum, each, i) => sum + (depth[i] === 1 ? each : 0), 0);
                })()\
                """))
        .isEqualTo(total);
    tab.screenshot(picture + "-bottom-up");
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  /** The same page with a hundredth of its contexts: other boxes, same totals, and it says so. */
  @ParameterizedTest
  @ValueSource(strings = "tracelens/mi300/resnet_act_checkpoint.json.gz")
  void aFoldedPageKeepsItsTotals(String name) throws IOException {
    Run run = TraceText.load(files(name));
    Path page = folder.resolve("folded.html");
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.write(run, RunSummary.of(run), Explanation.NONE, 100, out);
    }
    Tab tab = BROWSER.open();
    tab.report(page);
    tab.show("{view: 'flame'}");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(Pages.gpuNs(run.tree(), 0));
    assertThat(tab.text("document.querySelector('.flame-pane').textContent"))
        .contains(
            "smallest of %,d contexts are folded".formatted(run.tree().size()),
            "All sums are exact");
    assertThat(tab.text("plumb.flame().labels.join()")).containsPattern("\\(\\d+ smaller\\)");
    tab.screenshot("folded");
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  private static List<Path> files(String name) throws IOException {
    Path file = Path.of(System.getProperty("plumb.corpus", "")).resolve(name);
    assumeTrue(Files.exists(file), "no corpus");
    if (Files.isRegularFile(file)) {
      return List.of(file);
    }
    try (Stream<Path> list = Files.list(file)) {
      return list.sorted().toList();
    }
  }
}
