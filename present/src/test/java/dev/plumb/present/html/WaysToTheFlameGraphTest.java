package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What other views lead to in the flame graph is in sight there, and what is not is said. */
class WaysToTheFlameGraphTest {
  /** More than a small screen has rows. */
  private static final int CALLERS = 60;

  /**
   * Where the chosen box is against the picture: its rows are below the one's top, above its end.
   */
  private static final String IN_SIGHT =
      """
      (() => {
        const {flame} = plumb.parts;
        const bounds = flame.box.getBoundingClientRect();
        const {y} = flame.middleOf(flame.selected);
        return y > bounds.top && y < bounds.bottom;
      })()\
      """;

  @RegisterExtension private static final SharedChromium BROWSER = new SharedChromium();
  private static Path page;

  @TempDir private static Path folder;

  private Tab tab;

  @BeforeAll
  static void start() throws IOException {
    page = Pages.write(deep().run(), folder.resolve("deep.html"));
  }

  @BeforeEach
  void open() {
    tab = BROWSER.open();
    tab.size(1280, 500, 1);
    tab.report(page);
  }

  @AfterEach
  void nothingWentWrong() {
    assertThat(tab.complaints).isEmpty();
    tab.close();
  }

  /** A line of code far below the program's entry. */
  private static TraceText deep() {
    TraceText text = new TraceText();
    int caller = 0;
    for (int depth = 0; depth < CALLERS; depth++) {
      caller =
          text.python("app/launch.py(" + depth + "): start", caller, depth, 900_000 - 2 * depth);
    }
    int line = text.python("app/model.py(7): forward", caller, 1_000, 800_000);
    text.python("app/loss.py(9): loss", line, 500_000, 200_000);
    text.slice("cpu_op", "aten::mm", 2_000, 300_000);
    text.launch("cudaLaunchKernel", 3_000, 9_000);
    text.kernel("gemm", 20_000, 300_000);
    return text;
  }

  @Test
  void aLineOfTheOverviewIsInSight() {
    String rows =
        "[...document.querySelectorAll('[aria-label=\"Most expensive lines\"] td .link')]";
    tab.ask(rows + ".find(each => each.textContent.includes('model.py:7')).click()");
    tab.settled();
    assertThat(tab.text("plumb.view().view")).isEqualTo("flame");
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isEqualTo("forward  model.py:7");
    assertThat(tab.number("plumb.parts.flame.box.scrollTop")).isPositive();
    assertThat(tab.is(IN_SIGHT)).isTrue();
    // The way back and forth again, and a link, show what was seen: also where that is the top.
    tab.ask("plumb.parts.flame.box.scrollTop = 0");
    tab.settled();
    tab.waitFor("plumb.view().scroll === ''");
    tab.settled();
    Tab other = BROWSER.open();
    other.size(1280, 500, 1);
    other.open(tab.text("location.href"));
    assertThat(other.number("plumb.parts.flame.box.scrollTop")).isZero();
    other.close();
  }

  @Test
  void aRowOfATableIsInSight() {
    tab.show("{view: 'tables', table: 'kernels'}");
    tab.click(".grid-row.pressable [role=cell]");
    tab.settled();
    assertThat(tab.text("plumb.flame().selected.at(-1)")).isEqualTo("gemm");
    assertThat(tab.is(IN_SIGHT)).isTrue();
  }
}
