package dev.plumb.importers.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Times;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against {@link BigDecimal}, on numbers that look like those of traces and on hostile ones. */
class NumberReaderTest {
  private static final BigDecimal MAX_NS = new BigDecimal("4e18");

  private final NumberReader reader = new NumberReader();
  private final RandomGenerator random = new Random(20260105);

  @Test
  void microsecondsAreWhatBigDecimalSays() {
    for (int i = 0; i < 200_000; i++) {
      checkMicroseconds(number());
    }
  }

  @Test
  void whatIsNoNumberIsNoTime() {
    for (String text :
        new String[] {
          "NaN",
          "Infinity",
          "-Infinity",
          "nan",
          "null",
          "true",
          "-",
          "+",
          ".",
          "-.",
          "e5",
          "1e",
          "1e+",
          "--1",
          "1.2.3",
          "0x10",
          "1_000",
          "１",
          "1e99999999999",
          "\"\"",
          "\"a\"",
          "{}",
          "[1]",
          "\"1 2\""
        }) {
      byte[] buffer = window(text);
      int limit = buffer.length - Json.PADDING;
      reader.microseconds(buffer, 0, limit);
      assertThat(reader.value).as(text).isEqualTo(Times.NONE);
    }
  }

  @Test
  void theLargestTimesAreKeptAndLargerOnesAreNone() {
    assertThat(micros("4000000000000000")).isEqualTo(4_000_000_000_000_000_000L);
    assertThat(micros("-4000000000000000.000")).isEqualTo(-4_000_000_000_000_000_000L);
    assertThat(micros("4000000000000000.001")).isEqualTo(Times.NONE);
    assertThat(reader.tooLarge).isTrue();
    assertThat(reader.negative).isFalse();
    assertThat(micros("-1e400")).isEqualTo(Times.NONE);
    assertThat(reader.tooLarge).isTrue();
    assertThat(reader.negative).isTrue();
    assertThat(micros("soon")).isEqualTo(Times.NONE);
    assertThat(reader.tooLarge).isFalse();
  }

  @Test
  void integersAreTheir64Bits() {
    for (int i = 0; i < 200_000; i++) {
      String text = integer();
      boolean quoted = random.nextInt(4) == 0;
      byte[] buffer = window(quoted ? '"' + text + '"' : text);
      int limit = buffer.length - Json.PADDING;
      int end = reader.integer(buffer, 0, limit);
      assertThat(end).as(text).isEqualTo(limit - 1);
      assertThat(reader.value).as(text).isEqualTo(expectedInteger(text));
    }
  }

  @Test
  void idsThatWereKeptAsFloatingPoint() {
    for (String text : new String[] {"12.0", "12.", "12e0", "1.2e1", "120E-1"}) {
      byte[] buffer = window(text);
      reader.integer(buffer, 0, buffer.length - Json.PADDING);
      assertThat(reader.value).as(text).isEqualTo(12);
    }
    for (String text : new String[] {"12.5", "1e999999999", "1e20", "9.3e18", "12.0.0", "1e"}) {
      byte[] buffer = window(text);
      reader.integer(buffer, 0, buffer.length - Json.PADDING);
      assertThat(reader.value).as(text).isEqualTo(Ids.ABSENT);
    }
  }

  private static long expectedInteger(String text) {
    if (text.matches("-?\\d+(\\.\\d*)?([eE][-+]?\\d+)?") && !text.matches("-?\\d+")) {
      BigDecimal decimal = parse(text);
      boolean small = decimal != null && (long) decimal.precision() - decimal.scale() <= 20;
      boolean whole = small && decimal.stripTrailingZeros().scale() <= 0;
      return whole && decimal.toBigInteger().bitLength() <= 63 ? decimal.longValue() : Ids.ABSENT;
    }
    if (!text.matches("-?\\d{1,20}")) {
      return Ids.ABSENT;
    }
    BigInteger value = new BigInteger(text);
    boolean fits = text.startsWith("-") ? value.bitLength() <= 63 : value.bitLength() <= 64;
    return fits ? value.longValue() : Ids.ABSENT;
  }

  private void checkMicroseconds(String text) {
    boolean quoted = random.nextInt(4) == 0;
    String space = quoted && random.nextBoolean() ? " " : "";
    byte[] buffer = window(quoted ? '"' + space + text + space + '"' : text);
    int limit = buffer.length - Json.PADDING;
    int end = reader.microseconds(buffer, 0, limit);
    assertThat(end).as("end of %s", text).isEqualTo(limit - 1);
    BigDecimal micros = parse(text);
    BigDecimal ns = micros == null ? null : round(micros);
    boolean usable = ns != null && ns.abs().compareTo(MAX_NS) <= 0;
    assertThat(reader.value).as(text).isEqualTo(usable ? ns.longValueExact() : Times.NONE);
    if (usable) {
      assertThat(reader.rounded)
          .as("whether %s was rounded", text)
          .isEqualTo(micros.compareTo(ns.movePointLeft(3)) != 0);
    }
    assertThat(reader.tooLarge)
        .as("whether %s is too large", text)
        .isEqualTo(ns != null && !usable);
  }

  private static BigDecimal parse(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return text.matches("-?\\d+\\.") ? new BigDecimal(text + "0") : null;
    }
  }

  private static BigDecimal round(BigDecimal micros) {
    // Not expanded: 1e999999999 has a billion digits.
    long magnitude = (long) micros.precision() - micros.scale();
    if (magnitude > 30) {
      return micros.signum() == 0 ? BigDecimal.ZERO : MAX_NS.multiply(BigDecimal.TEN);
    }
    return magnitude < -30
        ? BigDecimal.ZERO
        : micros.movePointRight(3).setScale(0, RoundingMode.HALF_EVEN);
  }

  private String number() {
    StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "-" : "");
    digits(text, 1 + random.nextInt(random.nextInt(10) == 0 ? 30 : 17));
    switch (random.nextInt(6)) {
      case 0 -> {}
      case 1 -> digits(text.append('.'), random.nextInt(random.nextInt(10) == 0 ? 40 : 8));
      case 2 -> digits(text.append("."), 4).append("50000000000000000000", 0, random.nextInt(20));
      case 3 -> text.append(random.nextBoolean() ? "e" : "E").append(random.nextInt(40) - 20);
      default -> digits(text.append('.'), 3);
    }
    return text.toString();
  }

  private String integer() {
    StringBuilder text = new StringBuilder(random.nextInt(5) == 0 ? "-" : "");
    switch (random.nextInt(8)) {
      case 0 -> text.append("1844674407370955161").append(random.nextInt(10));
      case 1 -> text.append("922337203685477580").append(random.nextInt(10));
      case 2 -> digits(text, 1 + random.nextInt(24));
      case 3 -> digits(text, 30 + random.nextInt(10));
      case 4 -> digits(text, 1 + random.nextInt(9)).append(random.nextBoolean() ? ".5" : "e3");
      case 5 -> text.append("0x1F");
      default -> digits(text, 1 + random.nextInt(10));
    }
    return text.toString();
  }

  private StringBuilder digits(StringBuilder text, int count) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(4);
      text.append((char) ('0' + (kind == 0 ? 9 : kind == 1 ? 0 : random.nextInt(10))));
    }
    return text;
  }

  private long micros(String text) {
    byte[] buffer = window(text);
    reader.microseconds(buffer, 0, buffer.length - Json.PADDING);
    return reader.value;
  }

  /** A value, the comma that ends it, and what stands after every window. */
  private static byte[] window(String text) {
    return (text + ',' + "\"".repeat(Json.PADDING)).getBytes(StandardCharsets.UTF_8);
  }
}
