package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.present.server.ViewServer;
import dev.plumb.present.view.Endpoints;
import dev.plumb.present.view.Profile;
import dev.plumb.present.view.Profiles;
import dev.plumb.present.view.RunFolder;
import dev.plumb.present.view.Sources;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A folder in {@code plumb view}, in a real browser. */
class RunsPageTest {
  private static final String LONG = "training_with_a_long_name_num_workers_0/";

  @Test
  void runsAreListedWithTheirTrendsAndOpenByKeyboard() throws IOException, InterruptedException {
    List<RunFolder.Entry> entries =
        List.of(
            new RunFolder.Entry(LONG, List.of("first"), 1),
            new RunFolder.Entry("slower", List.of("slower"), 2),
            new RunFolder.Entry("third", List.of("third"), 3));
    RunFolder folder = new RunFolder("nightly", entries, (label, files) -> run(label));
    folder.start();
    try (Chromium browser = Chromium.start();
        Profiles profiles = new Profiles(folder);
        ViewServer server =
            ViewServer.start(0, Endpoints.of(profiles, new Sources(List.of()), "0.0.0-test"))) {
      Tab tab = browser.open();
      tab.size(1280, 720, 1);
      tab.open(server.url());
      tab.waitFor(
          "document.querySelectorAll('.runs tbody tr').length === 3"
              + " && !document.querySelector('.runs-pane').textContent.includes('reading')");

      assertThat(tab.text("document.querySelector('.runs-pane h2').textContent"))
          .isEqualTo("nightly 3 runs");
      String second = "document.querySelectorAll('.runs tbody tr')[1].textContent";
      String third = "document.querySelectorAll('.runs tbody tr')[2].textContent";
      // What is better or worse is said in words: a sign alone tells only more from less.
      assertThat(tab.text(second)).startsWith("slower").containsPattern("\\+[0-9.]+ % worse");
      assertThat(tab.text(third)).startsWith("third").containsPattern("−[0-9.]+ % better");
      for (String box :
          List.of("document.documentElement", "document.querySelector('.runs-pane')")) {
        assertThat(tab.is(box + ".scrollWidth <= " + box + ".clientWidth")).as(box).isTrue();
      }
      tab.screenshot("view-runs");

      tab.ask("document.querySelector('.runs tbody button').focus()");
      tab.press("Enter");
      tab.waitFor("document.title.startsWith('" + LONG + "')");
      tab.settled();
      assertThat(tab.text("document.querySelector('.tiles').textContent")).contains("13 kernels");
      // A link to the run leads there whatever was opened before, and the folder's own to the list.
      assertThat(tab.text("location.hash")).isEqualTo("#p=0");
      tab.show("{view: 'runs', trend: 'kernels'}");
      assertThat(tab.text("document.querySelector('.runs [aria-pressed=true]').textContent"))
          .isEqualTo("Kernels");
      Tab other = browser.open();
      other.open(server.url());
      assertThat(other.is("document.querySelector('.runs-pane')")).isTrue();
      other.ask("location.hash = '#p=2&view=tables&table=kernels'");
      other.waitFor("document.querySelector('.grid')");
      assertThat(other.text("document.title")).startsWith("third");
      assertThat(other.complaints).isEmpty();
      other.close();
      assertThat(tab.complaints).isEmpty();
      tab.close();
    }
  }

  @Test
  void anotherProgramIsNotCalledWorse() throws IOException, InterruptedException {
    List<RunFolder.Entry> entries =
        List.of(
            new RunFolder.Entry("first", List.of("first"), 1),
            new RunFolder.Entry("other", List.of("other"), 2),
            new RunFolder.Entry("slower", List.of("slower"), 3));
    RunFolder folder = new RunFolder("nightly", entries, (label, files) -> run(label));
    folder.start();
    try (Chromium browser = Chromium.start();
        Profiles profiles = new Profiles(folder);
        ViewServer server =
            ViewServer.start(0, Endpoints.of(profiles, new Sources(List.of()), "0.0.0-test"))) {
      Tab tab = browser.open();
      tab.open(server.url());
      tab.waitFor(
          "document.querySelectorAll('.runs tbody tr').length === 3"
              + " && !document.querySelector('.runs-pane').textContent.includes('reading')");
      String row = "document.querySelectorAll('.runs tbody tr')[%d].textContent";
      assertThat(tab.text(row.formatted(1)))
          .contains("another program than first: not comparable with the runs before")
          .doesNotContain("worse", "better", "×");
      // Over the other one, against the first.
      assertThat(tab.text(row.formatted(2))).containsPattern("\\+[0-9.]+ % worse");
      tab.screenshot("view-runs-unlike");
      assertThat(tab.complaints).isEmpty();
      tab.close();
    }
  }

  @Test
  void aRunThatCannotBeReadSaysWhyToEverybody() throws IOException, InterruptedException {
    List<RunFolder.Entry> entries =
        List.of(
            new RunFolder.Entry("first", List.of("first"), 1),
            new RunFolder.Entry("notes/", List.of("notes/a.csv"), 2));
    RunFolder folder =
        new RunFolder(
            "nightly",
            entries,
            (label, files) -> {
              if (label.equals("notes/")) {
                throw new IOException("notes/a.csv: is <no> profile");
              }
              return run(label);
            });
    folder.start();
    try (Chromium browser = Chromium.start();
        Profiles profiles = new Profiles(folder);
        ViewServer server =
            ViewServer.start(0, Endpoints.of(profiles, new Sources(List.of()), "0.0.0-test"))) {
      Tab tab = browser.open();
      tab.open(server.url());
      tab.waitFor("document.querySelector('.runs .warn') !== null");
      assertThat(tab.text("document.querySelectorAll('.runs tbody tr')[1].textContent"))
          .startsWith("notes/ cannot be read")
          .contains("notes/a.csv: is <no> profile");
      assertThat(tab.complaints).isEmpty();
      tab.close();
    }
  }

  private static Profile run(String label) throws IOException {
    TraceText text = label.equals("other") ? other() : TraceText.training();
    if (label.equals("slower")) {
      text.launch("cudaLaunchKernel", 2_800_000, 9_000);
      text.kernel("void more<float>(float*)", 2_830_000, 400_000);
      text.correlate();
    }
    return new Profile(label, List.of(label), new Facts(text.run()), facts -> Explanation.NONE);
  }

  /** Of the same kinds of things, but not one of the same name. */
  private static TraceText other() {
    TraceText text = new TraceText();
    text.slice("user_annotation", "ProfilerStep#1", 0, 900_000);
    text.slice("cpu_op", "fbgemm::lookup", 1_000, 800_000);
    text.launch("cudaLaunchKernel", 3_000, 9_000);
    text.kernel("split_embedding_lookup", 20_000, 700_000);
    return text;
  }
}
