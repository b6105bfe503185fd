package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes are those of the specification's examples, or worked out by hand. */
class ProtoWriterTest {
  private static String hex(ProtoWriter message) {
    return HexFormat.of().formatHex(message.toBytes());
  }

  @Test
  void eachTypeIsWrittenAsTheSpecificationSays() {
    assertThat(hex(new ProtoWriter().number(1, 150))).isEqualTo("089601");
    assertThat(hex(new ProtoWriter().number(1, -2))).isEqualTo("08feffffffffffffffff01");
    assertThat(hex(new ProtoWriter().number(16, 0))).isEqualTo("800100");
    assertThat(hex(new ProtoWriter().text(2, "testing"))).isEqualTo("120774657374696e67");
    assertThat(hex(new ProtoWriter().message(3, new ProtoWriter().number(1, 150))))
        .isEqualTo("1a03089601");
    assertThat(hex(new ProtoWriter().packed(6, 3, 270, 86942))).isEqualTo("3206038e029ea705");
    assertThat(hex(new ProtoWriter().packed(6, new long[] {0, -1, 7}, 2)))
        .isEqualTo("320b00ffffffffffffffffff01");
    assertThat(hex(new ProtoWriter().decimal(2, 1.0))).isEqualTo("11000000000000f03f");
    assertThat(hex(new ProtoWriter().fields(new byte[] {8, 1}).bytes(2, new byte[] {9})))
        .isEqualTo("0801120109");
  }

  @Test
  void aMissingNumberIsZero() {
    assertThat(hex(new ProtoWriter().numberUnlessZero(1, 0).numberUnlessZero(2, 1)))
        .isEqualTo("1001");
  }

  @Test
  void aMessageIsAddedAsItIsThen() {
    ProtoWriter inner = new ProtoWriter().number(1, 1);
    ProtoWriter outer = new ProtoWriter().message(1, inner);
    outer.message(1, inner.clear().number(1, 2));
    assertThat(hex(outer)).isEqualTo("0a0208010a020802");
  }

  @Test
  void itGrowsAsFarAsNeeded() throws IOException {
    ProtoWriter message = new ProtoWriter().bytes(1, new byte[1000]);
    for (int i = 0; i < 1000; i++) {
      message.decimal(2, i);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out);
    assertThat(out.toByteArray()).hasSize(3 + 1000 + 9 * 1000).isEqualTo(message.toBytes());
  }
}
