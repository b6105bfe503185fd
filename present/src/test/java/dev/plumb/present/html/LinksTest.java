package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link shows the very place that its sender saw, on a screen of another size too. */
class LinksTest {
  private static final String ROWS = "SELECT i, repeat('x', 40) AS text FROM range(500) AS t(i)";

  private static final String WITHOUT = "Copied, without the query";

  @TempDir private static Path folder;
  private static TrainingView view;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    view = new TrainingView(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    if (view != null) {
      view.close();
    }
  }

  /** The link of a tab, in another one of another size. */
  private static Tab linked(Tab tab) {
    String link = tab.text("location.href");
    Tab other = view.browser.open();
    other.size(1920, 500, 1);
    other.open(link);
    return other;
  }

  private static void scroll(Tab tab, String selector, int pixels) {
    String box = "document.querySelector('" + selector + "')";
    tab.ask(box + ".scrollTop = " + pixels);
    assertThat(tab.number(box + ".scrollTop")).as(selector + " scrolls").isEqualTo(pixels);
    tab.waitFor("plumb.view().scroll !== ''");
    tab.settled();
  }

  /** Text of the first of what a box scrolls that is in sight: below an edge of another element. */
  private static String firstBelow(String other, String edge, String scrolled) {
    return """
    (() => {
      const edge = document.querySelector('%s').getBoundingClientRect().%s;
      return [...document.querySelectorAll('%s')]
          .find(each => each.getBoundingClientRect().bottom > edge + 2).textContent;
    })()\
    """
        .formatted(other, edge, scrolled);
  }

  private static void same(Tab tab, Tab other, String what) {
    assertThat(other.text(what)).isEqualTo(tab.text(what));
    assertThat(other.text("location.hash")).isEqualTo(tab.text("location.hash"));
    assertThat(other.complaints).isEmpty();
    other.close();
  }

  @Test
  void rowsOfATableAndHowTheyAreSorted() {
    Tab tab = view.open();
    tab.size(1280, 500, 1);
    tab.show("{view: 'sql', sql: \"" + ROWS + "\"}");
    tab.waitFor("document.querySelector('.sql-main .grid')");
    tab.ask("document.querySelector('.sql-main .grid-head button').click()");
    tab.settled();
    scroll(tab, ".sql-main .grid", 4_600);
    String first =
        firstBelow(".sql-main .grid-head > div", "bottom", ".sql-main .grid .grid-row [role=cell]");
    assertThat(tab.whole(first)).isBetween(200L, 400L);
    same(tab, linked(tab), first);
    tab.close();
  }

  @Test
  void linesOfASourceWhateverLineIsChosen() {
    Tab tab = view.open();
    tab.size(1280, 500, 1);
    tab.show("{view: 'source', file: 'train.py', line: '10'}");
    tab.waitFor("document.querySelector('.code-line')");
    scroll(tab, ".code", 1_800);
    String first = firstBelow(".code", "top", ".code .code-line");
    assertThat(tab.text(first)).contains("# line ");
    same(tab, linked(tab), first);
    // What is looked at anew begins where it asks for.
    tab.show("{line: '11'}");
    tab.waitFor("document.querySelector('.code-line.current')");
    tab.show("{view: 'overview'}");
    assertThat(tab.text("plumb.view().scroll")).isEmpty();
    tab.close();
  }

  @Test
  void cardsThatAreDrawnLater() {
    Tab tab = view.open();
    tab.size(1280, 320, 1);
    tab.settled();
    scroll(tab, ".overview", 300);
    Tab other = view.browser.open();
    other.size(1280, 320, 1);
    other.open(tab.text("location.href"));
    other.waitFor("document.querySelector('.overview').scrollTop > 290");
    assertThat(other.number("document.querySelector('.overview').scrollTop")).isBetween(298d, 302d);
    other.close();
    tab.close();
  }

  @Test
  void lanesOfTheTimelineToTheRow() {
    Tab tab = view.open();
    tab.size(1280, 320, 1);
    tab.show("{view: 'timeline'}");
    tab.ask("document.querySelector('.timeline-scroll').scrollTop = 157");
    tab.waitFor("plumb.view().above !== ''");
    tab.settled();
    Tab other = view.browser.open();
    other.size(1280, 320, 1);
    other.open(tab.text("location.href"));
    other.waitFor("document.querySelector('.timeline-scroll').scrollTop > 0");
    other.settled();
    assertThat(other.number("document.querySelector('.timeline-scroll').scrollTop"))
        .isBetween(156d, 158d);
    other.close();
    tab.close();
  }

  @Test
  void aQueryThatWasNotSentBesideTheOneThatWas() {
    Tab tab = view.open();
    tab.show("{view: 'sql', sql: 'SELECT 7 AS sent'}");
    tab.waitFor("document.querySelector('.sql-main .grid')");
    String box = "document.querySelector('textarea').value";
    tab.ask("document.querySelector('textarea').select()");
    tab.type("SELECT 'not & sent' -- #\nFROM kernels");
    tab.settled();
    assertThat(tab.text(box)).startsWith("SELECT 'not & sent'");
    Tab other = linked(tab);
    other.waitFor("document.querySelector('.sql-main .grid')");
    assertThat(other.text("document.querySelector('.sql-main .grid').textContent"))
        .contains("sent")
        .contains("7");
    same(tab, other, box);
    // What was typed is there after a look at another view, too.
    tab.show("{view: 'tables'}");
    tab.show("{view: 'sql'}");
    assertThat(tab.text(box)).startsWith("SELECT 'not & sent'");
    tab.click(".sql-main .primary");
    tab.waitFor("plumb.view().sql.startsWith(\"SELECT 'not\")");
    tab.waitFor("document.querySelector('.sql-main .found').textContent.startsWith('13 rows')");
    assertThat(tab.text("plumb.view().draft")).isEmpty();
    // The way back is the view as it was: the answer of one query, the text of the next.
    tab.ask("history.back()");
    tab.waitFor("plumb.view().sql === 'SELECT 7 AS sent'");
    tab.settled();
    assertThat(tab.text(box)).startsWith("SELECT 'not & sent'");
    tab.close();
  }

  @Test
  void aQueryThatIsTooLongForALinkIsLeftOutAndThatIsSaid() {
    Tab tab = view.open();
    tab.show("{view: 'sql'}");
    String copied =
        """
        (async () => {
          let text;
          navigator.clipboard.writeText = async (each) => { text = each; };
          const copy = document.querySelector('header button[title^="The address"]');
          copy.click();
          await new Promise(done => setTimeout(done));
          return [text, copy.textContent, document.querySelector('.spoken').textContent].join(' | ');
        })()\
        """;
    assertThat(tab.text(copied)).endsWith("#view=sql | Copied | Copied");
    // As text it is short, but a link writes nine signs for each letter.
    tab.ask("document.querySelector('textarea').select()");
    tab.type("選".repeat(5_000));
    tab.settled();
    assertThat(tab.whole("location.href.length")).isLessThan(10_000);
    assertThat(tab.text(copied))
        .endsWith("#view=sql | " + WITHOUT + " | " + WITHOUT)
        .startsWith("http://127.0.0.1");
    // Nor when it ran, whatever the server says of it, and though a short one ran before.
    tab.show("{sql: 'SELECT 7 AS sent'}");
    tab.waitFor("document.querySelector('.sql-main .grid')");
    tab.ask("document.querySelector('textarea').select()");
    tab.type("SELECT '" + "選".repeat(2_000) + "' AS huge");
    tab.click(".sql-main .primary");
    tab.waitFor("document.querySelector('.sql-main .grid').textContent.includes('huge')");
    tab.settled();
    assertThat(tab.text(copied)).endsWith("#view=sql | " + WITHOUT + " | " + WITHOUT);
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  @Test
  void foldsThatAreOpenAndThoseThatWereClosed() {
    Tab tab = view.open();
    tab.show("{view: 'sql'}");
    tab.waitFor("document.querySelector('.schema details')");
    tab.click(".schema details:nth-of-type(2) summary");
    tab.waitFor("plumb.view().folds !== ''");
    tab.settled();
    String open =
        "[...document.querySelectorAll('details')].map(each => Number(each.open)).join('')";
    assertThat(tab.text(open)).startsWith("010");
    Tab other = linked(tab);
    other.waitFor("document.querySelector('.schema details')");
    same(tab, other, open);
    tab.click(".schema details:nth-of-type(2) summary");
    tab.waitFor("plumb.view().folds === ''");
    tab.show("{view: 'findings'}");
    tab.waitFor("document.querySelector('.findings-list details')");
    tab.click(".findings-list summary");
    tab.waitFor("plumb.view().folds === 'missing'");
    tab.settled();
    other = linked(tab);
    other.waitFor("document.querySelector('.findings-list details')");
    same(tab, other, open);
    tab.close();
  }

  /** The slice is chosen, but neither its time nor its lane is in sight. */
  @Test
  void aWindowThatTheChosenSliceIsNotIn() {
    Tab tab = view.open();
    tab.show("{view: 'timeline', slice: '3', t0: '', t1: ''}");
    tab.show("{t0: '900000', t1: '1000000'}");
    Tab other = linked(tab);
    assertThat(other.number("plumb.timeline().t0")).isEqualTo(900_000);
    assertThat(other.number("plumb.timeline().t1")).isEqualTo(1_000_000);
    assertThat(other.text("document.querySelector('.details').textContent")).isNotEmpty();
    same(tab, other, "document.querySelector('.details .fullname').textContent");
    // Also the whole run: a link to it with a slice does not look for that slice.
    tab.press("0");
    tab.waitFor("plumb.view().t0 !== '900000'");
    tab.settled();
    other = linked(tab);
    assertThat(other.number("plumb.timeline().t1 - plumb.timeline().t0"))
        .isEqualTo(tab.number("plumb.timeline().t1 - plumb.timeline().t0"));
    other.close();
    tab.close();
  }
}
