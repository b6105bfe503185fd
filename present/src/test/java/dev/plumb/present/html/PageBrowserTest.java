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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A report in one file as a person uses it, in a real browser. */
class PageBrowserTest {
  private static final String FOUND = "document.querySelector('.found').textContent";

  @TempDir private static Path folder;
  @RegisterExtension private static final SharedChromium BROWSER = new SharedChromium();
  private static Run run;
  private static CallingContextTree tree;
  private static Path page;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException {
    run = TraceText.training().run();
    tree = run.tree();
    page = Pages.write(run, folder.resolve("training.html"));
  }

  @BeforeEach
  void open() {
    tab = BROWSER.open();
    tab.report(page);
  }

  @AfterEach
  void nothingWentWrongAndNothingWasLoaded() {
    assertThat(tab.complaints).isEmpty();
    assertThat(tab.requests)
        .allSatisfy(request -> assertThat(request).matches("file:.*\\.html(#.*)?|data:.*"));
    tab.close();
  }

  @Test
  void opensOnTheWholeProfile() throws IOException {
    assertThat(tab.text("document.title")).isEqualTo("training.json – Plumb");
    assertThat(tab.text("document.querySelector('.tiles').textContent"))
        .contains("Unattributed5.00 µs", "1 kernel without launch", "13 kernels");
    tab.screenshot("training");
    flame();
    assertThat(tab.text("plumb.flame().metric")).isEqualTo("device_ns");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(Pages.gpuNs(tree, 0));
    tab.screenshot("training-flame");
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
    List<Object> sums =
        list(
            """
            plumb.parts.embedded.overview().metrics.map(({id}) => {
              const {depth, value} = plumb.parts.embedded.flame({view: 'up', metric: id, px: 1e15}).boxes;
              return value.reduce((sum, each, i) => sum + (depth[i] === 1 ? each : 0), 0);
            })\
            """);
    List<Object> totals = list("plumb.parts.embedded.overview().metrics.map(m => m.total)");
    assertThat(sums).isEqualTo(totals);
    assertThat(((Number) totals.getFirst()).longValue()).isEqualTo(Pages.gpuNs(tree, 0));
    assertThat(totals).contains(tree.inclusive(0, Metric.CPU_NS), tree.inclusive(0, Metric.COUNT));
  }

  @Test
  void searchFindsWhatJavaCounts() {
    flame();
    search("linear");
    long expected =
        Pages.matchedGpuNs(tree, name -> name.toLowerCase(Locale.ROOT).contains("linear"));
    assertThat(tab.whole("plumb.flame().found.value")).isEqualTo(expected);
    assertThat(tab.text(FOUND)).contains("of GPU time", "frames in");

    search("/^aten::(linear|addmm)$|gemm/");
    expected = Pages.matchedGpuNs(tree, name -> name.matches("aten::(linear|addmm)|.*gemm.*"));
    assertThat(tab.whole("plumb.flame().found.value")).isEqualTo(expected);
    assertThat(expected).isPositive().isLessThan(Pages.gpuNs(tree, 0));
  }

  @Test
  void searchCountsWhatIsFoldedAndHiddenToo() {
    flame();
    tab.click("[data-layer=operator]");
    search("aten::linear");
    assertThat(tab.whole("plumb.flame().found.value"))
        .isEqualTo(Pages.matchedGpuNs(tree, name -> name.contains("aten::linear")));
  }

  @Test
  void aBrokenExpressionIsExplained() {
    flame();
    search("/(/");
    assertThat(tab.text(FOUND)).startsWith("Not an expression:");
    assertThat(tab.text("document.querySelector('[type=search]').getAttribute('aria-invalid')"))
        .isEqualTo("true");
    search("nothing has this name");
    assertThat(tab.text(FOUND)).isEqualTo("No frame matches");
  }

  @Test
  void enterInTheSearchGoesToTheLargestMatch() {
    flame();
    search("aten::addmm");
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isEqualTo("aten::addmm");
    assertThat(tab.text("document.querySelector('.fullname').textContent"))
        .isEqualTo("aten::addmm");
  }

  @Test
  void clickZoomsAndBreadcrumbsAndEscapeLeadBack() {
    flame();
    clickBox("Net_0");
    assertThat(zoomedTo()).isEqualTo("Net_0");
    assertThat(tab.text("document.querySelector('.crumbs [aria-current]').textContent"))
        .isEqualTo("Net_0");
    clickBox("Linear_1");
    assertThat(zoomedTo()).isEqualTo("Linear_1");
    tab.ask(
        "[...document.querySelectorAll('.crumb')].find(c => c.textContent === 'Net_0').click()");
    tab.settled();
    assertThat(zoomedTo()).isEqualTo("Net_0");
    tab.press("Escape");
    tab.settled();
    assertThat(tab.whole("plumb.flame().zoom.length")).isEqualTo(1);
  }

  @Test
  void theMetricCanBeChangedAndThePlaceStays() {
    flame();
    clickBox("Linear_1");
    tab.ask(
        """
        (() => {
          const menu = [...document.querySelectorAll('select')].find(s => s.parentElement.textContent.startsWith('Metric'));
          menu.value = [...menu.options].find(o => o.textContent.startsWith('CPU time')).value;
          menu.dispatchEvent(new Event('change', {bubbles: true}));
        })()\
        """);
    tab.settled();
    assertThat(tab.text("plumb.flame().metric")).isEqualTo("cpu_ns");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(tree.inclusive(0, Metric.CPU_NS));
    assertThat(zoomedTo()).isEqualTo("Linear_1");
    tab.press("m");
    tab.settled();
    assertThat(tab.text("plumb.flame().metric")).isEqualTo("count");
    assertThat(zoomedTo()).isEqualTo("Linear_1");
  }

  @Test
  void theThemeFollowsTheSystemAndTheButton() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = tab.text(ground);
    tab.dark();
    tab.waitFor("document.documentElement.dataset.theme === 'dark'");
    assertThat(tab.text(ground)).isNotEqualTo(light);
    tab.ask(
        "[...document.querySelectorAll('header button')].find(b => b.textContent === 'Light').click()");
    tab.waitFor("document.documentElement.dataset.theme === 'light'");
    assertThat(tab.text(ground)).isEqualTo(light);
  }

  @Test
  void everythingCanBeReachedByKeys() {
    tab.press("3");
    tab.settled();
    tab.press("/");
    assertThat(tab.text("document.activeElement.type")).isEqualTo("search");
    tab.press("Escape");
    assertThat(tab.text("document.activeElement.className")).startsWith("flame");
    tab.press("ArrowDown");
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isEqualTo("training.json");
    for (int i = 0; i < 3; i++) {
      tab.press("ArrowDown");
    }
    tab.press("Enter");
    tab.settled();
    assertThat(tab.whole("plumb.flame().zoom.length")).isEqualTo(5);
    tab.press("ArrowDown");
    String first = tab.text("plumb.flame().selected.at(-1)");
    tab.press("ArrowRight");
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isNotEqualTo(first);
    tab.press("ArrowLeft");
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isEqualTo(first);
    tab.press("ArrowUp");
    assertThat(tab.text("document.querySelector('.spoken').textContent")).contains(", ", " µs");
    tab.press("Backspace");
    tab.settled();
    assertThat(tab.whole("plumb.flame().zoom.length")).isEqualTo(4);
    tab.press("Escape");
    tab.settled();
    assertThat(tab.whole("plumb.flame().zoom.length")).isEqualTo(1);
    tab.press("?");
    tab.waitFor("document.querySelector('dialog')?.open");
    tab.press("Escape");
    tab.waitFor("!document.querySelector('dialog')");
  }

  @Test
  void foldedPythonComesBackAndIsAlwaysInThePath() {
    flame();
    long folded = tab.whole("plumb.flame().boxes");
    tab.press("p");
    tab.settled();
    assertThat(tab.whole("plumb.flame().boxes")).isGreaterThan(folded);
    tab.press("p");
    tab.settled();
    clickBox("aten::addmm");
    assertThat(tab.text("document.querySelector('.path').textContent"))
        .contains("forward  linear.py:114", "forward  net.py:33", "main  train.py:10");
  }

  @Test
  void aFoldedFrameThatIsLookedForCanBeShown() {
    flame();
    search("linear.py(114): forward");
    assertThat(tab.text(FOUND)).contains("none is drawn");
    tab.click(".found button");
    tab.settled();
    assertThat(boxes()).contains("forward  linear.py:114");
  }

  @Test
  void aHiddenLayerCountsForItsCallers() {
    flame();
    long total = tab.whole("plumb.flame().total");
    tab.click("[data-layer=kernel]");
    tab.settled();
    tab.click("[data-layer=runtime]");
    tab.settled();
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(total);
    assertThat(boxes()).doesNotContain("cudaLaunchKernel").contains("aten::addmm");
    tab.click("[data-layer=runtime]");
    tab.settled();
    assertThat(boxes()).contains("cudaLaunchKernel");
  }

  @Test
  void focusHideAndLeaveOut() {
    flame();
    long total = tab.whole("plumb.flame().total");
    tab.show("{focus: '/^aten::addmm$/'}");
    long inside = Pages.matchedGpuNs(tree, "aten::addmm"::equals);
    assertThat(tab.whole("plumb.parts.flameData.flame.root.value")).isEqualTo(inside);
    tab.ask("document.querySelector('.filters button').click()");
    tab.settled();
    tab.show("{drop: '/^aten::addmm$/'}");
    assertThat(tab.whole("plumb.parts.flameData.flame.root.value")).isEqualTo(total - inside);
    tab.show("{drop: '', hide: '/^aten::addmm$/'}");
    assertThat(tab.whole("plumb.parts.flameData.flame.root.value")).isEqualTo(total);
    assertThat(boxes()).doesNotContain("aten::addmm");
  }

  @Test
  void aRowOfATableIsFoundInTheGraph() {
    tab.show("{view: 'tables', table: 'operators'}");
    assertThat(firstRow()).startsWith("aten::linear462 µs");
    tab.click(".grid-row.pressable [role=cell]");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.whole("plumb.flame().found.value"))
        .isEqualTo(Pages.matchedGpuNs(tree, "aten::linear"::equals));
  }

  @Test
  void tablesCanBeSortedAndFiltered() {
    tab.show("{view: 'tables', table: 'kernels'}");
    assertThat(firstRow()).startsWith("void gemm<float, 2>");
    tab.click("[role=columnheader] button");
    tab.settled();
    assertThat(tab.text("document.querySelector('[role=columnheader]').getAttribute('aria-sort')"))
        .isEqualTo("ascending");
    assertThat(firstRow()).startsWith("Memcpy DtoH (Device -> Pinned)");
    tab.click("[role=columnheader] button");
    tab.settled();
    assertThat(firstRow()).startsWith("void gemm<float, 2>");
    tab.show("{filter: 'memcpy'}");
    assertThat(tab.text(FOUND)).matches("\\d+ of \\d+ rows");
    assertThat(firstRow()).startsWith("Memcpy");
  }

  @Test
  void theInnermostColumnAddsUp() {
    assertThat(
            tab.whole(
                """
                (() => {
                  const {columns, totals} = plumb.parts.embedded.table({table: 'operators'});
                  return totals[columns.findIndex(c => c.id === 'device_self_ns')];
                })()\
                """))
        .isPositive()
        .isLessThanOrEqualTo(Pages.gpuNs(tree, 0));
    assertThat(tab.whole("plumb.parts.embedded.table({table: 'kernels'}).totals[1]"))
        .isEqualTo(Pages.gpuNs(tree, 0));
  }

  @Test
  void callersOpensTheBottomUpGraph() {
    flame();
    clickBox("aten::addmm");
    pressButton("Callers");
    assertThat(tab.text("plumb.flame().view")).isEqualTo("up");
    assertThat(zoomedTo()).isEqualTo("aten::addmm");
  }

  @Test
  void theTipNamesWhatIsUnderThePointer() {
    flame();
    double[] at = middleOf("aten::addmm");
    tab.moveTo(at[0], at[1]);
    tab.waitFor("document.querySelector('.tip')");
    assertThat(tab.text("document.querySelector('.tip').textContent"))
        .contains("aten::addmm", "GPU time", "operator");
  }

  @Test
  void aPathIsCopiedAsText() {
    flame();
    clickBox("aten::addmm");
    String text =
        tab.text(
            "(() => { let got; navigator.clipboard.writeText = async t => { got = t; };"
                + " document.querySelector('.details .small').click(); return got; })()");
    assertThat(text).startsWith("rank\ttraining.json\n").endsWith("operator\taten::addmm\n");
  }

  @Test
  void findingsLightTheirContexts() {
    tab.show("{view: 'findings'}");
    assertThat(tab.whole("document.querySelectorAll('.finding').length")).isPositive();
    tab.ask(
        "[...document.querySelectorAll('.actions button')].find(b => b.textContent.includes('flame')).click()");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.is("plumb.parts.flameData.flame.boxes.lit !== undefined")).isTrue();
    assertThat(tab.text("document.querySelector('.found').textContent")).contains("finding");
  }

  @Test
  void aLinkShowsTheSameAgain() {
    flame();
    clickBox("Linear_1");
    search("gemm");
    tab.show("{color: 'library', flip: '1'}");
    String link = tab.text("location.href");
    List<Object> boxes = boxes();
    Tab other = BROWSER.open();
    other.open(link);
    assertThat(other.text("plumb.flame().zoom.at(-1)")).isEqualTo("Linear_1");
    assertThat(other.ask("plumb.flame().labels")).isEqualTo(boxes);
    assertThat(other.text("document.querySelector('[type=search]').value")).isEqualTo("gemm");
    assertThat(other.is("plumb.parts.flame.picture.flipped")).isTrue();
    other.close();
    tab.ask("history.back()");
    tab.settled();
    assertThat(tab.text("plumb.view().color")).isEqualTo("layer");
  }

  @Test
  void thePictureIsExportedWithItsNames() {
    flame();
    String svg =
        tab.text(
            """
            (async () => {
              let blob;
              URL.createObjectURL = (b) => { blob = b; return 'data:,'; };
              HTMLAnchorElement.prototype.click = () => {};
              [...document.querySelectorAll('header button')].find(b => b.textContent === 'SVG').click();
              return await blob.text();
            })()\
            """);
    assertThat(svg).startsWith("<?xml").contains("<svg", ">Net_0</text>").doesNotContain("NaN");
    assertThat(
            tab.whole(
                """
                (async () => {
                  const made = new Promise(done => { URL.createObjectURL = (b) => { done(b); return 'data:,'; }; });
                  [...document.querySelectorAll('header button')].find(b => b.textContent === 'PNG').click();
                  return (await made).size;
                })()\
                """))
        .isGreaterThan(5_000);
  }

  @Test
  void sharpAtEveryResolutionAndNothingOverflows() throws IOException {
    flame();
    for (double[] size : new double[][] {{1280, 720, 1}, {1920, 1080, 2}, {3840, 2160, 1}}) {
      tab.size((int) size[0], (int) size[1], size[2]);
      tab.waitFor(
          "document.querySelector('.flame canvas').width"
              + " === Math.round(document.querySelector('.flame').clientWidth * devicePixelRatio)");
      for (String view : List.of("overview", "findings", "flame", "tables", "steps")) {
        tab.show("{view: '" + view + "'}");
        assertThat(tab.is("document.documentElement.scrollWidth <= innerWidth")).isTrue();
        assertThat(tab.is("document.documentElement.scrollHeight <= innerHeight")).isTrue();
        tab.screenshot("training-" + view + "-" + (int) size[0] + "x" + (int) size[1]);
      }
      tab.show("{view: 'flame'}");
      assertThat(tab.number("devicePixelRatio")).isEqualTo(size[2], within(0.001));
    }
  }

  @Test
  void everyControlHasAName() {
    for (String view : List.of("overview", "findings", "flame", "tables", "steps")) {
      tab.show("{view: '" + view + "'}");
      Object nameless =
          tab.ask(
              """
              [...document.querySelectorAll('button, input, select, textarea, [role=application], [role=img], [role=table]')]
                .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
                .map(e => e.className)\
              """);
      assertThat((List<?>) nameless).isEmpty();
    }
  }

  private void flame() {
    tab.show("{view: 'flame'}");
  }

  private void search(String query) {
    tab.ask("document.activeElement.blur()");
    tab.show("{search: ''}");
    tab.press("/");
    tab.waitFor("document.activeElement.type === 'search'");
    tab.type(query);
    tab.settled();
  }

  private String zoomedTo() {
    return tab.text("plumb.flame().zoom.at(-1)");
  }

  private String firstRow() {
    return tab.text("document.querySelector('.grid-row.pressable').textContent");
  }

  private void pressButton(String label) {
    tab.ask(
        "[...document.querySelectorAll('.actions button')].find(b => b.textContent === '"
            + label
            + "').click()");
    tab.settled();
  }

  @SuppressWarnings("unchecked")
  private List<Object> list(String expression) {
    return (List<Object>) tab.ask(expression);
  }

  private List<Object> boxes() {
    return list("plumb.flame().labels");
  }

  /** Where the first box with this label is on the screen, scrolled into view. */
  private double[] middleOf(String label) {
    Object at = tab.ask("plumb.boxAt(" + TestJson.write(label) + ")");
    assertThat(at).as("box " + label).isNotNull();
    Map<?, ?> point = (Map<?, ?>) at;
    return new double[] {
      ((Number) point.get("x")).doubleValue(), ((Number) point.get("y")).doubleValue()
    };
  }

  private void clickBox(String label) {
    double[] at = middleOf(label);
    tab.click(at[0], at[1]);
    tab.settled();
  }
}
