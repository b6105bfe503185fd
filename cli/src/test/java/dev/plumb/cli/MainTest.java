package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionGoesToStdout() {
    assertThat(plumb("--version")).isEqualTo(0);
    assertThat(out.toString()).startsWith("plumb 0.").endsWith(System.lineSeparator());
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpTellsTheExitCodes() {
    assertThat(plumb("--help")).isEqualTo(0);
    assertThat(out.toString()).contains("Usage: plumb", "3 input unreadable");
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(plumb()).isEqualTo(2);
    assertThat(err.toString()).contains("a command is missing", "Try 'plumb --help'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void anUnknownCommandIsNamed() {
    assertThat(plumb("frobnicate")).isEqualTo(2);
    assertThat(err.toString())
        .contains("no command is named 'frobnicate'", "Try 'plumb --help'")
        .doesNotContain("\tat ");
  }

  @Test
  void anUnknownOptionIsNamed() {
    assertThat(plumb("--frobnicate")).isEqualTo(2);
    assertThat(err.toString()).contains("--frobnicate", "Try 'plumb --help'");
  }

  @Test
  void everySubcommandHasHelp() {
    assertThat(failing(new IllegalStateException("never thrown"), "--help")).isEqualTo(0);
    assertThat(out.toString()).contains("Usage: plumb fail");
  }

  @Test
  void anExtraArgumentPointsAtTheCommandsHelp() {
    assertThat(failing(new IllegalStateException("never thrown"), "extra")).isEqualTo(2);
    assertThat(err.toString()).contains("extra", "Try 'plumb fail --help'");
  }

  @Test
  void anArgumentThatStartsWithAtIsNotAFileOfArguments() {
    assertThat(failing(new IllegalStateException("never thrown"), "@rank0")).isEqualTo(2);
    assertThat(err.toString()).contains("@rank0");
  }

  @Test
  void aCommandsOwnFailureKeepsItsExitCodeAndItsWords() {
    assertThat(failing(CommandFailure.gateFailed("slower by 12%"))).isEqualTo(1);
    assertThat(failing(CommandFailure.usage("two bases"))).isEqualTo(2);
    assertThat(failing(CommandFailure.unreadableInput("a.json: byte 7"))).isEqualTo(3);
    assertThat(err.toString().lines())
        .containsExactly("plumb: slower by 12%", "plumb: two bases", "plumb: a.json: byte 7");
  }

  @Test
  void filesThatCannotBeReadAreNamed() {
    assertThat(failing(new NoSuchFileException("gone.json"))).isEqualTo(3);
    assertThat(failing(new AccessDeniedException("locked.json"))).isEqualTo(3);
    assertThat(failing(new UncheckedIOException(new IOException("device lost")))).isEqualTo(3);
    assertThat(err.toString().lines())
        .containsExactly(
            "plumb: gone.json: no such file",
            "plumb: locked.json: permission denied",
            "plumb: device lost");
  }

  @Test
  void anythingElseIsAnInternalErrorInOneLine() {
    assertThat(failing(new IllegalStateException("row 7 of 5"))).isEqualTo(4);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("internal error", "row 7 of 5", "PLUMB_DEBUG=1");
  }

  @Test
  void runningOutOfMemoryTellsTheRemedy() {
    assertThat(failing(new OutOfMemoryError("Java heap space"))).isEqualTo(4);
    assertThat(err.toString()).contains("Java heap space", "PLUMB_JAVA_OPTS=-Xmx");
  }

  @Test
  void whereNoThreadCanBeStartedMemoryIsNotToBlame() {
    assertThat(failing(new OutOfMemoryError("unable to create native thread: possibly out of")))
        .isEqualTo(4);
    assertThat(err.toString()).contains("threads", "ulimit -u", "pids").doesNotContain("heap");
  }

  /** As where no more files may be open, and one of them has the class. */
  @Test
  void classesThatCannotBeReadAreNoFailedGate() {
    assertThat(failing(new NoClassDefFoundError("dev/plumb/Some"))).isEqualTo(4);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains("internal error", "dev/plumb/Some");
  }

  @Test
  void messagesNeverMoveTheCursor() {
    String hostile = "\u001b[2J\u009b31m\u202egnp.exe\u2028x\ny";
    assertThat(failing(CommandFailure.usage(hostile))).isEqualTo(2);
    assertThat(plumb("--" + hostile)).isEqualTo(2);
    assertThat(plumb(hostile)).isEqualTo(2);
    assertThat(plumb("report", hostile)).isEqualTo(3);
    assertThat(err.toString())
        .contains("?[2J?31m?gnp.exe?x?y")
        .doesNotContain("\u001b", "\u009b", "\u202e", "\u2028", "x\ny");
  }

  @Test
  void aFullDiskBehindStdoutIsAnError() {
    assertThat(printing("No space left on device", "--version")).isEqualTo(4);
    assertThat(printing("No space left on device", "formats")).isEqualTo(4);
    assertThat(err.toString().lines())
        .containsOnly("plumb: cannot write to stdout: No space left on device");
    assertThat(printing("No space left on device", "report", "gone.json")).isEqualTo(3);
  }

  @Test
  void aReaderWhoHasSeenEnoughIsNone() {
    assertThat(printing("Broken pipe", "formats")).isEqualTo(0);
    assertThat(err.toString()).isEmpty();
  }

  private int printing(String failure, String... args) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    return Main.process(full, new PrintWriter(err), args);
  }

  @Test
  void onlyTheCommandThatIsNamedIsMade() {
    List<Commands.Entry> two =
        List.of(
            new Commands.Entry("one", () -> new Failing(new AssertionError())),
            new Commands.Entry("two", () -> new Failing(new AssertionError())));
    assertThat(Commands.neededFor(two, "two", "--help")).containsExactly(two.get(1));
    assertThat(Commands.neededFor(two, "--help")).isEqualTo(two);
    assertThat(Commands.neededFor(two, "--version")).isEmpty();
    assertThat(Commands.neededFor(two)).isEqualTo(two);
    assertThat(Commands.neededFor(two, "tow")).as("for suggestions").isEqualTo(two);
  }

  private int plumb(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private int failing(Throwable failure, String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "fail";
    System.arraycopy(more, 0, args, 1, more.length);
    return Main.run(
        List.of(new Commands.Entry("fail", () -> new Failing(failure))),
        new PrintWriter(out),
        new PrintWriter(err),
        args);
  }

  @Command(name = "fail")
  private record Failing(Throwable failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }
  }
}
