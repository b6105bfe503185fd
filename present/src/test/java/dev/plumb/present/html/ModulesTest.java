package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page's modules without the page: each alone with what it imports, in the browser. */
class ModulesTest {
  /** run(100) → a(60: self 10, b 30, c 20), d(40: e 40); frames are named by their number. */
  private static final String TREE =
      """
      const tree = addUp(Int32Array.of(-1, 0, 1, 1, 0, 4), Int32Array.of(0, 1, 2, 3, 4, 2),
        [Float64Array.of(0, 10, 30, 20, 0, 40)], new Float64Array(6));
      """;

  private static Chromium browser;
  private static Tab tab;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    browser = Chromium.start();
    tab = browser.open();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  /** Value of an expression that uses a module's exports. */
  private static Object ask(String module, String prepared, String expression) {
    String script = PageScript.join(module, HtmlReport::resource);
    return tab.ask("(() => {" + script + prepared + "return " + expression + ";})()");
  }

  @Test
  void numbersAreWrittenForPeople() {
    assertThat(
            ask(
                "format.js",
                "",
                """
                [0, 999, 1000, 1234567, 12.3e6, 999.9e6, 1e9, 3.6e12].map(formatNs)
                  .concat([0, 1023, 1024, 1.5 * 2 ** 30].map(formatBytes))
                  .concat([formatCount(1234567), formatShare(1, 3), formatShare(1, 1e6),
                    formatShare(0, 5), formatShare(1, 0), formatShare(99.99, 100), plural(1, 'step')])\
                """))
        .isEqualTo(
            List.of(
                "0 ns",
                "999 ns",
                "1.00 µs",
                "1.23 ms",
                "12.3 ms",
                "1000 ms",
                "1.00 s",
                "3600 s",
                "0 B",
                "1,023 B",
                "1.00 KiB",
                "1.50 GiB",
                "1,234,567",
                "33.3 %",
                "<0.1 %",
                "0.0 %",
                "–",
                "99.99 %",
                "1 step"));
  }

  @Test
  void labelsKeepWhatTellsFramesApart() {
    assertThat(
            ask(
                "names.js",
                "",
                """
                [['python', '/a/b/net.py(33): forward'], ['python', '<built-in method mm of type object at 0x…>'],
                 ['python', 'C:\\\\a\\\\x.py(1): f'], ['python', 'odd'], ['module', 'nn.Module: Linear_0'],
                 ['kernel', 'void at::native::(anonymous namespace)::k<int>(int*)'],
                 ['operator', 'aten::mm']].map(([kind, name]) => shortName(name, kind))\
                """))
        .isEqualTo(
            List.of(
                "forward  net.py:33",
                "mm  built-in",
                "f  x.py:1",
                "odd",
                "Linear_0",
                "k<int>(int*)",
                "aten::mm"));
  }

  @Test
  void invisibleCharactersAreWrittenOut() {
    assertThat(
            ask(
                "names.js",
                "",
                "['a\\u202eb', '\\ud83d!', '\\u0000', 'e\\u0301', '\\ud83d\\udc69\\u200d\\ud83d\\udcbb', '\\u2028']"
                    + ".map(visible)"))
        .isEqualTo(
            List.of(
                "a⟨U+202E⟩b",
                "⟨U+D83D⟩!",
                "⟨U+0000⟩",
                "e\u0301",
                "\uD83D\uDC69\u200D\uD83D\uDCBB",
                "⟨U+2028⟩"));
  }

  @Test
  void clippingNeverHalvesACharacter() {
    assertThat(
            ask("names.js", "", "[4, 5, 6].map(n => clipped('a\\ud83d\\ude00\\ud83d\\ude00x', n))"))
        .isEqualTo(List.of("a\uD83D\uDE00…", "a\uD83D\uDE00…", "a\uD83D\uDE00\uD83D\uDE00x"));
  }

  @Test
  void aQueryIsTextOrAnExpression() {
    assertThat(
            ask(
                "search.js",
                "const hits = (query, name) => { const {test} = parseQuery(query); return test && test(name); };",
                """
                [hits('CONV', 'aten::conv2d'), hits('a.c', 'abc'), hits('/a.c/', 'xabcx'),
                 hits('/A.C/i', 'abc'), hits('/a/g', 'a'), hits('/path/to/file.py', '/path/to/file.py'),
                 hits('', 'x'), parseQuery('/(/').error !== null]\
                """))
        .isEqualTo(java.util.Arrays.asList(true, false, true, true, true, true, null, true));
  }

  @Test
  void aMatchInsideAMatchAddsNothing() {
    String total =
        TREE
            + "const total = (...f) => matchTotal(tree, Uint8Array.from([0,1,2,3,4], (i) => f.includes(i) ? 1 : 0), 0, () => true);";
    assertThat(
            ask(
                "search.js",
                PageScript.join("tree.js", HtmlReport::resource) + total,
                "[total(1).sum, total(2).sum, total(1, 2).sum, total(1, 2).contexts, total(0, 1).sum]"))
        .isEqualTo(List.of(60L, 70L, 100L, 3L, 100L));
  }

  /** Boxes as text, a row each: frame@x+width; * are merged ones. */
  @Test
  void boxesStandInProportionLargestFirst() {
    String prepared =
        PageScript.join("tree.js", HtmlReport::resource)
            + TREE
            + "const draw = (graph, zoom, width, least) => layout(graph, zoom, width, least).map(row =>"
            + " row.node.map((n, i) => `${n < 0 ? '*' : graph.frame(n)}@${row.x[i]}+${row.width[i]}`).join(' ')).join('\\n');";
    assertThat(ask("layout.js", prepared, "draw(new TopDown(tree, 0), 0, 200, 1)"))
        .isEqualTo("0@0+200\n1@0+120 4@120+80\n2@0+60 3@60+40 2@120+80");
    assertThat(ask("layout.js", prepared, "draw(new TopDown(tree, 0), 1, 60, 1)"))
        .as("zoomed: callers fill the width")
        .isEqualTo("0@0+60\n1@0+60\n2@0+30 3@30+20");
    assertThat(ask("layout.js", prepared, "draw(new TopDown(tree, 0), 0, 4, 1)"))
        .as("narrow ones are merged")
        .isEqualTo("0@0+4\n1@0+2.4 4@2.4+1.6\n2@0+1.2 2@2.4+1.6");
    assertThat(ask("layout.js", prepared, "draw(new TopDown(tree, 0), 0, 200, 90)"))
        .as("also those that only together are wide enough")
        .isEqualTo("0@0+200\n1@0+120\n*@0+100");
    assertThat(ask("layout.js", prepared, "draw(new BottomUp(tree, 0), 0, 100, 1)"))
        .as("frame 2 is called by 1 and by 4; the root says nothing")
        .isEqualTo("-1@0+100\n2@0+70 3@70+20 1@90+10\n4@0+40 1@40+30 1@70+20");
  }

  @Test
  void theBoxUnderThePointerIsFound() {
    assertThat(
            ask(
                "layout.js",
                "const row = {node: [5, 6], x: [10, 30], width: [10, 5]};",
                "[9, 10, 19.9, 20, 30, 35].map(x => boxAt(row, x)).concat(boxAt(undefined, 1))"))
        .isEqualTo(List.of(-1L, 0L, 0L, -1L, 1L, -1L, -1L));
  }

  @Test
  void hiddenRowsCountForTheirCallersAndEqualsMerge() {
    String prepared =
        TREE + "const {tree: less, rowOf} = withoutRows(tree, row => row === 1 || row === 4);";
    assertThat(
            ask(
                "tree.js",
                prepared,
                "[[...less.frame], [...less.exclusive[0]], [...less.inclusive[0]], [...rowOf]]"))
        .isEqualTo(
            List.of(
                List.of(0L, 2L, 3L),
                List.of(10L, 70L, 20L),
                List.of(100L, 70L, 20L),
                List.of(0L, 0L, 1L, 2L, 0L, 1L)));
  }

  @Test
  void onlyRowsWithAllInOneChildPassOn() {
    assertThat(ask("tree.js", TREE, "[0, 1, 2, 3, 4, 5].map(row => passesOn(tree, 0, row))"))
        .isEqualTo(List.of(false, false, false, false, true, false));
  }

  @Test
  void rankingCountsRecursionOnce() {
    String recursion =
        """
        const tree = addUp(Int32Array.of(-1, 0, 1, 2), Int32Array.of(0, 1, 1, 2),
          [Float64Array.of(0, 0, 0, 50), Float64Array.of(0, 5, 7, 0), Float64Array.of(0, 1, 1, 1)],
          new Float64Array(4));
        """;
    assertThat(
            ask(
                "ranking.js",
                PageScript.join("tree.js", HtmlReport::resource) + recursion,
                "rank(tree, frame => frame === 1, {gpu: 0, cpu: 1, count: 2},"
                    + " Int32Array.of(0, 1, 2, 3, 4, 5))"))
        .isEqualTo(
            List.of(
                java.util.Map.of(
                    "frame", 1L, "count", 2L, "gpu", 50L, "gpuSelf", 50L, "cpu", 12L, "cpuSelf",
                    12L)));
  }
}
