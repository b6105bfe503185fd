package dev.plumb.importers.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The scanner that looks at eight bytes a step, against one that looks at one. */
class JsonTest {
  private static final int ROUNDS = 200_000;
  private static final char[] ALPHABET = "\"\\[]{},: \n\t\0\u0001aYy_Z[]{}{}019-é😀".toCharArray();

  private final RandomGenerator random = new Random(7);

  @Test
  void spaceEndsAtTheFirstByteAboveIt() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] text = random(" \n\t\0\u001f!x\u00e9", 40);
      int from = random.nextInt(text.length + 1);
      int expected = from;
      while (expected < text.length && text[expected] >= 0 && text[expected] <= ' ') {
        expected++;
      }
      assertThat(Json.skipSpace(window(text), from, text.length)).isEqualTo(expected);
    }
  }

  @Test
  void stringsEndAtTheFirstQuoteThatIsNotEscaped() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] text = random("\\\\\"a\0\u0001b\u00e9cdefghijklmnop", 60);
      int from = random.nextInt(text.length);
      assertThat(Json.endOfString(window(text), from, text.length))
          .isEqualTo(endOfString(text, from));
    }
  }

  private static int endOfString(byte[] text, int from) {
    for (int at = from; at < text.length; at++) {
      if (text[at] == '"') {
        return at;
      }
      if (text[at] == '\\') {
        at++;
      }
    }
    return Json.INCOMPLETE;
  }

  @Test
  void valuesEndWhereTheirBracketsClose() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] text = random(new String(ALPHABET), 80);
      int from = random.nextInt(text.length);
      if (text[from] >= 0 && text[from] <= ' ') {
        continue; // a value starts with ink
      }
      assertThat(Json.skipValue(window(text), from, text.length))
          .as("%s from %d", new String(text, StandardCharsets.UTF_8), from)
          .isEqualTo(skipValue(text, from));
    }
  }

  private static int skipValue(byte[] text, int from) {
    if (text[from] == '"') {
      int end = endOfString(text, from + 1);
      return end < 0 ? end : end + 1;
    }
    if (text[from] != '{' && text[from] != '[') {
      for (int at = from; at < text.length; at++) {
        byte b = text[at];
        if (b == ',' || b == '}' || b == ']' || b >= 0 && b <= ' ') {
          return at == from ? Json.BROKEN : at;
        }
      }
      return Json.INCOMPLETE;
    }
    int depth = 0;
    for (int at = from; at < text.length; at++) {
      switch (text[at]) {
        case '"' -> {
          at = endOfString(text, at + 1);
          if (at < 0) {
            return Json.INCOMPLETE;
          }
        }
        case '{', '[' -> depth++;
        case '}', ']' -> {
          depth--;
          if (depth == 0) {
            return at + 1;
          }
        }
        default -> {}
      }
    }
    return Json.INCOMPLETE;
  }

  @Test
  void digitsAreReadEightAtATime() {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] text = random("0123456789/:a\u00e9 ", 8);
      long word = Json.word(window(text), 0);
      int count = 0;
      long value = 0;
      while (count < 8 && count < text.length && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + text[count++] - '0';
      }
      assertThat(Json.digits(word)).isEqualTo(count);
      if (count > 0) {
        assertThat(Json.number(word, count)).isEqualTo((int) value);
      }
    }
  }

  private byte[] random(String alphabet, int length) {
    int[] letters = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    int count = 1 + random.nextInt(length);
    for (int i = 0; i < count; i++) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] window(byte[] text) {
    byte[] window = java.util.Arrays.copyOf(text, text.length + Json.PADDING);
    java.util.Arrays.fill(window, text.length, window.length, Json.STOPPER);
    return window;
  }
}
