package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Widths as terminals draw them. */
class CellsTest {
  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Cells.width("kernel")).isEqualTo(6);
    assertThat(Cells.width("日本語")).isEqualTo(6);
    assertThat(Cells.width("カーネル")).isEqualTo(8);
    assertThat(Cells.width("커널")).isEqualTo(4);
    assertThat(Cells.width("，。！")).isEqualTo(6);
    assertThat(Cells.width("🙂🚀")).isEqualTo(4);
    assertThat(Cells.width("\uD840\uDC0B")).isEqualTo(2); // an ideograph beyond the first plane
  }

  @Test
  void narrowOnesTakeOne() {
    assertThat(Cells.width("naïve Größe µs × … █ ←")).isEqualTo(22);
    assertThat(Cells.width("ｶﾅ")).isEqualTo(2); // half-width katakana
    assertThat(Cells.width("кириллица ελληνικά")).isEqualTo(18);
  }

  @Test
  void accentsThatCombineTakeNone() {
    assertThat(Cells.width("e\u0301")).isEqualTo(1);
    assertThat(Cells.tail("xe\u0301", 1)).isEqualTo("e\u0301");
    assertThat(Cells.head("e\u0301x", 1)).isEqualTo("e\u0301");
  }

  @Test
  void paddedAndCutTextsTakeTheColumnsAskedFor() {
    for (String text : new String[] {"日本語のカーネル名前は長い", "a", "🙂".repeat(40), "漢a".repeat(30)}) {
      String shown = Plain.left(Plain.name(text, 15), 16);
      assertThat(Cells.width(shown)).as(text).isEqualTo(16);
      assertThat(Cells.width(Plain.right(Plain.name(text, 15), 16))).as(text).isEqualTo(16);
    }
  }

  @Property(tries = 500)
  void headAndTailNeverTakeMoreThanAsked(
      @ForAll String text, @ForAll @IntRange(max = 20) int cells) {
    assertThat(Cells.width(Cells.head(text, cells))).isLessThanOrEqualTo(cells);
    assertThat(Cells.width(Cells.tail(text, cells))).isLessThanOrEqualTo(cells);
    assertThat(text).startsWith(Cells.head(text, cells)).endsWith(Cells.tail(text, cells));
  }
}
