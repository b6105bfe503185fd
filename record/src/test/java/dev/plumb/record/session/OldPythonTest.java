package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of CPython before 3.9, whose calls are not known: what is reached, and no more. */
class OldPythonTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"3.6.15", "3.8.18"})
  void stacksOfItsOwnCodeAreAllThatIsAnnounced(String version) throws IOException {
    Path python =
        Path.of(System.getProperty("user.home"), ".pyenv/versions", version, "bin/python3");
    assumeThat(python).as("no Python " + version + ": it is NOT TESTED").isExecutable();
    String work = "import time\nwhile time.process_time() < 1.5: pass";
    Plan plan = Plan.of(List.of(python.toString(), "-c", work), folder.resolve("run.plumb"));
    for (String how : List.of("inside", "outside")) {
      Outcome outcome = Recorded.of(plan, Map.of("PLUMB_STACKS", how)).outcome;

      assertThat(outcome.level()).as(how).isEqualTo(Level.NATIVE);
      assertThat(outcome.missing().get("calls of Python")).contains("helps: CPython 3.9 to 3.14");
    }
  }
}
