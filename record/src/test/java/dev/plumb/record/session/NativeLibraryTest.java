package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The committed libraries are what the sources make. */
class NativeLibraryTest {
  private static final Path NATIVE = Path.of(System.getProperty("plumb.root"), "record/native");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"linux-x86_64, gcc", "linux-aarch64, aarch64-linux-gnu-gcc"})
  void committedLibraryIsBuiltFromTheSources(String machine, String compiler) throws Exception {
    Path committed = NATIVE.resolve("prebuilt").resolve(machine);
    String version = Files.readString(committed.resolve("compiler.txt"));
    Assumptions.assumeTrue(
        version.equals(versionOf(compiler)),
        "no " + version.strip() + " here: the library of " + machine + " is NOT REBUILT");

    Path built = folder.resolve("libplumb.so");
    assertThat(run(NATIVE.resolve("build.sh").toString(), built.toString(), compiler)).isEmpty();

    assertThat(built).hasSameBinaryContentAs(committed.resolve("libplumb.so"));
  }

  private String versionOf(String compiler) throws Exception {
    try {
      String output = run(compiler, "--version");
      return output.substring(0, output.indexOf('\n') + 1);
    } catch (IOException e) {
      return "no compiler";
    }
  }

  private String run(String... command) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    return Files.readString(output);
  }
}
