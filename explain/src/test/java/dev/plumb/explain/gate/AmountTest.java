package dev.plumb.explain.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AmountTest {
  @ParameterizedTest
  @CsvSource({
    "40ms, ns, 40000000",
    "1.5 s, ns, 1500000000",
    "7us, ns, 7000",
    "12, ns, 12",
    "2min, ns, 120000000000",
    "1.5GiB, bytes, 1610612736",
    "3K, bytes, 3072",
    "1MB, bytes, 1048576",
    "1200, '', 1200",
  })
  void unitsAreThoseOfTheFigure(String text, String unit, double value) {
    assertThat(Amount.parse(text, unit, true)).isEqualTo(new Amount(value, false));
  }

  @Test
  void percentIsOfTheBase() {
    Amount amount = Amount.parse("5%", "ns", true);
    assertThat(amount.percent()).isTrue();
    assertThat(amount.of(200)).isEqualTo(10);
    assertThat(new Amount(7, false).of(200)).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ms", "-5ms", "5 apples", "5ms5", "NaN", "1e3", "%", "5MiB"})
  void otherTextIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Amount.parse(text, "ns", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("40ms");
  }

  @Test
  void sharesAreRefusedWhereTheyMeanNothing() {
    assertThatThrownBy(() -> Amount.parse("5%", "ns", false))
        .hasMessageContaining("has no meaning here");
  }
}
