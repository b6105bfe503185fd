package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.json.HarmlessJson;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a trace calls things, the page shows it as text and does nothing. */
class HostileNamesTest {
  private static final List<String> NAMES =
      List.of(
          "</script><img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>",
          "<!-- <script> ",
          "]]></style><svg onload=window.harmed=1>",
          "javascript:window.harmed=1",
          "https://example.org/beacon.png",
          "\u2028window.harmed=1\u2029",
          "\"};window.harmed=1;//",
          "\\\"};window.harmed=1;//\\",
          "&lt;img&gt;&amp;&#x3c;",
          "safe\u202Egnp.evil\u202C.txt",
          "\u2066\u2067\u200F\uFEFF\u0000\u001B[31m\r\n\t\b",
          "\uD83D\uDC69\u200D\uD83D\uDCBB coding \uD83C\uDDE9\uD83C\uDDEA",
          "lone \uD83D surrogate \uDE00 halves \uD83D",
          "\uFFFE no XML \uFFFF",
          "__proto__",
          "constructor",
          "toString",
          "hasOwnProperty",
          "",
          " ",
          "\u4E2D\u6587\u5185\u6838<\u0661\u0662>",
          "Z\u0351\u036B\u0343a\u0329\u0323lgo".repeat(50),
          "${window.harmed=1}`window.harmed=1`",
          "/regular(expression/",
          "x".repeat(100_000),
          "\uD83D\uDE00".repeat(50_000));

  private static final String FILE = "<img src=x onerror=1> \u202E \uD83D.json";

  @Test
  void namesAreText(@TempDir Path folder) throws Exception {
    Path page = Pages.write(hostile(), folder.resolve("hostile.html"));
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open();
      tab.report(page);
      int elements = elements(tab);
      look(tab);
      tab.show("{direction: 'up'}");
      look(tab);
      tab.screenshot("hostile");
      assertThat(exportedPicture(tab)).isNotEqualTo("broken").contains("\u27E8U");
      assertThat(tab.is("window.harmed")).isFalse();
      assertThat(elements(tab)).isEqualTo(elements);
      assertThat(tab.is("({}).harmed === undefined && Object.keys(Object.prototype).length === 0"))
          .isTrue();
      assertThat(tab.complaints).isEmpty();
      assertThat(tab.requests)
          .allSatisfy(request -> assertThat(request).matches("file:.*hostile\\.html(#.*)?|data:,"));
    }
  }

  @Test
  void everyNameArrivesAsItIs(@TempDir Path folder) throws Exception {
    Run run = hostile();
    CallingContextTree tree = run.tree();
    Path page = Pages.write(run, folder.resolve("hostile.html"));
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open();
      tab.report(page);
      List<?> found = (List<?>) tab.ask("plumb.parts.embedded.profile.frameName");
      for (int frame = 0; frame < tree.frames(); frame++) {
        assertThat(found.get(frame)).isEqualTo(HarmlessJson.shortened(tree.frameName(frame)));
      }
      // The reader repairs half characters; a file's name comes as it is.
      assertThat(tab.text("plumb.parts.embedded.profile.page.inputs[0].file")).isEqualTo(FILE);
      assertThat(tab.text("document.querySelector('h1').textContent"))
          .contains("<img src=x onerror=1>", "\u27E8U+202E\u27E9", "\u27E8U+D83D\u27E9");
    }
  }

  /** Looks at each view, at each frame's details and tip, and searches for each name. */
  private static void look(Tab tab) {
    for (String view : List.of("overview", "flame", "tables", "steps")) {
      tab.show("{view: '" + view + "'}");
    }
    tab.show("{view: 'flame', fold: 'no'}");
    for (Object path :
        (List<?>)
            tab.ask(
                """
                (() => {
                  const data = plumb.parts.flameData;
                  return data.rows.flatMap(row => row.node.filter(n => n >= 0).map(n => data.path(n)));
                })()\
                """)) {
      tab.ask(
          """
          plumb.show({box: PATH});
          document.querySelector('.flame').dispatchEvent(
            new MouseEvent('mousemove', {clientX: 50, clientY: 400, bubbles: true}));\
          """
              .replace("PATH", TestJson.write(path)));
    }
    tab.settled();
    for (String table : List.of("kernels", "operators", "python", "host")) {
      tab.show("{view: 'tables', table: '" + table + "'}");
    }
    tab.show("{view: 'flame'}");
    for (String name : NAMES) {
      tab.ask("plumb.show({search: " + TestJson.write(HarmlessJson.shortened(name)) + "})");
    }
    tab.settled();
    tab.show("{search: ''}");
  }

  /** The text of the flame graph as SVG, read as XML by the browser. */
  private static String exportedPicture(Tab tab) {
    tab.show("{view: 'flame', search: '', box: '', fold: 'no', root: ''}");
    tab.settled();
    return tab.text(
        """
        (async () => {
          let blob;
          const make = URL.createObjectURL;
          const click = HTMLAnchorElement.prototype.click;
          URL.createObjectURL = (b) => { blob = b; return 'data:,'; };
          HTMLAnchorElement.prototype.click = () => {};
          [...document.querySelectorAll('header button')].find(b => b.textContent === 'SVG').click();
          URL.createObjectURL = make;
          HTMLAnchorElement.prototype.click = click;
          const picture = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
          return picture.querySelector('parsererror') ? 'broken' : picture.documentElement.textContent;
        })()\
        """);
  }

  private static int elements(Tab tab) {
    return (int)
        tab.whole("document.querySelectorAll('img, svg, iframe, script, link, style').length");
  }

  private static Run hostile() throws IOException {
    TraceText text = new TraceText();
    List<String> names = new ArrayList<>(NAMES);
    int caller = 0;
    for (int i = 0; i < names.size(); i++) {
      caller = text.python(names.get(i), caller, i * 100L, 1_000_000 - i * 200L);
    }
    for (int i = 0; i < names.size(); i++) {
      long at = 10_000 + i * 10_000L;
      text.slice("cpu_op", names.get(i), at, 9_000);
      text.launch(names.get(i), at + 1_000, 2_000);
      text.kernel(names.get(i), at + 3_000, 5_000);
    }
    return text.run(FILE);
  }
}
