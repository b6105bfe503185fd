package dev.plumb.gui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Node.js, where the machine has one: checks types and runs the tests of the page's modules. No one
 * needs it to build.
 */
final class Node {
  /** What a program said, and whether it ended well. */
  record Said(int status, String output) {}

  private static final long PATIENCE_SECONDS = 300;

  private Node() {}

  /** Runs a script; on a machine without Node the calling test is skipped, loudly. */
  static Said run(String... arguments) throws IOException, InterruptedException {
    Path executable = find();
    if (executable == null) {
      System.err.println(
          """
          ###############################################################################
          # No Node.js found: types and modules of the page are NOT CHECKED.
          # Debian: apt-get install nodejs (20 or newer)
          ###############################################################################
          """);
    }
    Assumptions.assumeTrue(executable != null, "no Node.js");
    List<String> command = new ArrayList<>(List.of(Objects.requireNonNull(executable).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("did not end: " + command);
    }
    return new Said(process.exitValue(), output);
  }

  private static @Nullable Path find() {
    for (String folder : Objects.requireNonNullElse(System.getenv("PATH"), "").split(":")) {
      Path file = Path.of(folder, "node");
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    return null;
  }

  /** The build's folder, which the check profile puts elsewhere. */
  static Path target() {
    return Path.of(System.getProperty("plumb.build"));
  }
}
