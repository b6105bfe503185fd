package dev.plumb.importers.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Times;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalTest {
  private final Decimal decimal = new Decimal();

  private long read(String text, int power) {
    char[] characters = text.toCharArray();
    return decimal.read(characters, 0, characters.length) ? decimal.scaled(power) : Times.NONE;
  }

  @Test
  void numbersAreExact() {
    assertThat(read("0.01", 9)).isEqualTo(10_000_000);
    assertThat(read("203265.377019", 9)).isEqualTo(203_265_377_019_000L);
    assertThat(read("-1.5e-3", 6)).isEqualTo(-1500);
    assertThat(read("+7", 0)).isEqualTo(7);
    assertThat(read("1E2", 0)).isEqualTo(100);
    assertThat(decimal.rounded()).isFalse();
  }

  @Test
  void halvesAreRoundedToEven() {
    assertThat(read("0.5", 0)).isZero();
    assertThat(read("1.5", 0)).isEqualTo(2);
    assertThat(read("-1.5", 0)).isEqualTo(-2);
    assertThat(read("2.5", 0)).isEqualTo(2);
    assertThat(decimal.rounded()).isTrue();
  }

  @Test
  void whatIsNoNumberOrTooLargeIsNone() {
    for (String text :
        new String[] {"", "-", ".", "1.2.3", "a", "1e", "1e99", "1e999999999", "0x1"}) {
      assertThat(read(text, 0)).as(text).isEqualTo(Times.NONE);
    }
    assertThat(read("99999999999999999999", 0)).isEqualTo(Times.NONE);
    assertThat(read("1e-999999999", 0)).isZero();
  }

  @Test
  void randomNumbersAgreeWithBigDecimal() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long digits = random.nextLong() % 1_000_000_000_000_000L;
      int scale = random.nextInt(16);
      int power = random.nextInt(10);
      BigDecimal exact = BigDecimal.valueOf(digits, scale);
      BigDecimal scaled = exact.movePointRight(power).setScale(0, RoundingMode.HALF_EVEN);
      long expected =
          scaled.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
              ? Times.NONE
              : scaled.longValueExact();
      String text = random.nextBoolean() ? exact.toPlainString() : exact.toString();
      assertThat(read(text, power)).as("%s × 10^%d", text, power).isEqualTo(expected);
    }
  }
}
