package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page without eyes, without a mouse, and with weak eyes. */
class AccessibilityTest {
  private static final String TABS =
      "[...document.querySelectorAll('.main-pane > .tabs [role=tab]')].map(tab => tab.id.slice(4))";

  /** What has the focus: its place, whether it is seen, and whether it shows that it has it. */
  private static final String FOCUSED =
      """
      (() => {
        const at = document.activeElement;
        if (!at || at === document.body) {
          return null;
        }
        if (visited.includes(at)) {
          return null;
        }
        const before = visited.at(-1);
        visited.push(at);
        const box = at.getBoundingClientRect();
        const style = getComputedStyle(at);
        return {
          what: at.outerHTML.slice(0, 90),
          after: !before || (before.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) > 0,
          ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
          seen: box.width > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
        };
      })()\
      """;

  @TempDir private static Path folder;
  private static TrainingView view;
  private static String audit;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    try (InputStream in = AccessibilityTest.class.getResourceAsStream("audit.js")) {
      audit = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    view = new TrainingView(folder);
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
  void nothingWentWrong() {
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  private void nothingIsFound(String where) {
    assertThat((List<?>) tab.ask(audit)).as(where).isEmpty();
  }

  @Test
  void everythingHasANameAndCanBeRead() {
    for (String theme : List.of("light", "dark")) {
      for (Object each : (List<?>) tab.ask(TABS)) {
        tab.show("{view: '" + each + "', theme: '" + theme + "'}");
        nothingIsFound(each + ", " + theme);
      }
      // With something chosen: its panel, a range, a comparison, a second pane.
      tab.show("{view: 'flame', root: '', box: '', search: 'aten'}");
      tab.press("/");
      tab.press("Enter");
      tab.settled();
      nothingIsFound("a frame, " + theme);
      tab.show("{search: '', box: '', focus: 'aten', collapsed: 'runtime', base: '1'}");
      nothingIsFound("a comparison, " + theme);
      tab.show("{focus: '', collapsed: '', base: '', view: 'timeline', slice: '3', find: 'gemm'}");
      nothingIsFound("a slice, " + theme);
      tab.show("{slice: '', find: '', from: '0', to: '500000'}");
      nothingIsFound("a range, " + theme);
      tab.show("{view: 'overview', split: '1', other: '#p=1&view=flame'}");
      nothingIsFound("two panes, " + theme);
      tab.show(
          "{split: '', other: '', from: '', to: '', view: 'source', file: '/opt/model/net.py'}");
      tab.complaints.removeIf(each -> each.contains("404"));
      nothingIsFound("costs without a source, " + theme);
      tab.show("{file: '', view: 'sql', sql: 'SELECT 1 AS a'}");
      tab.waitFor("document.querySelector('.sql-main .grid')");
      nothingIsFound("an answer, " + theme);
    }
    tab.press("?");
    nothingIsFound("keys");
  }

  /** On a telephone, and with letters of twice the size: nothing is cut off or squeezed. */
  @Test
  void narrowPagesCanBeRead() {
    for (int[] size : new int[][] {{400, 800}, {640, 400}}) {
      tab.size(size[0], size[1], 1);
      for (Object each : (List<?>) tab.ask(TABS)) {
        tab.show("{view: '" + each + "'}");
        assertThat(tab.ask("document.documentElement.scrollWidth - innerWidth"))
            .as(each + " at " + size[0])
            .isEqualTo(0L);
        assertThat(
                (List<?>)
                    tab.ask(
                        """
                        [...document.querySelectorAll('.finding-title, .finding-details')]
                          .map(e => e.getBoundingClientRect())
                          .filter(box => box.width < 180)
                          .map(box => [box.width, box.height])\
                        """))
            .as(each + " at " + size[0])
            .isEmpty();
      }
    }
  }

  /** By Tab alone: all that can be pressed is come to, is in sight and says that it is there. */
  @Test
  void everythingIsComeToByTheKeyboard() {
    for (Object each : (List<?>) tab.ask(TABS)) {
      tab.show("{view: '" + each + "'}");
      // From the first one: where the page goes on from what is there no more, browsers choose.
      tab.ask(
          "globalThis.visited = [document.querySelector('.skip')]; visited[0].focus(); visited.length");
      while (true) {
        tab.press("Tab");
        if (!(tab.ask(FOCUSED) instanceof Map<?, ?> focused)) {
          break;
        }
        for (String must : List.of("ring", "seen", "after")) {
          assertThat(focused.get(must))
              .as(each + ": " + must + " of " + focused.get("what"))
              .isEqualTo(true);
        }
      }
      assertThat(
              (List<?>)
                  tab.ask(
                      """
                      [...document.querySelectorAll('button, input, select, textarea, summary, a[href], [tabindex="0"]')]
                        .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility() && !visited.includes(e))
                        .map(e => e.outerHTML.slice(0, 90))\
                      """))
          .as(String.valueOf(each))
          .isEmpty();
    }
  }

  @Test
  void dialogsGiveTheFocusBack() {
    tab.ask("[...document.querySelectorAll('header button')].at(-1).focus()");
    tab.press("Enter");
    tab.waitFor("document.querySelector('dialog[open]')");
    assertThat(tab.is("document.activeElement.closest('dialog')")).isTrue();
    // Keys of the page mean nothing while it is open.
    tab.press("2");
    assertThat(tab.text("plumb.view().view")).isEqualTo("overview");
    tab.press("Escape");
    tab.waitFor("!document.querySelector('dialog')");
    assertThat(tab.text("document.activeElement.textContent")).isEqualTo("Keys");
    tab.press("?");
    tab.waitFor("document.querySelector('dialog[open]')");
    tab.press("Enter");
    tab.waitFor("!document.querySelector('dialog')");
    assertThat(tab.text("document.activeElement.textContent")).isEqualTo("Keys");
  }

  @Test
  void tabsAndRowsAreChosenByArrowsAndEnter() {
    tab.ask("document.querySelector('.tabs [aria-selected=true]').focus()");
    tab.press("ArrowRight");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("findings");
    assertThat(tab.text("document.activeElement.id")).isEqualTo("tab-findings");
    tab.show("{view: 'tables'}");
    tab.ask("document.querySelector('.tabs.inner [aria-selected=true]').focus()");
    String first = tab.text("document.activeElement.textContent");
    tab.press("ArrowRight");
    tab.settled();
    assertThat(tab.text("document.activeElement.textContent")).isNotEqualTo(first);
    assertThat(tab.text("document.activeElement.getAttribute('aria-selected')")).isEqualTo("true");
    tab.ask("document.querySelector('.grid').focus()");
    tab.press("ArrowDown");
    assertThat(tab.is("document.querySelector('.grid .current')")).isTrue();
    tab.press("Enter");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
  }
}
