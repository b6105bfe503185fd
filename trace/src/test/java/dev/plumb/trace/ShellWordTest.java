package dev.plumb.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run.plumb",
        "my run",
        "it's",
        "'",
        "a'b'c",
        "$HOME",
        "`id`",
        "~",
        "a\\b",
        "a\"b",
        "two\nlines",
        "*",
        "a;b",
        "(x)",
        "!",
        "#"
      })
  void aShellReadsTheVeryText(String text) throws IOException {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "printf %s " + ShellWord.of(text))
            .redirectErrorStream(true)
            .start();
    String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(read).isEqualTo(text);
  }

  @Test
  void plainNamesStayAsTheyAre() {
    assertThat(ShellWord.of("/data/run-1.plumb")).isEqualTo("/data/run-1.plumb");
    assertThat(ShellWord.of("it's")).isEqualTo("'it'\\''s'");
  }
}
