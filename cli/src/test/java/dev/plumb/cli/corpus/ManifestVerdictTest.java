package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules for files that a manifest calls broken, on files that are broken, and on some not. */
class ManifestVerdictTest {
  private static final Path EXAMPLES = Path.of(System.getProperty("plumb.root"), "examples");

  @TempDir private Path folder;

  @Test
  void whatIsCalledBrokenIsTold() {
    assertThat(ManifestVerdict.isBroken("Kineto trace, truncated in the middle of an event"))
        .isTrue();
    assertThat(ManifestVerdict.isBroken("XSpace, damaged revision")).isTrue();
    assertThat(ManifestVerdict.isBroken("Kineto trace (truncated by upstream to a few events)"))
        .isFalse();
    assertThat(ManifestVerdict.isBroken("Nsight export (cut to a window by upstream): broken"))
        .isTrue();
    assertThat(ManifestVerdict.isBroken("Kineto trace, H100")).isFalse();
  }

  @Test
  void brokenFilesEndInOneMessageOrAreKeptWithAProblem() throws IOException {
    byte[] trace = Files.readAllBytes(example());
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 7);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("half.json.gz", Arrays.copyOf(trace, trace.length / 2));
    files.put("hole.json.gz", hole(trace));
    files.put("noise.bin", noise);
    files.put("empty.json", new byte[0]);
    files.put(
        "pointer.json",
        "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.UTF_8));
    files.put(
        "header.sqlite", Arrays.copyOf("SQLite format 3\0".getBytes(StandardCharsets.UTF_8), 4096));
    for (Map.Entry<String, byte[]> each : files.entrySet()) {
      assertThat(verdict(each.getKey(), each.getValue(), "broken on purpose"))
          .matches(ManifestVerdict::broken)
          .matches(ManifestVerdict::good, each.getKey());
    }
  }

  /** What is whole but called broken, and what is refused but called whole, must stand out. */
  @Test
  void theRulesCanFail() throws IOException {
    byte[] trace = Files.readAllBytes(example());
    assertThat(verdict("whole.json.gz", trace, "damaged").good()).isFalse();
    assertThat(verdict("whole.json.gz", trace, "a trace").good()).isTrue();
    assertThat(verdict("text.json", new byte[] {1, 2, 3}, "a trace").good()).isFalse();
  }

  private static Path example() {
    return EXAMPLES.resolve("torch/resnet_train.cpu.trace.json.gz");
  }

  private static byte[] hole(byte[] trace) {
    byte[] copy = trace.clone();
    Arrays.fill(copy, copy.length / 2, copy.length / 2 + 64, (byte) 0);
    return copy;
  }

  private ManifestVerdict verdict(String name, byte[] content, String description)
      throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    return ManifestVerdict.of(name, description, Reading.of(file));
  }
}
