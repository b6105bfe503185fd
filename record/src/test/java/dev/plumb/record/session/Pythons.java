package dev.plumb.record.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The Pythons of this machine. */
final class Pythons {
  private static final @Nullable String TORCH = findTorch();

  private Pythons() {}

  /** One with PyTorch; skips the test, loudly, where there is none. */
  static String withTorch() {
    Assumptions.assumeTrue(
        TORCH != null,
        "no Python with PyTorch (build/install-torch.sh): recording it is NOT TESTED");
    return String.valueOf(TORCH);
  }

  /** Any from 3.9 on; skips the test where there is none. */
  static String any() {
    for (String each : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
      if (Files.isExecutable(Path.of(each))) {
        return each;
      }
    }
    Assumptions.abort("no Python: recording it is NOT TESTED");
    return "";
  }

  /** All that can be found, of whatever versions. */
  static Stream<String> all() {
    Path versions = Path.of(System.getProperty("user.home"), ".pyenv/versions");
    Stream<String> own = Stream.of(any());
    if (!Files.isDirectory(versions)) {
      return own;
    }
    try (Stream<Path> found = Files.list(versions)) {
      List<String> others =
          found
              .filter(each -> String.valueOf(each.getFileName()).matches("3\\.(9|1[0-4])\\..*"))
              .map(each -> each.resolve("bin/python3").toString())
              .sorted()
              .toList();
      return Stream.concat(own, others.stream());
    } catch (IOException e) {
      return own;
    }
  }

  private static @Nullable String findTorch() {
    String named = System.getenv("PLUMB_TORCH_PYTHON");
    String python = named == null ? "/usr/bin/python3" : named;
    try {
      Process trial =
          new ProcessBuilder(python, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return trial.waitFor() == 0 ? python : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }
}
