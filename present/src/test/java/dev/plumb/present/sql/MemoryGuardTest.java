package dev.plumb.present.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class MemoryGuardTest {
  /** The JVM and the run, the query's 64 MiB, and what the guard spares. */
  private static final long MOST_KB = 2_000_000;

  @Test
  void aQueryThatMakesGigabytesOfTextsIsRefusedAndTheProcessGoesOn() throws Exception {
    // 4 GB each: more than is allowed, and not so much that a machine dies where nothing guards it.
    List<String> queries =
        List.of(
            "SELECT repeat('x', 10000000) FROM range(400)",
            "SELECT lpad('x', 40000000, 'y') FROM range(100)",
            "SELECT range(500000000)");
    String told = run("-Xmx128m", GreedyQuery.class, queries);
    assertThat(told.lines().filter(line -> line.equals("goes on"))).hasSize(queries.size());
    assertThat(told.lines().filter(line -> line.startsWith("refused")))
        .hasSize(queries.size())
        .containsOnly(
            "refused: the query needs more memory than the 64 MiB that it may use: ask for fewer"
                + " rows, or for shorter texts and lists");
    assertThat(number("VmHWM:\\s+(\\d+) kB", told)).isLessThan(MOST_KB);
    // Afterwards the process may have what it might have before.
    assertThat(told).containsPattern("Max data size +" + dataLimit() + " ");
  }

  @Test
  void theHeapMayGrowMeanwhileByMoreThanThereWasRoomFor() throws Exception {
    assertThat(run("-Xmx2g", GrowingHeap.class, List.of())).endsWith("40 steps");
  }

  /** What a process says that ends well. */
  private static String run(String heap, Class<?> program, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                // As Plumb runs.
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String told =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(told).isZero();
    return told;
  }

  private static long number(String pattern, String text) {
    List<MatchResult> found = Pattern.compile(pattern).matcher(text).results().toList();
    assertThat(found).as(text).hasSize(1);
    return Long.parseLong(found.getFirst().group(1));
  }

  /** That of this process, which its children have too. */
  private static String dataLimit() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith("Max data size"))
          .map(line -> line.split("\\s{2,}", -1)[1])
          .findFirst()
          .orElseThrow();
    }
  }
}
