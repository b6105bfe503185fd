package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.RecordedRuns;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of runs without slices, in a real browser. */
class RecordedPagesTest {
  @TempDir private static Path folder;
  private static Chromium browser;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Chromium.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    tab = browser.open();
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  private void show(Run run) throws IOException {
    tab.report(Pages.write(run, folder.resolve("page.html")));
    assertThat(tab.is("document.getElementById('trouble').hidden")).isTrue();
  }

  @Test
  void aCpuProfileOpensOnItsTime() throws IOException {
    Run run = RecordedRuns.cpu();
    show(run);
    assertThat(tab.text("plumb.state().metric")).isEqualTo("cpu_ns");
    assertThat(tab.whole("plumb.state().total")).isEqualTo(9_000_000);
    assertThat(menu()).contains("CPU time (9.00 ms)", "Samples (8)", "cache-misses (77)");
    assertThat(menu()).noneMatch(option -> option.startsWith("PC samples"));
    assertThat(tab.text("document.getElementById('tiles').textContent"))
        .contains("Samples8on 2 threads")
        .doesNotContain("GPU", "Operators");
    assertThat(tab.text("document.getElementById('tabs').textContent"))
        .contains("Python and modules", "Functions")
        .doesNotContain("Kernels");
    tab.screenshot("recorded-cpu");
  }

  @Test
  void linesOfAFunctionAreOneRowAndSayWhereTheyAre() throws IOException {
    show(RecordedRuns.cpu());
    tab.ask("plumb.tables.show('python')");
    assertThat(tab.text("document.getElementById('table').textContent"))
        .containsOnlyOnce("train  train.py")
        .contains("8.00 ms");
    tab.ask("plumb.find(plumb.profile.frameName.indexOf('train'))");
    assertThat(tab.text("document.getElementById('details').textContent"))
        .contains("train.py:7")
        .contains("CPU time");
    assertThat(tab.text("document.getElementById('found').textContent")).contains("2 frames");
  }

  @Test
  void stallsStandInTheDetailsOfAKernel() throws IOException {
    Run run = RecordedRuns.kernels();
    show(run);
    assertThat(tab.text("plumb.state().metric")).isEqualTo("gpu_ns");
    assertThat(tab.text("document.getElementById('devices').textContent"))
        .contains("GPU 0 · NVIDIA H200", "no timeline");
    assertThat(tab.text("document.getElementById('tiles').textContent"))
        .contains("Kernel time2.00 ms");
    assertThat(menu()).contains("PC samples (40)");
    tab.ask("plumb.find(plumb.profile.frameName.indexOf('void gemm<float>(int)'))");
    assertThat(tab.text("document.querySelector('.reasons').textContent"))
        .contains("long_scoreboard3075.0 %")
        .contains("<b>hostile & \"quoted\"25.0 %");
    tab.ask("plumb.find(plumb.profile.frameName.indexOf('FFMA R1, R2'))");
    assertThat(tab.text("document.querySelector('.reasons').textContent"))
        .isEqualTo("math_pipe_throttle8100.0 %");
    tab.screenshot("recorded-kernels");
  }

  @Test
  void snapshotsAndGraphsOpenOnWhatTheyHave() throws IOException {
    show(RecordedRuns.snapshot());
    assertThat(tab.text("plumb.state().metric")).isEqualTo("live_bytes");
    assertThat(tab.whole("plumb.state().total")).isEqualTo(9 << 20);
    assertThat(tab.text("document.getElementById('tiles').textContent"))
        .contains("Allocated9.00 MiB45.0 % of what is reserved");
    show(RecordedRuns.graph());
    assertThat(tab.text("plumb.state().metric")).isEqualTo("cpu_ns");
    assertThat(tab.text("document.getElementById('tiles').textContent")).contains("4 nodes3 deep");
  }

  @Test
  void foldedContextsKeepTheirMeasuresAndReasons() throws IOException {
    for (Run run : List.of(RecordedRuns.cpu(), RecordedRuns.kernels())) {
      Path page = folder.resolve("folded.html");
      try (var out = java.nio.file.Files.newBufferedWriter(page)) {
        HtmlReport.write(run, run.summary(), 6, out);
      }
      tab.report(page);
      for (Metric metric : List.of(Metric.SAMPLES, Metric.PC_SAMPLES, Metric.CPU_NS)) {
        String total =
            "plumb.profile.tree.inclusive[plumb.profile.metrics.findIndex(m => m.id === '"
                + metric.label()
                + "')][0]";
        assertThat(tab.whole(total)).isEqualTo(run.tree().inclusive(0, metric));
      }
      long reasons = run.tree().inclusive(0, Metric.PC_SAMPLES);
      assertThat(tab.whole("plumb.profile.page.reasons.value.reduce((a, b) => a + b, 0)"))
          .isEqualTo(reasons);
    }
  }

  private List<String> menu() {
    return List.of(
        tab.text("[...document.getElementById('metric').options].map(o => o.text).join('|')")
            .split("\\|"));
  }
}
