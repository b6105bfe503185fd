package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Explanation;
import dev.plumb.present.RecordedRuns;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs without slices, in a real browser. */
class RecordedPagesTest {
  private static final String TILES = "document.querySelector('.tiles').textContent";

  @TempDir private static Path folder;
  @RegisterExtension private static final SharedChromium BROWSER = new SharedChromium();

  private Tab tab;

  @BeforeEach
  void open() {
    tab = BROWSER.open();
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  private void show(Run run) throws IOException {
    tab.report(Pages.write(run, folder.resolve("page.html")));
    assertThat(tab.is("document.querySelector('[role=alert]') === null")).isTrue();
  }

  @Test
  void aCpuProfileOpensOnItsTime() throws IOException {
    Run run = RecordedRuns.cpu();
    show(run);
    assertThat(tab.text(TILES)).contains("Samples8on 2 threads").doesNotContain("GPU", "Operators");
    tab.screenshot("recorded-cpu");
    tab.show("{view: 'flame'}");
    assertThat(tab.text("plumb.flame().metric")).isEqualTo("cpu_ns");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(9_000_000);
    assertThat(menu()).contains("CPU time (9.00 ms)", "Samples (8)", "cache-misses (77)");
    assertThat(menu()).noneMatch(option -> option.startsWith("PC samples"));
    tab.show("{view: 'tables'}");
    assertThat(tab.text("document.querySelector('.tabs.inner').textContent"))
        .contains("Python", "Functions")
        .doesNotContain("Kernels");
  }

  /** What a program without a device did not do on one is not zero. */
  @Test
  void stepsWithoutADeviceSayNothingOfKernels() throws IOException {
    show(RecordedRuns.steps());
    tab.show("{view: 'steps'}");
    assertThat(tab.text("document.querySelector('.chart-pane').textContent"))
        .contains("median", "Duration", "Of the median")
        .doesNotContainIgnoringCase("kernel")
        .doesNotContain("Copies", "0 ns");
    tab.screenshot("recorded-steps");
  }

  @Test
  void linesOfAFunctionAreOneRowAndSayWhereTheyAre() throws IOException {
    show(RecordedRuns.cpu());
    tab.show("{view: 'tables', table: 'python'}");
    assertThat(tab.text("document.querySelector('.grid').textContent"))
        .containsOnlyOnce("train  train.py")
        .contains("8.00 ms");
    find("train  train.py:7");
    assertThat(tab.text("document.querySelector('.details').textContent"))
        .contains("train.py:7")
        .contains("CPU time");
    tab.show("{search: 'train train.py'}");
    assertThat(tab.text("document.querySelector('.found').textContent")).contains("2 frames");
  }

  @Test
  void stallsStandInTheDetailsOfAKernel() throws IOException {
    Run run = RecordedRuns.kernels();
    show(run);
    assertThat(tab.text("document.querySelector('.cards').textContent"))
        .contains("GPU 0 · NVIDIA H200", "no timeline");
    assertThat(tab.text(TILES)).contains("Kernel time2.00 ms");
    tab.show("{view: 'flame', metric: 'pc_samples'}");
    assertThat(menu()).contains("PC samples (40)");
    find("gemm<float>(int)");
    assertThat(tab.text("document.querySelector('.reasons').textContent"))
        .contains("long_scoreboard3075.0 %")
        .contains("<b>hostile & \"quoted\"25.0 %");
    find("FFMA R1, R2");
    assertThat(tab.text("document.querySelector('.reasons').textContent"))
        .isEqualTo("math_pipe_throttle8100.0 %");
    tab.screenshot("recorded-kernels");
  }

  @Test
  void snapshotsAndGraphsOpenOnWhatTheyHave() throws IOException {
    show(RecordedRuns.snapshot());
    assertThat(tab.text("plumb.parts.embedded.overview().usual_metric")).isEqualTo("live_bytes");
    assertThat(tab.whole("plumb.parts.embedded.overview().metrics[0].total")).isEqualTo(9 << 20);
    assertThat(tab.text(TILES)).contains("Allocated9.00 MiB45.0 % of what is reserved");
    show(RecordedRuns.graph());
    assertThat(tab.text("plumb.parts.embedded.overview().usual_metric")).isEqualTo("cpu_ns");
    assertThat(tab.text(TILES)).contains("4 nodes3 deep");
  }

  @Test
  void foldedContextsKeepTheirMeasuresAndReasons() throws IOException {
    for (Run run : List.of(RecordedRuns.cpu(), RecordedRuns.kernels())) {
      Path page = folder.resolve("folded.html");
      try (var out = java.nio.file.Files.newBufferedWriter(page)) {
        HtmlReport.write(run, run.summary(), Explanation.NONE, 6, out);
      }
      tab.report(page);
      for (Metric metric : List.of(Metric.SAMPLES, Metric.PC_SAMPLES, Metric.CPU_NS)) {
        String total =
            "plumb.parts.embedded.profile.tree.inclusive[plumb.parts.embedded.profile.metrics.findIndex(m => m.id === '"
                + metric.label()
                + "')][0]";
        assertThat(tab.whole(total)).isEqualTo(run.tree().inclusive(0, metric));
      }
      long reasons = run.tree().inclusive(0, Metric.PC_SAMPLES);
      assertThat(
              tab.whole(
                  "plumb.parts.embedded.profile.page.reasons.value.reduce((a, b) => a + b, 0)"))
          .isEqualTo(reasons);
    }
  }

  /** Selects the box with this label. */
  private void find(String label) {
    tab.show("{view: 'flame', fold: 'no', root: '', search: ''}");
    tab.show(
        """
        {box: (() => {
          const data = plumb.parts.flameData;
          const node = data.rows.flatMap(row => row.node).find(n => n >= 0 && data.label(n) === LABEL);
          return data.path(node);
        })()}\
        """
            .replace("LABEL", TestJson.write(label)));
  }

  private List<String> menu() {
    return List.of(
        tab.text(
                "[...[...document.querySelectorAll('select')].find(s => s.parentElement.textContent.startsWith('Metric')).options].map(o => o.text).join('|')")
            .split("\\|"));
  }
}
