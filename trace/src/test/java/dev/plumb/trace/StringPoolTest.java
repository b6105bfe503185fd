package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Against a map from texts to numbers. */
class StringPoolTest {
  private final RandomGenerator random = new Random(9);

  @Test
  void equalBytesGetEqualIdsAndComeBack() {
    StringPool pool = new StringPool();
    Map<String, Integer> model = new HashMap<>();
    List<String> byId = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < 200_000; i++) {
      String text = text();
      byte[] utf8 = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
      Integer known = model.get(text);
      assertThat(find(pool, utf8)).isEqualTo(known == null ? StringPool.NONE : known);
      int id = pool.intern(utf8, 1, utf8.length - 1);
      if (known == null) {
        assertThat(id).isEqualTo(byId.size());
        model.put(text, id);
        byId.add(text);
        bytes += text.length();
      } else {
        assertThat(id).isEqualTo(known);
      }
    }
    assertThat(pool.size()).isEqualTo(byId.size());
    assertThat(pool.bytes()).isEqualTo(bytes);
    for (int id = 0; id < byId.size(); id++) {
      byte[] expected = byId.get(id).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(pool.length(id)).isEqualTo(expected.length);
      byte[] copy = new byte[expected.length + 2];
      assertThat(pool.copy(id, copy, 1)).isEqualTo(expected.length + 1);
      assertThat(Arrays.copyOfRange(copy, 1, expected.length + 1)).isEqualTo(expected);
      assertThat(pool.get(id)).isEqualTo(new String(expected, StandardCharsets.UTF_8));
    }
    assertThat(pool.get(StringPool.NONE)).isEmpty();
  }

  @Test
  void aPrefixIsFoundAtTheStartOnly() {
    StringPool pool = new StringPool();
    int id = pool.intern("ProfilerStep#7");
    assertThat(pool.startsWith(id, "ProfilerStep")).isTrue();
    assertThat(pool.startsWith(id, "")).isTrue();
    assertThat(pool.startsWith(id, "rofiler")).isFalse();
    assertThat(pool.startsWith(id, "ProfilerStep#7 and more")).isFalse();
  }

  @Test
  void aFullPoolKnowsWhatItHoldsAndRefusesTheRest() {
    StringPool pool = new StringPool(10);
    int first = pool.intern("12345");
    assertThat(pool.intern("123456")).isEqualTo(StringPool.NONE);
    int second = pool.intern("abcde");
    assertThat(second).isNotNegative();
    assertThat(pool.intern("x")).isEqualTo(StringPool.NONE);
    assertThat(pool.intern("")).isNotNegative();
    assertThat(pool.intern("12345")).isEqualTo(first);
    assertThat(pool.bytes()).isEqualTo(10);
  }

  /** A scanner that looks for the end of a text hashes it on the way; the pool must agree. */
  private static int find(StringPool pool, byte[] bracketed) {
    long hash = StringPool.hashStart();
    int at = 1;
    int to = bracketed.length - 1;
    for (; at + 8 <= to; at += 8) {
      hash = StringPool.hashStep(hash, word(bracketed, at, 8));
    }
    int end = StringPool.hashEnd(hash, word(bracketed, at, to - at), to - 1);
    return pool.find(bracketed, 1, to, end);
  }

  private static long word(byte[] bytes, int from, int count) {
    long word = 0;
    for (int i = count - 1; i >= 0; i--) {
      word = word << 8 | bytes[from + i] & 0xFF;
    }
    return word;
  }

  private String text() {
    int length = random.nextInt(100) == 0 ? random.nextInt(20_000) : random.nextInt(20);
    StringBuilder text = new StringBuilder();
    int letters = length < 4 ? 256 : 2; // short ones collide by length, long ones nearly agree
    for (int i = 0; i < Math.min(length, 24); i++) {
      text.append((char) (random.nextInt(letters) == 0 ? 'a' : random.nextInt(letters)));
    }
    return text + "x".repeat(Math.max(0, length - 24));
  }
}
