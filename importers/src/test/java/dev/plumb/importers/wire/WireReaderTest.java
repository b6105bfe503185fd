package dev.plumb.importers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireReaderTest {
  /** 1: 150, 2: "testing", 3: {1: 150}, 4: fixed32 7, 5: fixed64 -1, 6: varint -1. */
  private static final byte[] MESSAGE = {
    0x08,
    (byte) 0x96,
    0x01,
    0x12,
    0x07,
    't',
    'e',
    's',
    't',
    'i',
    'n',
    'g',
    0x1A,
    0x03,
    0x08,
    (byte) 0x96,
    0x01,
    0x25,
    7,
    0,
    0,
    0,
    0x29,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    0x30,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    -1,
    1
  };

  /** One byte at a time, as a stream may. */
  private static InputStream slow(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(1, length));
      }
    };
  }

  private static String walk(WireReader in, long end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (in.next(end)) {
      text.append(in.field()).append('=');
      switch (in.field()) {
        case 2 -> {
          int length = in.bytes(4);
          text.append(new String(in.buffer(), in.start(), length, StandardCharsets.ISO_8859_1));
        }
        case 3 -> text.append('{').append(walk(in, in.enter())).append('}');
        default -> text.append(in.number());
      }
      text.append(' ');
    }
    return text.toString();
  }

  @Test
  void everyTypeIsReadWhateverThePieces() throws IOException {
    String expected = "1=150 2=test 3={1=150 } 4=7 5=-1 6=-1 ";
    assertThat(walk(new WireReader(slow(MESSAGE)), Long.MAX_VALUE)).isEqualTo(expected);
    assertThat(walk(new WireReader(new ByteArrayInputStream(MESSAGE)), Long.MAX_VALUE))
        .isEqualTo(expected);
    assertThat(walk(new WireReader(MESSAGE, 0, MESSAGE.length), MESSAGE.length))
        .isEqualTo(expected);
  }

  @Test
  void whatIsSkippedIsNotSeen() throws IOException {
    WireReader in = new WireReader(slow(MESSAGE));
    int fields = 0;
    while (in.next(Long.MAX_VALUE)) {
      in.skip();
      fields++;
    }
    assertThat(fields).isEqualTo(6);
    assertThat(in.offset()).isEqualTo(MESSAGE.length);
  }

  @Test
  void aLengthBeyondTheMessageAroundItIsDamage() {
    byte[] bytes = {0x1A, 0x03, 0x12, 0x07, 'a', 'b', 'c', 'd', 'e', 'f', 'g'};
    WireReader in = new WireReader(slow(bytes));
    assertThatThrownBy(() -> walk(in, Long.MAX_VALUE))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("longer than what it is in");
  }

  @Test
  void anEndInsideAFieldIsTruncation() {
    byte[] bytes = {0x12, 0x7F, 'a'};
    assertThatThrownBy(() -> walk(new WireReader(slow(bytes)), Long.MAX_VALUE))
        .isInstanceOfSatisfying(
            WireException.class,
            e -> {
              assertThat(e.truncated()).isTrue();
              assertThat(e.offset()).isEqualTo(3);
            });
  }

  @Test
  void nothingButWireExceptionsComesOfAnyBytes() {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = MESSAGE.clone();
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      WireReader in =
          i % 2 == 0 ? new WireReader(slow(bytes)) : new WireReader(bytes, 0, bytes.length);
      try {
        walk(in, i % 2 == 0 ? Long.MAX_VALUE : bytes.length);
      } catch (WireException expected) {
        assertThat(expected.offset()).isBetween(0L, (long) bytes.length);
      } catch (IOException | RuntimeException other) {
        throw new AssertionError("input " + i, other);
      }
    }
  }
}
