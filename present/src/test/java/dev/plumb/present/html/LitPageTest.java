package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analyses;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a finding lights in the flame graph of a report in one file. */
class LitPageTest {
  @TempDir private static Path folder;
  @RegisterExtension private static final SharedChromium BROWSER = new SharedChromium();

  /** A context is one node, and the line runs in each layer of the model. */
  @Test
  void allInstancesOfItsPlaceAreLit() throws IOException {
    Run run = TraceText.training().run();
    assertThat(nodes(run, "aten::addmm")).hasSize(3);
    for (int node :
        List.of(nodes(run, "aten::addmm").getFirst(), nodes(run, "aten::addmm").get(2))) {
      Tab tab = open(run, node);
      assertThat(tab.ask(lit())).isEqualTo(List.of("aten::addmm", "aten::addmm", "aten::addmm"));
      close(tab);
    }
  }

  /**
   * A box of many that are too narrow for boxes of their own has a stripe over its whole height.
   */
  @Test
  void aBoxOfManyIsLitWhereOneOfThemIs() throws IOException {
    TraceText text = new TraceText();
    text.slice("cpu_op", "aten::foreach", 0, 900_000);
    text.launch("cudaLaunchKernel", 1_000, 1_000);
    text.kernel("wide", 100_000, 900_000);
    for (int i = 0; i < 200; i++) {
      text.launch("cudaLaunchKernel", 3_000 + i * 1_000L, 500);
      text.kernel("narrow" + i, 1_000_000 + i * 200L, 100);
    }
    Run run = text.run();
    String merged =
        "(() => { const {frame, lit} = plumb.parts.flameData.flame.boxes;"
            + " return frame.flatMap((each, i) => each < 0 ? [lit[i]] : []); })()";
    Tab narrow = open(run, nodes(run, "narrow77").getFirst());
    assertThat(narrow.ask(merged)).isEqualTo(List.of(1L));
    assertThat(narrow.ask(lit())).isEqualTo(List.of());
    assertThat(narrow.whole(stripes("> 3"))).isEqualTo(1);
    assertThat(narrow.whole(stripes("<= 3"))).isZero();
    close(narrow);
    Tab wide = open(run, nodes(run, "wide").getFirst());
    assertThat(wide.ask(merged)).isEqualTo(List.of(0L));
    assertThat(wide.ask(lit())).isEqualTo(List.of("wide"));
    assertThat(wide.whole(stripes("> 3"))).isZero();
    assertThat(wide.whole(stripes("<= 3"))).isEqualTo(1);
    close(wide);
  }

  private static List<Integer> nodes(Run run, String name) {
    CallingContextTree tree = run.tree();
    return IntStream.range(0, tree.size())
        .filter(node -> tree.name(node).equals(name))
        .boxed()
        .toList();
  }

  /** Names of the boxes of single contexts that are lit. */
  private static String lit() {
    return """
    (() => {
      const data = plumb.parts.flameData;
      const {frame, lit} = data.flame.boxes;
      return frame.flatMap((each, i) => each >= 0 && lit[i] === 1 ? [data.label(data.callers + i)] : []);
    })()\
    """;
  }

  /** Number of stripes in the picture, by how high they are in pixels. */
  private static String stripes(String height) {
    return """
    (async () => {
      let blob;
      URL.createObjectURL = (b) => { blob = b; return 'data:,'; };
      HTMLAnchorElement.prototype.click = () => {};
      [...document.querySelectorAll('header button')].find(b => b.textContent === 'SVG').click();
      const picture = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
      const {accent} = plumb.parts.flame.palette;
      return [...picture.querySelectorAll('rect')]
          .filter(each => each.getAttribute('fill') === accent && each.getAttribute('height') %s).length;
    })()\
    """
        .formatted(height);
  }

  /** The page of a run with one finding, about a node, in the flame graph. */
  private static Tab open(Run run, int node) throws IOException {
    Finding finding =
        new Finding(
            "test/one",
            "one place",
            FindingSeverity.LOW,
            List.of(new Facts(run).sources().context(node, 1_000)),
            EvidenceTable.of("what").build(),
            new Impact(1_000, 1_000_000, "device time"),
            null,
            Confidence.EXACT,
            new Advice("None."),
            null);
    Explanation explanation =
        new Explanation(
            List.of(new Explanation.Answer(Analyses.ALL.getFirst(), new Found(List.of(finding)))));
    Path page = folder.resolve("lit" + node + ".html");
    try (Writer out = Files.newBufferedWriter(page)) {
      HtmlReport.write(run, RunSummary.of(run), explanation, out);
    }
    Tab tab = BROWSER.open();
    tab.report(page);
    tab.show("{view: 'flame', finding: 'test/one'}");
    return tab;
  }

  private static void close(Tab tab) {
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }
}
