package dev.plumb.explain.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void figuresAreWhatAFormatterWrites() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      long ns = random.nextLong(1L << (1 + random.nextInt(62)));
      // A formatter rounds the decimal text of the number; halves may go either way here.
      assertThat(Double.parseDouble(Texts.ms(ns)))
          .isCloseTo(
              Double.parseDouble(String.format(Locale.ROOT, "%.3f", ns / 1e6)),
              org.assertj.core.data.Offset.offset(0.00101));
      assertThat(Texts.ms(ns)).matches("\\d+\\.\\d{3}");
    }
    assertThat(Texts.ms(0)).isEqualTo("0.000");
    assertThat(Texts.ms(1_234_567)).isEqualTo("1.235");
    assertThat(Texts.ms(-1_234_567)).isEqualTo("-1.235");
    assertThat(Texts.ms(-1)).isEqualTo("0.000");
    assertThat(Texts.us(1_050)).isEqualTo("1.1");
    assertThat(Texts.percent(0.1234)).isEqualTo("12.3 %");
    assertThat(Texts.percent(1)).isEqualTo("100.0 %");
    assertThat(Texts.percent(0)).isEqualTo("0.0 %");
    assertThat(Texts.percent(0.0005)).isEqualTo("0.1 %");
    assertThat(Texts.percent(0.0004)).isEqualTo("<0.1 %");
    assertThat(Texts.percent(Double.NaN)).isEqualTo("NaN %");
  }

  @Test
  void longTimesHaveTheUnitThatFits() {
    assertThat(Texts.time(0)).isEqualTo("0.000 ms");
    assertThat(Texts.time(1_234_567)).isEqualTo("1.235 ms");
    assertThat(Texts.time(999_999_000)).isEqualTo("999.999 ms");
    assertThat(Texts.time(1_000_000_000)).isEqualTo("1.00 s");
    assertThat(Texts.time(78_424_546_000L)).isEqualTo("78.4 s");
    assertThat(Texts.time(-78_424_546_000L)).isEqualTo("-78.4 s");
    assertThat(Texts.time(600_000_000_000L)).isEqualTo("10.0 min");
    assertThat(Texts.time(36_000_000_000_000L)).isEqualTo("10.0 h");
  }

  @Test
  void significantDigitsAreThreeOrMore() {
    assertThat(Texts.significant(336.4)).isEqualTo("336");
    assertThat(Texts.significant(123456)).isEqualTo("123456");
    assertThat(Texts.significant(12.345)).isEqualTo("12.3");
    assertThat(Texts.significant(1.006)).isEqualTo("1.01");
    assertThat(Texts.significant(0.0168)).isEqualTo("0.0168");
    assertThat(Texts.significant(0)).isEqualTo("0");
    assertThat(Texts.significant(1e-12)).isEqualTo("1.00e-12");
  }

  @Test
  void signaturesOfKernelsAreCutForTitles() {
    assertThat(Texts.kernel("void at::native::(anonymous namespace)::fill<float, f<int>>(int, T2)"))
        .isEqualTo("at::native::fill");
    assertThat(Texts.kernel("train.py:41 <module> > aten::mm"))
        .isEqualTo("train.py:41 <module> > aten::mm");
    assertThat(Texts.kernel("x".repeat(70) + "y".repeat(70)))
        .isEqualTo("x".repeat(60) + "…" + "y".repeat(30));
    assertThat(Texts.kernel("")).isEqualTo("[no name]");
  }

  @Test
  void wordsAgreeWithTheirCount() {
    assertThat(Texts.count(1, "kernel")).isEqualTo("1 kernel");
    assertThat(Texts.count(0, "kernel")).isEqualTo("0 kernels");
    assertThat(Texts.count(1, "small copy")).isEqualTo("1 small copy");
    assertThat(Texts.count(2, "small copy")).isEqualTo("2 small copies");
    assertThat(Texts.count(2, "array")).isEqualTo("2 arrays");
    assertThat(Texts.count(2, "softmax")).isEqualTo("2 softmaxes");
    assertThat(Texts.count(2, "pass")).isEqualTo("2 passes");
    assertThat(Texts.count(3, "batch")).isEqualTo("3 batches");
    assertThat(Texts.word(1, "takes", "take")).isEqualTo("takes");
    assertThat(Texts.word(2, "takes", "take")).isEqualTo("take");
  }
}
