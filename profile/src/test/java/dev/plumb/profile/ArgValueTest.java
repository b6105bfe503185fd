package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgValueTest {
  private static final String ARGS =
      "\"a\":\"x\", \"b\" : 12.5 ,\"c\":[1, 2],\"d\": \"q\\\"e\",\"v\":\"b\",\"last\":true";

  @Test
  void valuesAreFoundByTheirKeyAndNeverByAValue() {
    assertThat(ArgValue.of(ARGS, "a")).isEqualTo("x");
    assertThat(ArgValue.of(ARGS, "b")).isEqualTo("12.5");
    assertThat(ArgValue.of(ARGS, "c")).isEqualTo("[1, 2]");
    assertThat(ArgValue.of(ARGS, "d")).isEqualTo("q\\\"e");
    assertThat(ArgValue.of(ARGS, "last")).isEqualTo("true");
    assertThat(ArgValue.of(ARGS, "none")).isEmpty();
  }

  @Test
  void damagedTextEnds() {
    assertThat(ArgValue.of("\"a\":\"x", "a")).isEqualTo("x");
    assertThat(ArgValue.of("\"a\":", "a")).isEmpty();
    assertThat(ArgValue.of("\"a\"", "a")).isEmpty();
    assertThat(ArgValue.of("\"a\":[1", "a")).isEqualTo("[1");
  }
}
