package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a person uses it, in a real browser. */
class PageBrowserTest {
  @TempDir private static Path folder;
  private static Chromium browser;
  private static Run run;
  private static CallingContextTree tree;
  private static Path page;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Chromium.start();
    run = TraceText.training().run();
    tree = run.tree();
    page = Pages.write(run, folder.resolve("training.html"));
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
    tab.report(page);
  }

  @AfterEach
  void nothingWentWrongAndNothingWasLoaded() {
    assertThat(tab.complaints).isEmpty();
    assertThat(tab.requests)
        .allSatisfy(request -> assertThat(request).matches("file:.*\\.html|data:.*"));
    tab.close();
  }

  @Test
  void opensOnTheWholeProfile() throws IOException {
    assertThat(tab.text("document.title")).isEqualTo("training.json – Plumb");
    assertThat(tab.text("plumb.state().metric")).isEqualTo("gpu_ns");
    assertThat(tab.whole("plumb.state().total")).isEqualTo(Pages.gpuNs(tree, 0));
    assertThat(tab.text("document.getElementById('tiles').textContent"))
        .contains("Unattributed5.00 µs", "1 kernel without launch", "13 kernels");
    assertThat(tab.is("document.getElementById('trouble').hidden")).isTrue();
    tab.screenshot("training");
  }

  @Test
  void aHarmfulScriptWouldBeStopped() {
    tab.ask(
        "document.body.append(Object.assign(document.createElement('script'),"
            + " {textContent: 'window.harmed = true'}))");
    assertThat(tab.is("window.harmed")).isFalse();
    tab.waitFor("true");
    assertThat(tab.complaints)
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each).contains("Content Security Policy"));
    tab.complaints.clear();
  }

  @Test
  void bottomUpAddsUpToTheTopDownTotalInEveryMetric() {
    tab.press("b");
    assertThat(tab.is("plumb.state().inverted")).isTrue();
    List<Object> sums =
        list(
            """
            plumb.profile.metrics.map((metric, i) => {
              const top = plumb.graph.children(plumb.graph.root);
              return top.reduce((sum, node) => sum + plumb.graph.inclusive(node, i), 0);
            })\
            """);
    List<Object> totals =
        list("plumb.profile.metrics.map((m, i) => plumb.profile.tree.inclusive[i][0])");
    assertThat(sums).isEqualTo(totals);
    assertThat(((Number) totals.getFirst()).longValue()).isEqualTo(Pages.gpuNs(tree, 0));
    assertThat(totals).contains(tree.inclusive(0, Metric.CPU_NS), tree.inclusive(0, Metric.COUNT));
  }

  /** Every box of both graphs, opened to the end: its children and what ends in it add up to it. */
  @Test
  void everyBoxIsItsChildrenAndItself() {
    for (String key : List.of("f", "b")) {
      tab.press(key);
      Object wrong =
          tab.ask(
              """
              (() => {
                const {graph, profile} = plumb;
                const wrong = [];
                const open = [graph.root];
                while (open.length > 0) {
                  const node = open.pop();
                  const children = [...graph.children(node)];
                  open.push(...children);
                  profile.metrics.forEach((metric, i) => {
                    const below = children.reduce((sum, child) => sum + graph.inclusive(child, i), 0);
                    if (below + graph.exclusive(node, i) !== graph.inclusive(node, i)) {
                      wrong.push([metric.id, node]);
                    }
                  });
                }
                return wrong;
              })()\
              """);
      assertThat((List<?>) wrong).isEmpty();
    }
  }

  @Test
  void searchFindsWhatJavaCounts() {
    search("linear");
    long expected =
        Pages.matchedGpuNs(tree, name -> name.toLowerCase(Locale.ROOT).contains("linear"));
    assertThat(tab.whole("plumb.state().match.sum")).isEqualTo(expected);
    assertThat(tab.text("document.getElementById('found').textContent"))
        .contains("of GPU time", "frames in");

    search("/^aten::(linear|addmm)$|gemm/");
    expected = Pages.matchedGpuNs(tree, name -> name.matches("aten::(linear|addmm)|.*gemm.*"));
    assertThat(tab.whole("plumb.state().match.sum")).isEqualTo(expected);
    assertThat(expected).isPositive().isLessThan(Pages.gpuNs(tree, 0));
  }

  @Test
  void searchCountsWhatIsFoldedAndHiddenToo() {
    tab.click("[data-layer=operator]");
    search("aten::linear");
    assertThat(tab.whole("plumb.state().match.sum"))
        .isEqualTo(Pages.matchedGpuNs(tree, name -> name.contains("aten::linear")));
  }

  @Test
  void aBrokenExpressionIsExplained() {
    search("/(/");
    assertThat(tab.text("document.getElementById('found').textContent"))
        .startsWith("Not an expression:");
    assertThat(tab.is("document.getElementById('search').matches(':invalid')")).isTrue();
    search("nothing has this name");
    assertThat(tab.text("document.getElementById('found').textContent"))
        .isEqualTo("No frame matches");
  }

  @Test
  void enterInTheSearchGoesToTheLargestMatch() {
    search("aten::addmm");
    tab.press("Enter");
    assertThat(tab.text("plumb.state().selected.at(-1)")).isEqualTo("aten::addmm");
    assertThat(tab.text("document.querySelector('.fullname').textContent"))
        .isEqualTo("aten::addmm");
  }

  @Test
  void clickZoomsAndBreadcrumbsAndEscapeLeadBack() {
    clickBox("Net_0");
    assertThat(tab.text("plumb.state().zoom.at(-1)")).isEqualTo("Net_0");
    assertThat(tab.text("document.querySelector('#crumbs [aria-current]').textContent"))
        .isEqualTo("Net_0");
    clickBox("Linear_1");
    assertThat(tab.text("plumb.state().zoom.at(-1)")).isEqualTo("Linear_1");
    tab.ask(
        "[...document.querySelectorAll('.crumb')].find(c => c.textContent === 'Net_0').click()");
    assertThat(tab.text("plumb.state().zoom.at(-1)")).isEqualTo("Net_0");
    tab.press("Escape");
    assertThat(tab.whole("plumb.state().zoom.length")).isEqualTo(1);
  }

  @Test
  void whatIsZoomedInToIsOnlyThat() {
    search("gemm");
    long all = tab.whole("plumb.state().match.sum");
    tab.press("Escape");
    clickBox("Linear_1");
    search("gemm");
    assertThat(tab.whole("plumb.state().match.sum")).isEqualTo(all);
    assertThat(tab.text("document.getElementById('found').textContent"))
        .contains("90.9 % of what is zoomed in to");
  }

  @Test
  void theMetricCanBeChanged() {
    tab.ask(
        """
        (() => {
          const menu = document.getElementById('metric');
          menu.value = [...menu.options].find(o => o.textContent.startsWith('CPU time')).value;
          menu.dispatchEvent(new Event('change'));
        })()\
        """);
    assertThat(tab.text("plumb.state().metric")).isEqualTo("cpu_ns");
    assertThat(tab.whole("plumb.state().total")).isEqualTo(tree.inclusive(0, Metric.CPU_NS));
    tab.press("m");
    assertThat(tab.text("plumb.state().metric")).isEqualTo("count");
    assertThat(tab.is("[...document.getElementById('metric').options].every(o => !o.disabled)"))
        .isTrue();
  }

  @Test
  void aChangeOfMetricKeepsThePlace() {
    clickBox("Linear_1");
    tab.press("m");
    assertThat(tab.text("plumb.state().zoom.at(-1)")).isEqualTo("Linear_1");
  }

  @Test
  void theThemeFollowsTheSystemAndTheButton() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = tab.text(ground);
    tab.dark();
    tab.waitFor("plumb.state().dark");
    assertThat(tab.text(ground)).isNotEqualTo(light);
    tab.click("#theme");
    assertThat(tab.is("plumb.state().dark")).isFalse();
    assertThat(tab.text(ground)).isEqualTo(light);
  }

  @Test
  void everythingCanBeReachedByKeys() {
    tab.press("/");
    assertThat(tab.text("document.activeElement.id")).isEqualTo("search");
    tab.press("Escape");
    assertThat(tab.text("document.activeElement.id")).isEqualTo("flame");
    tab.press("ArrowDown");
    assertThat(tab.text("plumb.state().selected.at(-1)")).isEqualTo("training.json");
    for (int i = 0; i < 3; i++) {
      tab.press("ArrowDown");
    }
    tab.press("Enter");
    assertThat(tab.whole("plumb.state().zoom.length")).isEqualTo(5);
    tab.press("ArrowDown");
    String first = tab.text("plumb.state().selected.at(-1)");
    tab.press("ArrowRight");
    assertThat(tab.text("plumb.state().selected.at(-1)")).isNotEqualTo(first);
    tab.press("ArrowLeft");
    assertThat(tab.text("plumb.state().selected.at(-1)")).isEqualTo(first);
    tab.press("ArrowUp");
    tab.press("Backspace");
    assertThat(tab.whole("plumb.state().zoom.length")).isEqualTo(4);
    tab.press("Escape");
    assertThat(tab.whole("plumb.state().zoom.length")).isEqualTo(1);
    assertThat(tab.text("document.getElementById('spoken').textContent")).startsWith("run, ");
    tab.press("?");
    assertThat(tab.is("document.getElementById('help').open")).isTrue();
    tab.press("Escape");
    assertThat(tab.is("document.getElementById('help').open")).isFalse();
  }

  @Test
  void foldedPythonComesBackAndIsAlwaysInThePath() {
    long frames = tab.whole("plumb.shown.tree.size");
    tab.press("f");
    assertThat(tab.whole("plumb.shown.tree.size")).isGreaterThan(frames).isEqualTo(tree.size());
    tab.press("f");
    clickBox("aten::addmm");
    assertThat(tab.text("document.querySelector('.path').textContent"))
        .contains("forward  linear.py:114", "forward  net.py:33", "main  train.py:10");
  }

  @Test
  void aHiddenLayerCountsForItsCallers() {
    long total = tab.whole("plumb.state().total");
    tab.click("[data-layer=kernel]");
    tab.click("[data-layer=runtime]");
    assertThat(tab.whole("plumb.state().total")).isEqualTo(total);
    assertThat(boxes()).doesNotContain("cudaLaunchKernel").contains("aten::addmm");
    tab.click("[data-layer=runtime]");
    assertThat(boxes()).contains("cudaLaunchKernel");
  }

  @Test
  void aRowOfATableIsFoundInTheGraph() {
    tab.click("#tab-operators");
    assertThat(tab.text("document.querySelector('#table tbody td.name').textContent"))
        .isEqualTo("aten::linear");
    assertThat(tab.text("document.querySelector('#table tbody td').textContent"))
        .startsWith("462 µs");
    tab.click("#table tbody button.name");
    assertThat(tab.text("plumb.state().selected.at(-1)")).isEqualTo("aten::linear");
    assertThat(tab.whole("plumb.state().match.sum"))
        .isEqualTo(Pages.matchedGpuNs(tree, "aten::linear"::equals));
  }

  @Test
  void aFoldedFrameThatIsLookedForIsShownAgain() {
    tab.ask(
        "plumb.find(plumb.profile.frameName.indexOf('torch/nn/modules/linear.py(114): forward'))");
    assertThat(tab.is("plumb.state().folding")).isFalse();
    assertThat(tab.text("plumb.state().selected.at(-1)")).isEqualTo("forward  linear.py:114");
  }

  @Test
  void tablesCanBeSorted() {
    tab.click("#tab-kernels");
    String first = "document.querySelector('#table tbody td.name').textContent";
    assertThat(tab.text(first)).startsWith("void gemm<float, 2>");
    tab.click("th.name button");
    assertThat(tab.text("document.querySelector('th.name').getAttribute('aria-sort')"))
        .isEqualTo("descending");
    assertThat(tab.text(first)).isEqualTo("Memcpy DtoH (Device -> Pinned)");
    tab.click("th.name button");
    assertThat(tab.text(first)).startsWith("void gemm<float, 2>");
  }

  @Test
  void theInnermostColumnAddsUp() {
    long sum =
        tab.whole(
            """
            plumb.tables.rows('kernels').reduce((sum, row) => sum + row.gpuSelf, 0)\
            """);
    assertThat(sum).isEqualTo(Pages.gpuNs(tree, 0));
  }

  @Test
  void callersOpensTheBottomUpGraph() {
    clickBox("aten::addmm");
    tab.ask(
        "[...document.querySelectorAll('.actions button')].find(b => b.textContent === 'Callers').click()");
    assertThat(tab.is("plumb.state().inverted")).isTrue();
  }

  @Test
  void theTipNamesWhatIsUnderThePointer() {
    double[] at = middleOf("aten::addmm");
    tab.moveTo(at[0], at[1]);
    tab.waitFor("!document.getElementById('tip').hidden");
    assertThat(tab.text("document.getElementById('tip').textContent"))
        .contains("aten::addmm", "GPU time", "operator");
  }

  @Test
  void aPathIsCopiedAsText() {
    clickBox("aten::addmm");
    String text =
        tab.text(
            "(() => { let got; navigator.clipboard.writeText = async t => { got = t; };"
                + " document.querySelector('.details .small').click(); return got; })()");
    assertThat(text).startsWith("run\trun\n").endsWith("operator\taten::addmm\n");
  }

  @Test
  void sharpAtEveryResolutionAndNothingOverflows() throws IOException {
    for (double[] size : new double[][] {{1280, 720, 1}, {1920, 1080, 2}, {3840, 2160, 1}}) {
      tab.size((int) size[0], (int) size[1], size[2]);
      tab.waitFor(
          "document.querySelector('#flame canvas').width"
              + " === Math.round(document.getElementById('flame').clientWidth * devicePixelRatio)");
      assertThat(tab.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();
      assertThat(tab.number("devicePixelRatio")).isEqualTo(size[2], within(0.001));
      tab.screenshot("training-" + (int) size[0] + "x" + (int) size[1]);
    }
  }

  @Test
  void everyControlHasAName() {
    Object nameless =
        tab.ask(
            """
            [...document.querySelectorAll('button, input, select, [role=application], [role=img]')]
              .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
              .map(e => e.outerHTML)\
            """);
    assertThat((List<?>) nameless).isEmpty();
  }

  private void search(String query) {
    tab.ask("document.activeElement.blur(); plumb.endSearch()");
    tab.press("/");
    tab.waitFor("document.activeElement.id === 'search'");
    tab.type(query);
    tab.waitFor("document.getElementById('found').textContent !== ''");
  }

  @SuppressWarnings("unchecked")
  private List<Object> list(String expression) {
    return (List<Object>) tab.ask(expression);
  }

  private List<Object> boxes() {
    return list(
        "plumb.flame.rows.flatMap(row => row.node.filter(n => n >= 0).map(n => plumb.flame.label(n)))");
  }

  /** Where the first box with this label is on the screen, scrolled into view. */
  private double[] middleOf(String label) {
    Object at =
        tab.ask(
            """
            (() => {
              const {flame} = plumb;
              for (let depth = 0; depth < flame.rows.length; depth++) {
                const row = flame.rows[depth];
                const i = row.node.findIndex(node => node >= 0 && flame.label(node) === LABEL);
                if (i >= 0) {
                  flame.reveal(row.node[i]);
                  document.getElementById('flame').scrollIntoView({block: 'nearest'});
                  const bounds = flame.base.getBoundingClientRect();
                  return {
                    x: bounds.left + row.x[i] + row.width[i] / 2,
                    y: bounds.top + (depth + 0.5) * flame.rowHeight - flame.box.scrollTop};
                }
              }
              return null;
            })()\
            """
                .replace("LABEL", TestJson.write(label)));
    assertThat(at).as("box " + label).isNotNull();
    Map<?, ?> point = (Map<?, ?>) at;
    return new double[] {
      ((Number) point.get("x")).doubleValue(), ((Number) point.get("y")).doubleValue()
    };
  }

  private void clickBox(String label) {
    double[] at = middleOf(label);
    tab.click(at[0], at[1]);
  }
}
