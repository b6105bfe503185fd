package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same mistake has the same answer, whichever command is to write. */
class MissingFolderTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "record --out GONE/run.plumb -- true",
        "attach --out GONE/run.plumb 1",
        "demo --out GONE",
        "convert TRACE -o GONE/run.plumb",
        "convert TRACE --to csv -o GONE/tables",
        "report TRACE --html GONE/page.html",
        "gate TRACE TRACE --max-regression step_ns=5% --markdown GONE/gate.md"
      })
  void isWrongUsageAndSaysWhatToDo(String line) throws IOException {
    Path trace = folder.resolve("trace.json");
    Files.writeString(trace, "{\"traceEvents\": []}");
    Path gone = folder.resolve("not there");
    List<String> arguments = new ArrayList<>();
    for (String each : line.split(" ")) {
      arguments.add(each.replace("GONE", gone.toString()).replace("TRACE", trace.toString()));
    }
    CommandRunner plumb = new CommandRunner();

    assertThat(plumb.run(arguments.toArray(String[]::new))).isEqualTo(ExitCode.USAGE);

    assertThat(plumb.err())
        .contains("there is no folder '" + gone + "'; make it first (mkdir -p '" + gone + "')");
    assertThat(gone).doesNotExist();
  }
}
