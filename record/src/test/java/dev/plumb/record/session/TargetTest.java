package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "python3, PYTHON",
    "/opt/venv/bin/python3.12, PYTHON",
    "python3.13t, PYTHON",
    "java, JVM",
    "/usr/lib/jvm/jdk/bin/java, JVM",
    "bash, NATIVE",
    "no-such-program, NATIVE"
  })
  void programsAreKnownByName(String program, Target kind) {
    assertThat(Target.of(List.of(program), Map.of("PATH", ""))).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "#!/usr/bin/python3, PYTHON",
    "#!/usr/bin/env python3, PYTHON",
    "#!/usr/bin/env -S FOO=1 python3 -u, PYTHON",
    "#!/bin/sh, NATIVE",
    "#!, NATIVE",
    "no script, NATIVE"
  })
  void scriptsAreWhatRunsThem(String firstLine, Target kind) throws IOException {
    Path script = Files.writeString(folder.resolve("torchrun"), firstLine + "\nprint()\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(Target.of(List.of(script.toString()), Map.of())).isEqualTo(kind);
    assertThat(Target.of(List.of("torchrun"), Map.of("PATH", "/nowhere:" + folder)))
        .isEqualTo(kind);
  }
}
