package dev.plumb.importers.chrome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TextsTest {
  private final RandomGenerator random = new Random(11);
  private final Texts texts = new Texts();

  @Test
  void wellFormedIsWhatTheJdkDecodes() {
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(8)];
      for (int at = 0; at < bytes.length; at++) {
        // Lead and continuation bytes far more often than chance would have it.
        bytes[at] =
            (byte)
                switch (random.nextInt(4)) {
                  case 0 -> 0x80 + random.nextInt(0x40);
                  case 1 -> 0xC0 + random.nextInt(0x40);
                  case 2 -> 0xE0 + random.nextInt(0x16);
                  default -> random.nextInt(0x100);
                };
      }
      assertThat(Utf8.isWellFormed(bytes, 0, bytes.length))
          .as("%s", ByteBuffer.wrap(bytes))
          .isEqualTo(decodes(bytes));
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void everyTextComesBackFromItsEscapes() {
    for (int i = 0; i < 20_000; i++) {
      StringBuilder plain = new StringBuilder();
      StringBuilder escaped = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        int c = codePoint();
        plain.appendCodePoint(c);
        escape(escaped, c);
      }
      byte[] bytes = escaped.toString().getBytes(StandardCharsets.UTF_8);
      int length = texts.unescape(bytes, 0, bytes.length);
      assertThat(new String(texts.bytes, 0, length, StandardCharsets.UTF_8))
          .as("%s", escaped)
          .isEqualTo(plain.toString());
      assertThat(texts.badEscape).isFalse();
    }
  }

  @Test
  void anythingBehindABackslashIsDecodedWithoutGrowing() {
    for (int i = 0; i < 100_000; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int n = random.nextInt(30); n >= 0; n--) {
        out.write("\\\\u0dD8cCn\"x/\\".charAt(random.nextInt(13)));
      }
      byte[] bytes = out.toByteArray();
      int length = texts.unescape(bytes, 0, bytes.length);
      assertThat(length).isLessThanOrEqualTo(bytes.length);
      assertThat(Utf8.isWellFormed(texts.bytes, 0, length)).isTrue();
    }
  }

  private int codePoint() {
    int c =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(0x20);
          case 1 -> 0x10000 + random.nextInt(0x100000);
          case 2 -> random.nextInt(0x10000);
          default -> "\"\\/aé".charAt(random.nextInt(5));
        };
    return Character.isSurrogate((char) c) && c < 0x10000 ? 'x' : c;
  }

  private void escape(StringBuilder out, int c) {
    if (c == '\n' || c == '\t' || c == '\b' || c == '\f' || c == '\r') {
      out.append('\\').append("btn fr".charAt(c == '\f' ? 4 : c == '\r' ? 5 : c - '\b'));
    } else if (c == '"' || c == '\\' || random.nextInt(8) == 0 && c == '/') {
      out.append('\\').appendCodePoint(c);
    } else if (c < 0x20 || random.nextInt(3) == 0) {
      for (char unit : Character.toChars(c)) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
      }
    } else {
      out.appendCodePoint(c);
    }
  }
}
