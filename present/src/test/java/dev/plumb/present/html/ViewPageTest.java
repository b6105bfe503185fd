package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.server.ViewServer;
import dev.plumb.present.view.Endpoints;
import dev.plumb.present.view.Profiles;
import dev.plumb.present.view.Profiles.Role;
import dev.plumb.present.view.Sources;
import dev.plumb.profile.CallingContextTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code plumb view} as a person uses it: a real server, a real browser. */
class ViewPageTest {
  private static final List<String> VIEWS =
      List.of(
          "overview",
          "findings",
          "flame",
          "timeline",
          "tables",
          "source",
          "steps",
          "memory",
          "sql");

  private static final String FINDINGS =
      "fetch('api/findings?p=0').then(answer => answer.json())"
          + ".then(answer => answer.findings.map(each => each.id))";

  @TempDir private static Path folder;
  private static TrainingView view;
  private static Chromium browser;
  private static ViewServer server;
  private static CallingContextTree tree;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    view = new TrainingView(folder);
    browser = view.browser;
    server = view.server;
    tree = view.run.tree();
  }

  @AfterAll
  static void stop() throws IOException {
    if (view != null) {
      view.close();
    }
  }

  @BeforeEach
  void open() {
    tab = view.open();
  }

  @AfterEach
  void nothingWentWrongAndNobodyElseWasAsked() {
    assertThat(tab.complaints).isEmpty();
    String home = "http://127.0.0.1:" + server.port() + "/";
    assertThat(tab.requests)
        .allSatisfy(request -> assertThat(request).matches("(?:blob:)?" + home + ".*|data:.*"));
    tab.close();
  }

  @Test
  void opensOnTheOverviewWithoutTheTokenInTheAddress() throws IOException {
    assertThat(tab.text("document.title")).isEqualTo("training.json – Plumb");
    assertThat(tab.text("location.href")).doesNotContain("token");
    assertThat(tab.text("document.querySelector('.tiles').textContent"))
        .contains("Unattributed5.00 µs", "13 kernels");
    assertThat(tab.text("document.querySelector('.cards').textContent"))
        .contains("Most expensive lines", "forward  net.py:33", "Operators", "Device timeline");
    tab.screenshot("view-overview");
  }

  @Test
  void theFlameGraphAgreesWithTheTree() {
    tab.show("{view: 'flame'}");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(Pages.gpuNs(tree, 0));
    tab.show("{search: '/^aten::addmm$/'}");
    assertThat(tab.whole("plumb.flame().found.value"))
        .isEqualTo(Pages.matchedGpuNs(tree, "aten::addmm"::equals));
    tab.press("/");
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("document.querySelector('.fullname').textContent"))
        .isEqualTo("aten::addmm");
    tab.show("{search: ''}");
    click("plumb.boxAt('Linear_1')");
    assertThat(tab.text("plumb.flame().zoom.at(-1)")).isEqualTo("Linear_1");
    tab.press("Escape");
    tab.press("b");
    tab.settled();
    assertThat(tab.text("plumb.flame().view")).isEqualTo("up");
    tab.show("{direction: 'down', focus: '/^aten::addmm$/'}");
    assertThat(tab.whole("plumb.parts.flameData.flame.root.value"))
        .isEqualTo(Pages.matchedGpuNs(tree, "aten::addmm"::equals));
  }

  @Test
  void twoProfilesAreComparedBoxByBox() throws IOException {
    // The first screen says what changed, and leads to where.
    assertThat(tab.text("document.querySelector('.cards').textContent"))
        .startsWith("Against slower.json")
        .contains("−40.0 µs");
    tab.ask(
        "[...document.querySelectorAll('.card button')].find(b => b.textContent.includes('difference')).click()");
    tab.settled();
    assertThat(tab.text("plumb.view().base")).isEqualTo("1");
    assertThat(tab.whole("plumb.parts.flameData.flame.base_total"))
        .isEqualTo(tab.whole("plumb.flame().total") + 40_000);
    assertThat(tab.text("document.querySelector('.legend').textContent"))
        .contains("more than in the base", "less");
    tab.screenshot("view-difference");
    tab.show("{width: 'base'}");
    assertThat(tab.ask("plumb.flame().labels").toString()).contains("more<float>(float*)");
    tab.show("{view: 'flame', base: '', other: '#p=1&view=flame'}");
    assertThat(tab.whole("document.querySelectorAll('.pane').length")).isEqualTo(2);
    assertThat(tab.whole("document.querySelectorAll('.flame').length")).isEqualTo(2);
    tab.screenshot("view-side-by-side");
  }

  @Test
  void theTimelineZoomsMovesAndSelects() throws IOException {
    timeline();
    double whole = span();
    tab.press("w");
    tab.press("w");
    tab.settled();
    assertThat(span()).isLessThan(whole * 0.8);
    double start = tab.number("plumb.timeline().t0");
    tab.press("d");
    tab.settled();
    assertThat(tab.number("plumb.timeline().t0")).isGreaterThan(start);
    tab.press("0");
    tab.settled();
    assertThat(span()).isEqualTo(whole);
    tab.show("{find: 'gemm'}");
    assertThat(tab.text("document.querySelector('.timeline .found').textContent"))
        .isEqualTo("6 slices, 3 names");
    tab.press("/");
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("document.querySelector('.details .fullname').textContent"))
        .startsWith("void gemm<float, 0>");
    assertThat(tab.text("document.querySelector('.details').textContent"))
        .contains("Launched by", "cudaLaunchKernel", "aten::addmm");
    assertThat(tab.whole("plumb.parts.timeline.scene.arrows.length")).isPositive();
    tab.press("Escape");
    tab.press("f");
    tab.settled();
    assertThat(span()).isLessThan(whole / 2);
    tab.screenshot("view-timeline-slice");
    tab.press("ArrowRight");
    tab.settled();
    assertThat(tab.text("document.querySelector('.details .fullname').textContent"))
        .startsWith("void at::native::add");
  }

  /** What is asked before the program is there is taken over by it, for any window size. */
  @Test
  void asTheFirstPageTheTimelineAsksForNothingTwice() {
    for (int[] size : new int[][] {{1280, 720}, {3840, 2160}}) {
      Tab first = browser.open();
      first.size(size[0], size[1], 1);
      first.open(server.url() + "#view=timeline");
      assertThat(first.whole("plumb.timeline().boxes")).isPositive();
      assertThat(asked(first, "session")).hasSize(1);
      assertThat(asked(first, "timeline/tracks")).hasSize(1);
      assertThat(asked(first, "timeline/slices").stream().filter(each -> each.contains("rows=")))
          .hasSize(1);
      assertThat(
              asked(first, "timeline/slices").stream()
                  // The strip of the whole run has a question of its own, for other pixels.
                  .filter(each -> !each.contains("px=" + 256 * Math.ceilDiv(px(first), 256)))
                  .filter(each -> each.contains("tracks="))
                  .flatMap(each -> Stream.of(each.replaceFirst(".*tracks=", "").split("%2C")))
                  .map(track ->
                      first.text(
                          "plumb.parts.timeline.scene.lanes.find(each => each.track === %s).kind"
                              .formatted(track))))
          .isSubsetOf("idle", "path");
      assertThat(first.complaints).isEmpty();
      first.close();
    }
  }

  private static int px(Tab tab) {
    return (int) tab.whole("document.querySelector('.minimap').clientWidth");
  }

  private static List<String> asked(Tab tab, String question) {
    return tab.requests.stream().filter(each -> each.contains("/api/" + question + "?")).toList();
  }

  @Test
  void theTimelineIsDrawnAgainOnlyWhereItChanges() {
    timeline();
    tab.ask(
        """
        (() => {
          const view = plumb.parts.timeline;
          const draw = view.drawNow;
          globalThis.draws = 0;
          view.drawNow = () => {
            draws++;
            draw.call(view);
          };
        })()\
        """);
    tab.show("{sort: 'count'}"); // of a table
    assertThat(tab.whole("draws")).isZero();
    double start = tab.number("plumb.timeline().t0");
    tab.press("d");
    tab.settled();
    assertThat(tab.whole("draws")).isPositive();
    assertThat(tab.number("plumb.parts.timeline.scene.t0")).isGreaterThan(start);
    for (String change : List.of("theme: 'dark'", "find: 'gemm'", "from: '0', to: '100000'")) {
      tab.ask("draws = 0");
      tab.show("{" + change + "}");
      assertThat(tab.whole("draws")).as(change).isPositive();
    }
  }

  @Test
  void aRangeIsDraggedAndEveryViewFollows() throws IOException {
    timeline();
    Map<?, ?> bounds =
        (Map<?, ?>)
            tab.ask(
                "JSON.parse(JSON.stringify(document.querySelector('.ruler').getBoundingClientRect()))");
    double left = number(bounds.get("x"));
    double width = number(bounds.get("width"));
    double y = number(bounds.get("y")) + 8;
    tab.drag(left + 0.02 * width, y, left + 0.55 * width, y);
    tab.settled();
    long from = tab.whole("Number(plumb.view().from)");
    long to = tab.whole("Number(plumb.view().to)");
    assertThat(to).isGreaterThan(from);
    assertThat(tab.text("document.querySelector('.range-chip').textContent")).contains(" of ");
    assertThat(tab.text("document.querySelector('.details').textContent"))
        .contains("GPU time", "Device time");
    tab.screenshot("view-timeline-range");
    tab.show("{view: 'flame'}");
    long inside = tab.whole("plumb.flame().total");
    assertThat(inside).isPositive().isLessThan(Pages.gpuNs(tree, 0));
    tab.show("{view: 'tables', table: 'kernels'}");
    long table = tab.whole("document.querySelectorAll('.grid-row').length");
    tab.show("{from: '', to: ''}");
    tab.show("{view: 'flame'}");
    assertThat(tab.whole("plumb.flame().total")).isEqualTo(Pages.gpuNs(tree, 0));
    assertThat(table).isPositive();
    tab.ask("history.back()");
    tab.ask("history.back()");
    tab.ask("history.back()");
    tab.settled();
    assertThat(tab.whole("Number(plumb.view().to)")).isEqualTo(to);
  }

  @Test
  void whatCannotFollowARangeSaysSo() throws IOException {
    String tiles = "document.querySelector('.tiles').textContent";
    assertThat(tab.text(tiles)).contains("13 kernels");
    tab.show("{from: '0', to: '500000'}");
    assertThat(tab.text(tiles)).startsWith("Range500 µs").contains("GPU busy");
    assertThat(tab.text(tiles)).doesNotContain("13 kernels");
    assertThat(tab.text("document.querySelector('.device-total').textContent")).isEqualTo("500 µs");
    assertThat(tab.text("document.querySelector('.cards').textContent"))
        .contains("Findings of the whole run");
    tab.screenshot("view-overview-range");
    for (String view : List.of("findings", "sql")) {
      tab.show("{view: '" + view + "'}");
      assertThat(tab.text("document.querySelector('.lower > .notice').textContent"))
          .contains("whole run");
    }
    tab.show("{view: 'steps'}");
    assertThat(tab.text("document.querySelector('.chart-pane').textContent"))
        .contains("In the range: 1 step,", "2 in all");
    tab.show("{from: '', to: ''}");
    assertThat(tab.text("document.querySelector('.chart-pane').textContent"))
        .startsWith("2 steps, median");
  }

  @Test
  void chartsAndSourceCanBeUsedByKeys() {
    tab.show("{view: 'memory'}");
    tab.ask("document.querySelector('.plot').focus()");
    tab.press("ArrowRight");
    tab.press("ArrowRight");
    assertThat(tab.text("document.querySelector('.spoken').textContent")).contains("allocated");
    assertThat(tab.is("document.querySelector('.tip') !== null")).isTrue();
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("plumb.view().moment")).isNotEmpty();
    tab.show("{view: 'source', file: 'train.py', line: ''}");
    tab.ask("document.querySelector('.code').focus()");
    tab.press("ArrowDown");
    tab.settled();
    assertThat(tab.text("document.querySelector('.code-line.current').textContent"))
        .contains("def main()");
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.text("plumb.view().direction")).isEqualTo("up");
    // All that happens in the line, though the line itself launches nothing.
    assertThat(tab.text("document.querySelector('.filters').textContent"))
        .startsWith("callers of ")
        .contains("main");
    assertThat(tab.whole("plumb.flame().total")).isPositive();
    tab.show("{direction: 'up', callers: '', root: '0', box: ''}");
    assertThat(tab.text("document.querySelector('.empty').textContent")).contains("Show all");
    tab.complaints.removeIf(each -> each.contains("status of 404"));
  }

  /** Each pane has its own keys and its own pictures. */
  @Test
  void panesBesideEachOtherAreToldApart() {
    tab.show("{view: 'flame', other: '#p=1&view=flame'}");
    String directions =
        "[plumb.view().direction, new URLSearchParams(plumb.view().other.slice(1)).get('direction') ?? 'down'].join()";
    tab.press("b");
    tab.settled();
    assertThat(tab.text(directions)).isEqualTo("up,down");
    tab.ask("document.querySelectorAll('.flame')[1].focus()");
    tab.press("b");
    tab.settled();
    assertThat(tab.text(directions)).isEqualTo("up,up");
    tab.press("/");
    assertThat(
            tab.is(
                "document.activeElement.type === 'search' && document.activeElement.closest('.main-pane') === null"))
        .isTrue();
    assertThat(tab.whole("document.querySelectorAll('[aria-label=\"Export the picture\"]').length"))
        .isEqualTo(2);
    tab.show("{other: '#p=1&view=overview'}");
    assertThat(tab.is("document.querySelector('header [aria-label=\"Export the picture\"]')"))
        .isTrue();
  }

  /** Pixels of boxes that are wide enough, each with what it should be. */
  private static final String PIXELS =
      """
      (() => {
        const view = plumb.parts.flame;
        view.drawNow();
        const {canvas} = view.base;
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
        copy.drawImage(canvas, 0, 0);
        const {data} = copy.getImageData(0, 0, canvas.width, canvas.height);
        const at = (x, y) => '#' + [0, 1, 2]
            .map((part) => data[4 * (y * canvas.width + x) + part].toString(16).padStart(2, '0')).join('');
        const pairs = [];
        view.picture.rows.forEach((row, depth) => row.node.forEach((node, i) => {
          const top = view.top(depth, view.sheetHeight()) - view.box.scrollTop;
          if (node >= 0 && row.width[i] >= 6 && top + view.rowHeight <= view.height) {
            const x = Math.round(row.x[i]) + 2; // left of the text
            const fill = view.paintOf(depth).fill[i];
            pairs.push([at(x, top + 1), fill], [at(x, top + view.rowHeight - 2), fill]);
            pairs.push([at(x, top + view.rowHeight - 1), view.palette.panel]);
          }
        }));
        return pairs;
      })()\
      """;

  @Test
  void everyBoxIsPaintedInItsColourAndNothingBetweenRows() {
    tab.show("{view: 'flame', fold: 'no'}");
    for (String theme : List.of("light", "dark")) {
      tab.show("{theme: '" + theme + "'}");
      List<?> pixels = (List<?>) tab.ask(PIXELS);
      assertThat(pixels).hasSizeGreaterThan(60);
      for (Object pair : pixels) {
        assertThat(((List<?>) pair).get(0)).as(theme).isEqualTo(((List<?>) pair).get(1));
      }
    }
  }

  @Test
  void theLengthOfARangeStandsOverNoTimeOfTheRuler() {
    tab.show("{view: 'timeline', t0: '0', t1: '2000000', from: '480000', to: '1300000'}");
    List<?> texts =
        (List<?>)
            tab.ask(
                """
                (() => {
                  const texts = [];
                  const pen = new Proxy({}, {get: (_, name) => name === 'text' ? (text, x) => texts.push([text, x]) : () => {}});
                  const view = plumb.parts.timeline;
                  view.drawRuler(pen, view.scene, 24);
                  return texts;
                })()\
                """);
    List<?> length =
        (List<?>)
            texts.stream()
                .filter(each -> ((List<?>) each).getFirst().equals("820 µs"))
                .findFirst()
                .orElseThrow();
    double from = number(length.getLast());
    assertThat(texts).hasSizeGreaterThan(2);
    for (Object each : texts) {
      double x = number(((List<?>) each).getLast());
      assertThat(each.equals(length) || x + 20 < from || x > from + 40)
          .as(each + " at " + length)
          .isTrue();
    }
  }

  @Test
  void theTimelineAboveAViewChoosesWhatTheViewShows() throws IOException {
    tab.show("{view: 'flame', split: '1', from: '0', to: '500000'}");
    assertThat(tab.is("document.querySelector('.upper .timeline') !== null")).isTrue();
    assertThat(tab.whole("plumb.flame().total")).isLessThan(Pages.gpuNs(tree, 0));
    tab.screenshot("view-split");
  }

  @Test
  void aFindingLightsItsContextsAndLeadsToTheSource() throws IOException {
    tab.show("{view: 'findings'}");
    assertThat(tab.whole("document.querySelectorAll('.finding').length")).isPositive();
    // What a share is a share of stands beside it, and the exact time in the tip.
    assertThat(tab.text("document.querySelector('.finding-impact').textContent"))
        .containsPattern("\\d % of (device time|host time|steps|span)");
    assertThat(tab.text("document.querySelector('.finding-impact').title"))
        .containsPattern("concerns [0-9,]+ ns, ");
    assertThat(tab.text("document.querySelector('.finding-details').textContent"))
        .contains("What to do");
    tab.screenshot("view-findings");
    String id = tab.text("plumb.view().finding");
    if (id.isEmpty()) {
      tab.click(".finding");
      tab.settled();
    }
    tab.ask(
        "[...document.querySelectorAll('.actions button')].find(b => b.textContent.includes('flame')).click()");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.is("plumb.parts.flameData.flame.boxes.lit !== undefined")).isTrue();
    tab.show("{view: 'timeline'}");
    assertThat(tab.is("plumb.parts.timeline.scene.lighting")).isTrue();
  }

  /** A finding about the host has no time of the device: what is shown instead says so. */
  @Test
  void aFindingThatIsLitNowhereSaysSo() {
    tab.show("{view: 'findings'}");
    String found = "document.querySelector('.found').textContent";
    int turned = 0;
    int dark = 0;
    for (Object finding : (List<?>) tab.ask(FINDINGS)) {
      for (String direction : List.of("down", "up")) {
        tab.show(
            "{view: 'flame', metric: '', direction: '%s', finding: '%s'}"
                .formatted(direction, finding));
        boolean lit = tab.is("plumb.parts.flameData.flame.boxes.lit.includes(1)");
        boolean device = tab.text("plumb.flame().metric").equals("device_ns");
        if (!lit) {
          assertThat(device).as("%s, as it was", finding).isTrue();
          assertThat(tab.text(found)).contains("nothing is lit: no GPU time of it is drawn here");
          dark++;
        } else if (!device) {
          assertThat(tab.text(found)).contains("has no GPU time here: CPU time is shown");
          turned++;
        } else {
          assertThat(tab.text(found)).doesNotContain("GPU time", "nothing is lit");
        }
      }
    }
    assertThat(turned).isPositive();
    assertThat(dark).isPositive();
    // Read aloud, as it is an answer to what was pressed.
    assertThat(tab.text("document.querySelector('.found').tagName")).isEqualTo("OUTPUT");
  }

  @Test
  void theSourceStandsBesideWhatItsLinesCost() throws IOException {
    tab.show("{view: 'flame', fold: 'no'}");
    click("plumb.boxAt('main  train.py:10')");
    tab.ask(
        "[...document.querySelectorAll('.actions button')].find(b => b.textContent === 'Source').click()");
    tab.settled();
    assertThat(tab.text("document.querySelector('.code-line.current').textContent"))
        .contains("def main():  # <b>")
        .contains(" µs");
    tab.screenshot("view-source");
    tab.show("{file: '/opt/model/net.py', line: '33'}");
    assertThat(tab.text("document.querySelector('.source-main').textContent"))
        .contains("--root", "33");
  }

  @Test
  void tablesAreSortedFilteredGroupedAndCopied() {
    tab.show("{view: 'tables', table: 'operators'}");
    assertThat(tab.text("document.querySelector('.grid-row.pressable').textContent"))
        .startsWith("aten::addmm");
    tab.show("{sort: 'name'}");
    assertThat(tab.text("document.querySelector('.grid-row.pressable').textContent"))
        .startsWith("aten::addmm");
    tab.show("{filter: 'copy'}");
    assertThat(tab.text("document.querySelector('.found').textContent")).isEqualTo("1 of 3 rows");
    String csv =
        tab.text(
            """
            (async () => {
              const got = new Promise(done => { navigator.clipboard.writeText = async t => done(t); });
              [...document.querySelectorAll('button')].find(b => b.textContent === 'Copy as CSV').click();
              return await got;
            })()\
            """);
    assertThat(csv.lines().toList()).hasSize(2);
    assertThat(csv).contains("aten::copy_");
    tab.show("{filter: ''}");
    tab.click(".grid-row.pressable [role=cell]");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.is("plumb.flame().found.frames > 0")).isTrue();
  }

  @Test
  void aQueryIsAnsweredAsTableAndChart() throws IOException {
    tab.show(
        "{view: 'sql', sql: 'SELECT name, sum(dur_ns) AS ns FROM kernels GROUP BY name ORDER BY 2 DESC'}");
    tab.waitFor(
        "document.querySelector('.sql-main .grid-row.current, .sql-main [role=row] + [role=row], .sql-main .grid')");
    tab.settled();
    assertThat(tab.text("document.querySelector('.sql-main .found').textContent"))
        .startsWith("5 rows in ");
    tab.show("{chart: 'bars~0~1'}");
    assertThat(tab.is("document.querySelector('.plot canvas').width > 300")).isTrue();
    tab.screenshot("view-sql");
    tab.show("{sql: 'SELECT nonsense', chart: ''}");
    tab.waitFor("document.querySelector('.sql-main [role=alert]')");
    tab.complaints.removeIf(each -> each.contains("status of 400"));
  }

  /** Long enough that nobody waits for it, in vain on the fastest machine. */
  private static final String ENDLESS =
      "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE a.range * b.range = 7";

  @Test
  void aQueryEndsWhenItsPageIsClosed() {
    Tab other = view.open();
    other.ask("plumb.show({view: 'sql', sql: '" + ENDLESS + "'})");
    other.waitFor("document.querySelector('.sql-main .primary').disabled");
    other.close();
    // Were it not ended, this one would wait for it in vain.
    assertThat(
            tab.text(
                """
                (async () => {
                  const body = JSON.stringify({p: 0, sql: 'SELECT 7 AS x', timeout_ms: 8000});
                  const response = await fetch('api/sql', {method: 'POST', headers: {'content-type': 'application/json'}, body});
                  return JSON.stringify((await response.json()).rows);
                })()\
                """))
        .isEqualTo("[[7]]");
  }

  @Test
  void memoryShowsWhatIsAlive() throws IOException {
    tab.show("{view: 'memory'}");
    assertThat(tab.text("document.querySelector('.chart-pane').textContent"))
        .contains("allocation", "alive");
    tab.screenshot("view-memory");
  }

  /** 2·64·128·256 operations on 2·(64·128 + 128·256 + 64·256) bytes, three times. */
  @Test
  void operatorsStandUnderTheRoofOfTheirDevice() throws IOException {
    TraceText text = new TraceText().device("NVIDIA H100 80GB HBM3");
    for (int i = 0; i < 3; i++) {
      text.operator(
          "aten::mm",
          i * 100_000L,
          50_000,
          List.of(List.of(64, 128), List.of(128, 256)),
          "c10::BFloat16");
      text.launch("cudaLaunchKernel", i * 100_000L + 10_000, 5_000);
      text.kernel("gemm_bf16", i * 100_000L + 20_000, 10_000);
    }
    try (Profiles own = new Profiles()) {
      own.add(Role.ONLY, view.profile("mm.json", text.run()));
      try (ViewServer small =
          ViewServer.start(0, Endpoints.of(own, new Sources(List.of(folder)), "0.0.0-test"))) {
        Tab other = browser.open();
        other.open(small.url());
        other.show("{view: 'roofline'}");
        Map<?, ?> answer =
            (Map<?, ?>) other.ask("(async () => (await fetch('api/roofline?p=0')).json())()");
        assertThat(answer.get("available")).isEqualTo(true);
        Map<?, ?> dot = (Map<?, ?>) ((List<?>) answer.get("dots")).getFirst();
        assertThat(dot.get("flops")).isEqualTo(3L * 2 * 64 * 128 * 256);
        assertThat(dot.get("bytes")).isEqualTo(3L * 2 * (64 * 128 + 128 * 256 + 64 * 256));
        assertThat(dot.get("device_ns")).isEqualTo(30_000L);
        assertThat(dot.get("calls")).isEqualTo(3L);
        assertThat(dot.get("bound")).isEqualTo("memory");
        assertThat(other.text("document.querySelector('.chart-pane').textContent"))
            .contains("H100", "matrix bf16", "aten::mm", "bound by memory");
        assertThat(other.is("document.querySelector('.plot canvas').width > 300")).isTrue();
        other.screenshot("view-roofline");
        assertThat(other.complaints).isEmpty();
        other.close();
      }
    }
    // Without shapes there is nothing to place, and no tab.
    assertThat(tab.is("document.getElementById('tab-roofline') === null")).isTrue();
  }

  @Test
  void devicesAreCalledWhatTheyAre() throws IOException {
    TraceText text = new TraceText().device("TPU v6 Lite");
    text.launch("launch", 10_000, 5_000);
    text.kernel("fusion.1", 20_000, 10_000);
    text.correlate();
    try (Profiles own = new Profiles()) {
      own.add(Role.ONLY, view.profile("tpu.json", text.run()));
      try (ViewServer small =
          ViewServer.start(0, Endpoints.of(own, new Sources(List.of(folder)), "0.0.0-test"))) {
        Tab other = browser.open();
        other.open(small.url());
        assertThat(other.text("document.querySelector('main').textContent"))
            .contains("TPU busy", "TPU 0")
            .doesNotContain("GPU");
        other.show("{view: 'tables', table: 'kernels'}");
        assertThat(other.text("document.querySelector('main').textContent"))
            .contains("TPU time")
            .doesNotContain("GPU");
        assertThat(other.complaints).isEmpty();
        other.close();
      }
    }
  }

  @Test
  void aLinkRestoresTheView() {
    tab.show(
        "{view: 'timeline', t0: '100000', t1: '700000', from: '200000', to: '500000', find: 'gemm'}");
    String link = tab.text("location.href");
    Tab other = browser.open();
    other.open(link);
    assertThat(other.number("plumb.timeline().t0")).isEqualTo(100_000);
    assertThat(other.number("plumb.timeline().t1")).isEqualTo(700_000);
    assertThat(other.ask("plumb.parts.timeline.scene.range"))
        .isEqualTo(List.of(200_000L, 500_000L));
    assertThat(other.text("document.querySelector('.timeline [type=search]').value"))
        .isEqualTo("gemm");
    assertThat(other.complaints).isEmpty();
    // Also how far the lanes are scrolled.
    other.size(1280, 320, 1);
    other.show("{t0: '', t1: '', from: '', to: '', find: ''}");
    other.ask("document.querySelector('.timeline-scroll').scrollTop = 150");
    other.waitFor("plumb.view().lane !== ''");
    other.settled();
    String lane = other.text("plumb.view().lane");
    link = other.text("location.href");
    Tab third = browser.open();
    third.size(1280, 320, 1);
    third.open(link);
    third.waitFor("document.querySelector('.timeline-scroll').scrollTop > 0");
    third.settled();
    assertThat(third.text("plumb.view().lane")).isEqualTo(lane);
    third.close();
    other.close();
  }

  @Test
  void everyPictureIsExported() {
    for (String view : List.of("flame", "timeline", "memory")) {
      tab.show("{view: '" + view + "'}");
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
      assertThat(svg).as(view).startsWith("<?xml").contains("</text>").doesNotContain("NaN");
    }
  }

  @Test
  void nothingOverflowsAndEveryControlHasANameInBothThemes() throws IOException {
    for (int[] size : new int[][] {{1280, 720}, {1920, 1080}, {3840, 2160}}) {
      tab.size(size[0], size[1], 1);
      for (String theme : List.of("light", "dark")) {
        for (String view : VIEWS) {
          tab.show("{view: '" + view + "', theme: '" + theme + "'}");
          assertThat(tab.text("document.querySelector('[role=tab][aria-selected=true]').id"))
              .isEqualTo("tab-" + view);
          assertThat(
                  tab.is(
                      "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"))
              .as(view + " " + size[0])
              .isTrue();
          assertThat(
                  (List<?>)
                      tab.ask(
                          """
                          [...document.querySelectorAll('button, input, select, textarea, [role=application], [role=img], [role=table]')]
                            .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length))
                            .map(e => e.className)\
                          """))
              .as(view)
              .isEmpty();
          if (size[0] != 1920) {
            tab.screenshot("view-" + view + "-" + size[0] + "-" + theme);
          }
        }
      }
    }
  }

  private void timeline() {
    tab.show("{view: 'timeline'}");
    tab.ask("document.querySelector('.timeline-scroll').focus()");
    assertThat(tab.whole("plumb.timeline().boxes")).isPositive();
  }

  private double span() {
    return tab.number("plumb.timeline().t1 - plumb.timeline().t0");
  }

  /** Clicks the place that an expression answers. */
  private void click(String place) {
    Map<?, ?> at = (Map<?, ?>) tab.ask(place);
    assertThat(at).as(place).isNotNull();
    tab.click(number(at.get("x")), number(at.get("y")));
    tab.settled();
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }
}
