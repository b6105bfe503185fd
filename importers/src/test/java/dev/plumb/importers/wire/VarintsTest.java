package dev.plumb.importers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintsTest {
  @Test
  void everyLengthReadsAsTheLoopReadsIt() throws Exception {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >>> random.nextInt(64);
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      int length = 0;
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
      long word = Varints.word(bytes, 0);
      if (length > 8) {
        assertThat(Varints.length(word)).isEqualTo(Varints.TOO_LONG);
      } else {
        assertThat(Varints.length(word)).isEqualTo(length);
        assertThat(Varints.value(word, length)).isEqualTo(value);
      }
      assertThat(new WireReader(bytes, 0, bytes.length).varint()).isEqualTo(value);
      WireCursor cursor = new WireCursor();
      byte[] field = new byte[length + 1];
      field[0] = 8;
      System.arraycopy(bytes, 0, field, 1, length);
      cursor.reset(field, 0, field.length);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.value()).isEqualTo(value);
      assertThat(cursor.next()).isFalse();
      assertThat(cursor.damaged()).isFalse();
    }
  }
}
