package dev.plumb.record.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the sampler inside of a process reads what need not be there. */
class CarefulReadTest {
  private static final Path ROOT = Path.of(System.getProperty("plumb.root"), "record");

  private static final List<String> GOOD =
      List.of(
          "one byte",
          "word that is not aligned",
          "end of a page",
          "two pages",
          "pages as a whole",
          "none",
          "last before no access");

  private static final List<String> BAD =
      List.of(
          "into no access",
          "no access",
          "over no access",
          "into what is not there",
          "not there",
          "null",
          "first page",
          "no address",
          "not canonical",
          "kernel",
          "last page",
          "end of all",
          "around the end",
          "all");

  @TempDir private Path folder;

  /** A kernel that answers otherwise than expected is not believed: the copy of memory is. */
  @ParameterizedTest
  @CsvSource({"linux, 1, asking", "number, 0, copying", "nothing, 0, copying", "later, 1, both"})
  void whatIsThereIsReadAndAllElseRefused(String kernel, int asks, String by) throws Exception {
    List<String> expected = new ArrayList<>(List.of("asks: " + asks));
    GOOD.forEach(name -> expected.add(name + ": read"));
    BAD.forEach(name -> expected.add(name + ": refused"));
    expected.add("by " + by);

    assertThat(run(kernel)).isEqualTo(expected);
  }

  @Test
  void nothingIsReadWhereNothingCanBeAsked() throws Exception {
    List<String> lines = run("neither");

    assertThat(lines).contains("asks: 0", "by copying");
    assertThat(lines).filteredOn(line -> line.endsWith(": read")).isEmpty();
    assertThat(lines).filteredOn(line -> line.endsWith(": refused")).hasSizeGreaterThan(BAD.size());
  }

  private List<String> run(String kernel) throws Exception {
    Path source = ROOT.resolve("src/test/native/careful.c");
    Path program =
        Programs.compile(
            folder,
            "careful.c",
            Files.readString(source),
            "-std=gnu11",
            "-O1",
            "-I",
            ROOT.resolve("native").toString(),
            "-ldl");
    return Programs.output(program.toString(), kernel).lines().toList();
  }
}
