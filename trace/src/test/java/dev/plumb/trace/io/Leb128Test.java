package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Leb128Test {
  private static Leb128.Source<RuntimeException> bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    int[] at = new int[1];
    return () -> bytes[at[0]++] & 0xFF;
  }

  /** The examples of DWARF 5, section 7.6, and the largest numbers. */
  @ParameterizedTest
  @CsvSource({
    "02, 2, 2",
    "7f, 127, -1",
    "8001, 128, 128",
    "8101, 129, 129",
    "b964, 12857, -3527",
    "ff00, 127, 127",
    "807f, 16256, -128",
    "ffffffffffffffffff01, -1, -1",
    "80808080808080808001, -9223372036854775808, -9223372036854775808",
  })
  void numbersAreThoseOfTheStandard(String hex, long unsigned, long signed) {
    assertThat(Leb128.unsigned(bytes(hex))).isEqualTo(unsigned);
    assertThat(Leb128.signed(bytes(hex))).isEqualTo(signed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "ffff"})
  void theEndIsWhatTheSourceSays(String hex) {
    assertThatThrownBy(() -> Leb128.unsigned(bytes(hex)))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Leb128.signed(bytes(hex)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
