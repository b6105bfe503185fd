package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {
  private final CommandRunner plumb = new CommandRunner();

  /** Real: PyTorch trains in a JVM of its own. Needs what build/fetch-demo.sh has fetched. */
  @Test
  void demoTrainsRecordsAndReports(@TempDir Path folder) throws IOException {
    Path libraries =
        Path.of(System.getProperty("plumb.root"), "examples/djl-train/target/demo.classpath");
    assumeThat(libraries)
        .as("no PyTorch for the JVM (build/fetch-demo.sh), so plumb demo is NOT TESTED")
        .exists();
    int status = plumb.run("demo", "--seconds", "3", "--out", folder.toString());

    assertThat(status).as(plumb.err()).isEqualTo(ExitCode.DONE);
    assertThat(plumb.err()).contains("plumb-demo.html").doesNotContain("without ");
    assertThat(plumb.out())
        .contains("Findings", "Backward takes", "Operators", "Modules", "Convolution");
    assertThat(Files.readString(folder.resolve("plumb-demo.html"))).contains("</html>");
    operatorsAreThoseOfTheProgram(folder.resolve("plumb-demo.plumb"));
  }

  /** Two convolutions and one backward pass a step. */
  private void operatorsAreThoseOfTheProgram(Path recording) {
    assertThat(plumb.run("report", "--json", recording.toString())).isEqualTo(ExitCode.DONE);
    assertThat(Json.parse(plumb.out())).isInstanceOf(Map.class);
    long forward = calls(recording, "djl::convolution");
    long backward = calls(recording, "djl::backward");
    assertThat(backward).isGreaterThanOrEqualTo(200);
    // One forward pass only finds out shapes.
    assertThat(forward - 2 * backward).isBetween(0L, 2L);
    // The stacks reach through JNI to PyTorch's own operators.
    assertThat(number(recording, "count(*)", "name LIKE 'at::native::%' AND quantity = 'cpu_ns'"))
        .isPositive();
  }

  private long calls(Path recording, String operator) {
    return number(
        recording, "sum(value)::BIGINT", "name = '" + operator + "' AND quantity = 'calls'");
  }

  private long number(Path recording, String what, String where) {
    String sql = "SELECT " + what + " FROM samples WHERE " + where;
    assertThat(plumb.run("sql", recording.toString(), sql)).isEqualTo(ExitCode.DONE);
    return Long.parseLong(plumb.out().lines().reduce((before, last) -> last).orElseThrow().strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[ERROR] Unknown host repo.example: Name or service not known",
        "Could not transfer artifact x:y from/to central: transfer failed",
        "Connect to repo.example:443 failed: Connection refused",
        "java.net.UnknownHostException: repo.example: Temporary failure in name resolution"
      })
  void withoutNetworkTheDemoSaysSoInOneLine(String log) {
    assertThat(DemoProgram.explain("[INFO] downloading\n" + log + "\n[ERROR] more\n"))
        .startsWith("Maven cannot fetch PyTorch for the JVM: no network")
        .doesNotContain("\n");
  }

  @Test
  void fullDiskIsToldFromMissingNetwork() {
    String log = "Could not transfer artifact x:y from/to central: No space left on device";
    assertThat(DemoProgram.explain(log)).startsWith("no space left on the disk");
  }

  @Test
  void otherTroubleOfMavenIsItsFirstError() {
    String log = "[INFO] hello\n\u001b[31m[ERROR] COMPILATION ERROR\u001b[m\n[ERROR] later\n";
    assertThat(DemoProgram.explain(log))
        .contains("COMPILATION ERROR")
        .doesNotContain("later", "\u001b", "\n");
  }

  @Test
  void folderThatMayNotBeWrittenToIsWrongUsage() {
    assertThat(plumb.run("demo", "--out", "/no/such/it's")).isEqualTo(ExitCode.USAGE);
    assertThat(plumb.err()).contains("mkdir -p '/no/such/it'\\''s'").hasLineCount(1);
    assertThat(plumb.run("demo", "--out", "/dev/null")).isEqualTo(ExitCode.USAGE);
    assertThat(plumb.err()).contains("'/dev/null' is no folder").hasLineCount(1);
  }

  @Test
  void timeOfTrainingHasLimits() {
    for (String each : List.of("0", "-1", "3601")) {
      assertThat(plumb.run("demo", "--seconds", each)).isEqualTo(ExitCode.USAGE);
    }
  }
}
