package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the handler inside a program copies by itself: {@code record/native/stack.c}. */
class OwnStackTest {
  private static final Path ROOT = Path.of(System.getProperty("plumb.root"), "record");

  @TempDir private Path folder;

  /** Without a limit all that lies above the heap is said to be the first thread's. */
  @ParameterizedTest
  @CsvSource({
    "8192, first, 7",
    "unlimited, first, 64",
    // Of a thread that is not the first, the limit is its size; 2 MiB where there is none.
    "8192, other, 7",
    "unlimited, other, 0",
  })
  void noMoreIsReadDirectlyThanSurelyIsTheThreads(String limit, String thread, int mebibytes)
      throws Exception {
    Path program =
        Programs.compile(
            folder,
            "own_stack.c",
            Files.readString(ROOT.resolve("src/test/native/own_stack.c")),
            "-std=gnu11",
            "-I",
            ROOT.resolve("native").toString());
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add("ulimit -s " + limit + " || { echo refused; exit 0; }; exec \"$@\"");
    command.addAll(List.of("sh", program.toString()));
    if (thread.equals("other")) {
      command.add(thread);
    }

    List<String> told = Programs.output(command).lines().toList();

    Assumptions.assumeFalse(told.contains("refused"), "no stacks without limit: NOT TESTED");
    assertThat(told)
        .containsExactly(
            "here: 1",
            "end: 0",
            "last byte: 1",
            "a page: 4096",
            "7 MiB: " + (mebibytes >= 7 ? 7 << 20 : 0),
            "9 MiB: " + (mebibytes >= 9 ? 9 << 20 : 0),
            "64 MiB: " + (mebibytes >= 64 ? 64 << 20 : 0),
            "64 MiB and a byte: 0",
            "above: 0");
  }
}
