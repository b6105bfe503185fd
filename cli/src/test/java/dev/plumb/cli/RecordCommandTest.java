package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.plumb.trace.io.ExactText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code plumb record} and {@code plumb attach} as a user types them, in a process of their own.
 */
class RecordCommandTest {
  @TempDir private Path folder;

  private Process plumb(String... args) throws IOException {
    return start(Map.of(), args);
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    return run(environment, line(args));
  }

  private static List<String> line(String... args) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-XX:+UseSerialGC");
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(Main.class.getName());
    line.addAll(List.of(args));
    return line;
  }

  private Process run(Map<String, String> environment, List<String> line) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void outputAndStatusAreTheProgramsAndTheReportGoesToStderr() throws Exception {
    int status =
        plumb("record", "--out", "a.plumb", "--", "sh", "-c", "echo hello; exit 5").waitFor();

    assertThat(status).isEqualTo(5);
    assertThat(read("out")).isEqualTo("hello\n");
    assertThat(read("err"))
        .contains("plumb: recorded ")
        .contains("plumb: recording: " + folder.toRealPath().resolve("a.plumb"))
        .contains("a.plumb");
    assertThat(plumb("report", "a.plumb").waitFor()).isZero();
  }

  @Test
  void inputIsTheProgramsToo() throws Exception {
    Process process = plumb("record", "--no-report", "--", "cat");
    try (var in = process.outputWriter()) {
      in.write("text\n");
    }
    assertThat(process.waitFor()).isZero();
    assertThat(read("out")).isEqualTo("text\n");
    try (var files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .anyMatch(name -> name.matches("cat-[0-9]+\\.plumb"));
    }
  }

  /** The shell makes the bytes, as Java has none in texts. */
  private Process shell(String script, String... args) throws IOException {
    List<String> line = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    line.addAll(line(args));
    // As the launcher does it: in which encoding the JVM takes its arguments.
    return run(Map.of("LC_ALL", "C.UTF-8"), line);
  }

  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /** A program of Python's, to run with {@link #PYTHON}; without one the test is skipped. */
  private Path python(String name, String what, String text) throws IOException {
    assumeThat(PYTHON).as("no Python: %s NOT TESTED", what).isExecutable();
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void bytesThatAreNoTextReachTheProgram() throws Exception {
    Path program =
        python(
            "show.py",
            "bytes of arguments are",
            """
            import os, sys
            print([os.fsencode(each) for each in sys.argv[1:]])
            print(os.environb[b"ODD"], os.environb[b"PYTHONPATH"].split(b":")[-1])
            """);
    Process record =
        shell(
            """
            odd=$(printf 'caf\\351')
            export ODD="$odd" PYTHONPATH="/$odd"
            exec "$@" --out "$odd.plumb" -- /usr/bin/python3 show.py "$odd" 'back\\0slash' "new
            line
            " "" 'ü 😀'
            """,
            "record",
            "--no-report");
    assertThat(record.waitFor()).as(read("err")).isZero();

    assertThat(read("out"))
        .isEqualTo(
            """
            [b'caf\\xe9', b'back\\\\0slash', b'new\\nline\\n', b'', b'\\xc3\\xbc \\xf0\\x9f\\x98\\x80']
            b'caf\\xe9' b'/caf\\xe9'
            """);
    assertThat(program).exists();
    assertThat(ExactText.path(folder.toRealPath() + "/caf\udce9.plumb")).exists();
    assertThat(shell("exec \"$@\" \"$(printf 'caf\\351.plumb')\"", "report").waitFor()).isZero();
    assertThat(shell("exec \"$@\" \"$(printf 'no\\351.plumb')\"", "report").waitFor())
        .isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(read("err")).contains("does not exist").hasLineCount(1);
  }

  /** The JVM needs a locale of UTF-8, and the launcher sees to it; the program has its own. */
  @Test
  void localeOfTheProgramIsItsOwn() throws Exception {
    for (String own : List.of("", "C")) {
      Process record =
          start(
              Map.of("LC_ALL", "C.UTF-8", "PLUMB_LC_ALL", own),
              "record",
              "--no-report",
              "--out",
              "a.plumb",
              "--",
              "sh",
              "-c",
              "echo ${LC_ALL-none}${PLUMB_LC_ALL-}");
      assertThat(record.waitFor()).isZero();
      assertThat(read("out")).isEqualTo(own.isEmpty() ? "none\n" : "C\n");
    }
  }

  @Test
  void signalsGoToTheProgramAndTheRecordingIsStored() throws Exception {
    Process process =
        plumb(
            "record", "--no-report", "--out", "a.plumb", "--", "sh", "-c", "echo ready; sleep 60");
    for (int i = 0; i < 6000 && !read("out").contains("ready"); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    process.destroy();

    assertThat(process.waitFor()).isEqualTo(128 + 15);
    assertThat(read("err")).contains("plumb: recording: ");
    assertThat(plumb("report", "a.plumb").waitFor()).isZero();
    assertThat(read("out")).doesNotContain("recording-unfinished");
  }

  @Test
  void runningProgramIsRecordedFromOutsideAndRunsOn() throws Exception {
    Process busy =
        new ProcessBuilder("sh", "-c", "while :; do :; done")
            .redirectOutput(folder.resolve("busy").toFile())
            .start();
    try {
      Process attach =
          plumb("attach", "--seconds", "1", "--out", "a.plumb", String.valueOf(busy.pid()));
      assertThat(attach.waitFor()).isZero();
      assertThat(busy.isAlive()).isTrue();
      assertThat(read("err")).contains("plumb: recorded ").contains("a.plumb");
    } finally {
      busy.destroyForcibly().waitFor();
    }
  }

  /** One agent at a time: nothing is stored, and it is said at once who is the other one. */
  @Test
  void jvmThatIsRecordedAlreadyIsToldWithItsRecorder() throws Exception {
    Files.writeString(
        folder.resolve("Serve.java"),
        """
        import java.nio.file.*;
        public class Serve {
          public static void main(String[] args) throws Exception {
            System.out.println(ProcessHandle.current().pid() + ".");
            while (!Files.exists(Path.of("stop"))) { Thread.sleep(20); }
          }
        }
        """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process record = plumb("record", "--no-report", "--out", "a.plumb", "--", java, "Serve.java");
    try {
      for (int i = 0; i < 6000 && !read("out").contains("."); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      String served = read("out").replace(".\n", "");
      assertThat(plumb("attach", "--out", "b.plumb", served).waitFor()).isEqualTo(ExitCode.USAGE);
      assertThat(read("err"))
          .contains(
              "process "
                  + served
                  + " is recorded already, by process "
                  + record.pid()
                  + " (plumb record --no-report --out a.plumb -- ",
              "when that recording has ended")
          .hasLineCount(1);
      assertThat(folder.resolve("b.plumb")).doesNotExist();
    } finally {
      Files.createFile(folder.resolve("stop"));
      assertThat(record.waitFor()).isZero();
    }
  }

  /** Until what is drawn has been drawn over twice, on a terminal as the launcher finds it. */
  @Test
  void hottestContextsAreShownWhileTheProgramRuns() throws Exception {
    String loop = "while [ ! -e stop ]; do :; done";
    Process record =
        start(
            Map.of("PLUMB_STDERR_IS_TERMINAL", "1", "PLUMB_COLUMNS", "80"),
            "record",
            "--follow",
            "--no-report",
            "--out",
            "a.plumb",
            "--",
            "sh",
            "-c",
            loop);
    try {
      Pattern over = Pattern.compile("\u001b\\[[0-9]+A\u001b\\[J +own");
      for (int i = 0; i < 6000 && over.matcher(read("err")).results().count() < 2; i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      Files.createFile(folder.resolve("stop"));

      assertThat(record.waitFor()).isZero();
      assertThat(over.matcher(read("err")).results().count()).isGreaterThanOrEqualTo(2);
      assertThat(read("err").lines().filter(line -> line.matches(" +[0-9.]+% .*[0-9.]+ s .*")))
          .isNotEmpty()
          .allMatch(line -> line.length() <= 80);
    } finally {
      record.destroy();
    }
  }

  @Test
  void stepsOfRecordingsHaveOutliersNoiseAndGates() throws Exception {
    Path program =
        python(
            "steps.py",
            "its steps are",
            """
            import time, plumb
            for step in range(13):
                time.sleep(2 if step == 8 else 0.1)
                plumb.step()
            """);
    Process record =
        plumb(
            "record",
            "--no-report",
            "--out",
            "a.plumb",
            "--",
            PYTHON.toString(),
            program.toString());
    assertThat(record.waitFor()).as(read("err")).isZero();

    assertThat(plumb("report", "--findings", "all", "a.plumb").waitFor()).isZero();
    assertThat(read("out").replaceAll("\\s+", " ")) // lines end anywhere
        .contains("13 steps", "12 steps, mean ")
        // Alone, or first among steps that the machine made longer, of which the leading ones are
        // warm-up and no others.
        .containsPattern("step 9 took [2-9][.][0-9]+ s|up to [2-9][.][0-9]+ s in step 9;")
        .contains("What happened in single steps was not kept");
    assertThat(plumb("diff", "a.plumb", "a.plumb").waitFor()).isZero();
    assertThat(read("out")).contains("Figures  by step", "± is how far medians differ");
    assertThat(plumb("gate", "a.plumb", "a.plumb", "--max-regression=step_ns=1%").waitFor())
        .isZero();
    // Steps have a mean of 2 s / 12 at least.
    assertThat(plumb("gate", "a.plumb", "a.plumb", "--max=step_ns=100ms").waitFor())
        .isEqualTo(ExitCode.GATE_FAILED);
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    assertThat(plumb("record", "--", "/no/such/program").waitFor())
        .isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(read("err")).contains("/no/such/program").hasLineCount(1);
    Path script = Files.writeString(folder.resolve("odd-script"), "#!/no/such/interpreter\n");
    assertThat(plumb("record", "--", "./odd-script").waitFor())
        .isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(read("err"))
        .contains("./odd-script: may not be executed", "chmod +x")
        .hasLineCount(1);
    assertThat(plumb("record", "--", "odd-script").waitFor()).isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(read("err"))
        .contains("named 'odd-script': the one here is ./odd-script")
        .hasLineCount(1);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(plumb("record", "--", "./odd-script").waitFor())
        .isEqualTo(ExitCode.UNREADABLE_INPUT);
    assertThat(read("err")).contains("first line names /no/such/interpreter,").hasLineCount(1);
    assertThat(plumb("record", "--budget", "0", "--", "true").waitFor()).isEqualTo(ExitCode.USAGE);
    assertThat(read("err")).contains("--budget");
    assertThat(plumb("record", "--mode", "odd", "--", "true").waitFor()).isEqualTo(ExitCode.USAGE);
    assertThat(plumb("record", "--out", "/no/folder/a.plumb", "--", "touch", "started").waitFor())
        .isEqualTo(ExitCode.USAGE);
    assertThat(read("err")).contains("(mkdir -p /no/folder)").hasLineCount(1);
    assertThat(plumb("record", "--out", "/no/it's/a.plumb", "--", "touch", "started").waitFor())
        .isEqualTo(ExitCode.USAGE);
    assertThat(read("err")).contains("(mkdir -p '/no/it'\\''s')").hasLineCount(1);
    assertThat(folder.resolve("started")).doesNotExist();
    assertThat(plumb("attach", "999999999").waitFor()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void recordingsStayWhereTheProgramCannotBeStarted() throws Exception {
    Path before = Files.writeString(folder.resolve("before.plumb"), "an hour's");

    assertThat(plumb("record", "--out", "before.plumb", "--", "no-such-program").waitFor())
        .isNotZero();
    assertThat(read("err")).contains("no program on the PATH is named 'no-such-program'");
    assertThat(before).hasContent("an hour's");
    assertThat(plumb("record", "--out", "new.plumb", "--", "no-such-program").waitFor())
        .isNotZero();
    try (var files = Files.list(folder)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("before.plumb", "err", "out");
    }
  }

  /** Whoever may do anything would lose /dev/null. */
  @Test
  void nothingButFilesAreReplaced() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    assertThat(plumb("record", "--out", "pipe", "--", "touch", "started").waitFor())
        .isEqualTo(ExitCode.USAGE);
    assertThat(read("err")).contains("'pipe' is no file that").hasLineCount(1);
    assertThat(folder.resolve("started")).doesNotExist();

    Path target = Files.writeString(folder.resolve("target.plumb"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link.plumb"), target.getFileName());
    assertThat(plumb("record", "--no-report", "--out", "link.plumb", "--", "true").waitFor())
        .isZero();
    assertThat(link).isSymbolicLink();
    assertThat(target).isNotEmptyFile();
  }

  /** Also where messages go elsewhere, as with {@code 2>&1 | tee log}. */
  @Test
  void keysOfATerminalReachTheProgramOnce() throws Exception {
    python(
        "program.py",
        "keys of a terminal are",
        """
        import signal
        signal.signal(signal.SIGINT, lambda *_: print("interrupted", flush=True))
        print("ready", flush=True)
        while True:
            signal.pause()
        """);
    Files.writeString(
        folder.resolve("terminal.py"),
        """
        import os, pty, signal, sys
        pid, terminal = pty.fork()
        if pid == 0:
            os.dup2(os.open("messages", os.O_WRONLY | os.O_CREAT), 2)
            os.execv(sys.argv[1], sys.argv[1:])
        def until(word):
            seen = b""
            while word not in seen:
                seen += os.read(terminal, 1024)
        until(b"ready")
        os.write(terminal, b"\\x03")
        until(b"interrupted")
        os.kill(pid, signal.SIGTERM)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
        """);
    Path kill = Files.createDirectory(folder.resolve("bin")).resolve("kill");
    Files.writeString(kill, "#!/bin/sh\necho \"$1\" >>sent\nkill \"$@\"\n");
    assertThat(kill.toFile().setExecutable(true)).isTrue();
    List<String> line = new ArrayList<>(List.of(PYTHON.toString(), "terminal.py"));
    line.addAll(
        line("record", "--no-report", "-o", "a.plumb", "--", PYTHON.toString(), "program.py"));
    Map<String, String> environment =
        Map.of("PATH", kill.getParent() + ":" + System.getenv("PATH"));

    assertThat(run(environment, line).waitFor()).as(read("err")).isZero();

    assertThat(read("out")).isEqualTo("143\n");
    // What Plumb sent on: the signal that came to it alone.
    assertThat(read("sent")).isEqualTo("-TERM\n");
  }

  /** The JVM raises its own as far as it may. */
  @Test
  void limitOfOpenFilesIsThatOfTheUser() throws Exception {
    List<String> line = line("record", "--no-report", "-o", "a.plumb", "--", "sh", "-c");
    line.add("ulimit -Sn; ulimit -Hn");
    line.add(1, "-Dplumb.files=200");

    assertThat(run(Map.of(), line).waitFor()).as(read("err")).isZero();
    String most =
        Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(each -> each.startsWith("Max open files"))
            .map(each -> each.split(" +")[4])
            .findFirst()
            .orElseThrow();
    assertThat(read("out")).isEqualTo("200\n" + most + "\n");
  }

  /** A key of the terminal asks programs to quit, and a JVM what its threads do. */
  @Test
  void standardOutputIsTheProgramsAlone() throws Exception {
    List<String> line = line("record", "--no-report", "-o", "a.plumb", "--", "sh", "-c");
    line.add("kill -QUIT $PPID; until grep -q 'Full thread dump' out err; do sleep 0.1; done");
    line.add(1, "@" + Path.of(System.getProperty("plumb.root"), "build/jvm.options"));

    assertThat(run(Map.of(), line).waitFor()).isZero();
    assertThat(read("out")).isEmpty();
  }
}
