package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JitDumpsTest {
  private static final Path FOLDER = Path.of("session");

  @Test
  void namesAreAskedForInTheFolderOfTheSession() {
    Map<String, String> environment = new HashMap<>();
    JitDumps.prepare(environment, FOLDER);

    assertThat(environment)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("DNNL_JIT_PROFILE", "5", "JITDUMPDIR", "session"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DNNL_JIT_PROFILE", "ONEDNN_JIT_PROFILE", "MKLDNN_JIT_PROFILE", "JITDUMPDIR"})
  void whatTheUserSetStays(String variable) {
    Map<String, String> environment = new HashMap<>(Map.of(variable, "0"));
    JitDumps.prepare(environment, FOLDER);

    assertThat(environment).containsExactly(Map.entry(variable, "0"));
  }
}
