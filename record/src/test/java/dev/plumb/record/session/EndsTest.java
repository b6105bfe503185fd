package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.Stored;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However a recording ends, its file opens and says what is missing. */
class EndsTest {
  private static final String WORK =
      """
      import os, signal, sys, time
      import plumb
      for i in range(50):
          with plumb.scope("work"):
              with plumb.scope("inner"):
                  pass
          plumb.step()
      """;

  @TempDir private Path folder;

  private Plan plan(String rest) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), WORK + rest);
    return Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
        .in(Mode.OPERATORS);
  }

  private Outcome outcome(Plan plan, Path out) throws IOException {
    return Recorded.session(
            Plan.of(plan.command(), out).in(Mode.OPERATORS), folder.resolve("output.txt"))
        .run(Recorded.environment(Map.of()));
  }

  private static long scopes(Recorded run, String name) {
    return run.byName(Quantity.CALLS, CodeKind.ANNOTATION).getOrDefault(name, 0L);
  }

  /** A signal may come before Plumb knows what it has started. */
  @Test
  void whoIsToBeEndedBeforeTheStartIsEndedThen() throws IOException {
    Plan sleep = Plan.of(List.of("sleep", "60"), folder.resolve("run.plumb"));
    Session session = Recorded.session(sleep, folder.resolve("output.txt"));
    session.withProcess(Process::destroy);

    assertThat(session.run(System.getenv()).status()).isEqualTo(128 + 15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pass | 0 | 0",
        "sys.exit(7) | 7 | 0",
        "raise ValueError('no') | 1 | 0",
        "os._exit(3) | 3 | 1",
        "os.kill(os.getpid(), signal.SIGKILL) | 137 | 1",
        "os.kill(os.getpid(), signal.SIGSEGV) | 139 | 1",
        "os.kill(os.getpid(), signal.SIGINT); time.sleep(9) | 130 | 0",
      })
  void everythingUpToTheEndIsThere(String end, int status, long killed) throws IOException {
    Recorded run = Recorded.of(plan(end));

    assertThat(run.outcome.status()).isEqualTo(status);
    assertThat(run.outcome.stored()).isTrue();
    assertThat(scopes(run, "work")).isEqualTo(50);
    assertThat(scopes(run, "inner")).isEqualTo(50);
    assertThat(run.note("steps")).contains("\"count\":50").contains("\"ended_by\":\"program\"");
    assertThat(run.note("exit_status")).isEqualTo(String.valueOf(status));
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isEqualTo(killed);
    assertThat(run.problem(ProblemCode.RECORDING_UNFINISHED)).isZero();
  }

  @Test
  void pathsThroughFoldersThatTheProgramRemovesLeadWhereTheyLed() throws IOException {
    Path removed = Files.createDirectory(folder.resolve("removed"));
    Plan plan = plan("os.rmdir('" + removed + "')");
    Outcome outcome = outcome(plan, removed.resolve("../above.plumb"));

    assertThat(outcome.notStored()).isNull();
    assertThat(outcome.file()).isEqualTo(folder.toRealPath().resolve("above.plumb")).exists();
  }

  @Test
  void aFolderThatTheProgramRemovesIsToldInWords() throws IOException {
    Path removed = Files.createDirectory(folder.resolve("removed"));
    Plan plan = plan("import shutil; shutil.rmtree('" + removed + "')");
    Outcome outcome = outcome(plan, removed.resolve("run.plumb"));

    assertThat(outcome.stored()).isFalse();
    assertThat(outcome.notStored()).isEqualTo("there is no such folder");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void scopesThatWereOpenAtTheEndCountWithoutTheirTime() throws IOException {
    Recorded run = Recorded.of(plan("plumb.scope('open').__enter__()\nos._exit(0)\n"));

    assertThat(scopes(run, "open")).isEqualTo(1);
    assertThat(run.problem(ProblemCode.EVENTS_UNBALANCED)).isEqualTo(1);
  }

  @Test
  void forkedAndSpawnedChildrenAreRecordedToo() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                """
                def child(name):
                    with plumb.scope(name):
                        pass
                if __name__ == "__main__":
                    import multiprocessing
                    for method in ("fork", "spawn"):
                        process = multiprocessing.get_context(method).Process(target=child, args=(method,))
                        process.start()
                        process.join()
                    import subprocess
                    subprocess.run([sys.executable, "-c", "import plumb\\nwith plumb.scope('command'): pass"])
                """));

    assertThat(scopes(run, "fork")).isEqualTo(1);
    assertThat(scopes(run, "spawn")).isEqualTo(1);
    assertThat(scopes(run, "command")).isEqualTo(1);
    // The spawned child runs the script's own loop as well when it imports it.
    assertThat(scopes(run, "work")).isEqualTo(100);
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isZero();
    assertThat(run.trace.tracks().size()).isGreaterThanOrEqualTo(4);
  }

  /** What a process becomes by exec makes a ring of its own; what was before is read to its end. */
  @Test
  void everyProgramThatAProcessBecomesIsRecorded() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                """
                life = int(sys.argv[1]) if len(sys.argv) > 1 else 1
                with plumb.scope("life %d" % life):
                    pass
                if life < 5:
                    with plumb.scope("open"):
                        os.execv(sys.executable, [sys.executable, __file__, str(life + 1)])
                """));

    assertThat(run.outcome.missing()).isEmpty();
    assertThat(scopes(run, "work")).isEqualTo(250);
    for (int life = 1; life <= 5; life++) {
      assertThat(scopes(run, "life " + life)).as("life %d", life).isEqualTo(1);
    }
    assertThat(scopes(run, "open")).isEqualTo(4);
    assertThat(run.problem(ProblemCode.EVENTS_UNBALANCED)).isEqualTo(4);
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isZero();
  }

  @Test
  void ranksAreKnownByTheEnvironment() throws IOException {
    Recorded run = Recorded.of(plan("pass"), Map.of("RANK", "3"));

    for (int track = 0; track < run.trace.tracks().size(); track++) {
      assertThat(run.trace.tracks().rank(track)).isEqualTo(3);
    }
    assertThat(run.trace.tracks().size()).isPositive();
  }

  @Test
  void programThatDoesNotExistIsAnError() {
    Plan plan = Plan.of(List.of("/no/such/program"), folder.resolve("run.plumb"));
    assertThat(catchThrowable(() -> Recorded.session(plan, folder.resolve("log")).run(Map.of())))
        .isInstanceOf(IOException.class);
  }

  private Process recorder(Path out, Path log, List<String> command, String... options)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(options));
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.addAll(List.of(RecordMain.class.getName(), out.toString(), log.toString()));
    line.addAll(command);
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("plumb.txt").toFile())
        .start();
  }

  @Test
  void wherePlumbIsKilledTheProgramGoesOnAndTheLastFileStays() throws Exception {
    Path ready = folder.resolve("ready");
    Path go = folder.resolve("go");
    Path done = folder.resolve("done");
    Plan plan =
        plan(
            """
            while not os.path.exists(%s):
                time.sleep(0.05)
                open(%s, "w").close()
            for i in range(400000):
                with plumb.scope("later"):
                    pass
            open(%s, "w").close()
            """
                .formatted(quoted(go), quoted(ready), quoted(done)));
    Process plumb = recorder(plan.out(), folder.resolve("log.txt"), plan.command());
    Programs.await(() -> Files.exists(ready));
    Programs.await(() -> knows(plan.out(), "work"));
    plumb.destroyForcibly().waitFor();
    Files.createFile(go);
    // More events than the rings have room for: nobody takes them out, and nobody waits.
    Programs.await(() -> Files.exists(done));

    Trace trace = Stored.read(plan.out());
    assertThat(trace.problems()).anyMatch(each -> each.code() == ProblemCode.RECORDING_UNFINISHED);
    try (SessionFolder next = new SessionFolder()) {
      assertThat(next.path()).exists();
      assertThat(leftOvers(plumb.pid())).isZero();
    }
  }

  /** Stored as users have it: long before the ten seconds that lie between files later. */
  @Test
  void wherePlumbIsKilledSoonAFileWithSamplesStays() throws Exception {
    Plan plan = plan("def busy():\n    while True: pass\nbusy()\n");
    Process plumb =
        recorder(
            plan.out(),
            folder.resolve("log.txt"),
            plan.command(),
            "-Dmode=CPU",
            "-DcheckpointNs=10000000000");
    try {
      Programs.await(() -> knows(plan.out(), "busy"));
      List<ProcessHandle> programs = plumb.descendants().toList();
      plumb.destroyForcibly().waitFor();
      programs.forEach(ProcessHandle::destroyForcibly);
    } finally {
      plumb.destroyForcibly();
    }

    Trace trace = Stored.read(plan.out());
    assertThat(trace.problems()).anyMatch(each -> each.code() == ProblemCode.RECORDING_UNFINISHED);
    assertThat(trace.samples().size()).isPositive();
    assertThat(Long.parseLong(String.valueOf(trace.metadata().get("plumb.wall_ns"))))
        .isLessThan(10_000_000_000L);
  }

  private static long leftOvers(long pid) throws IOException {
    long found = 0;
    for (String parent : List.of(System.getProperty("java.io.tmpdir"), "/dev/shm")) {
      if (Files.isDirectory(Path.of(parent))) {
        try (var files = Files.list(Path.of(parent))) {
          found +=
              files
                  .filter(each -> each.getFileName().toString().startsWith("plumb-" + pid + "-"))
                  .count();
        }
      }
    }
    return found;
  }

  private static boolean knows(Path file, String name) {
    try {
      var strings = Stored.read(file).strings();
      for (int id = 0; id < strings.size(); id++) {
        if (strings.get(id).equals(name)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static String quoted(Path path) {
    return "'" + path + "'";
  }

  @Test
  void fullDiskLeavesTheLastFileThatFitted() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    String mount = "mount -t tmpfs -o size=96k none " + disk;
    Assumptions.assumeTrue(
        new ProcessBuilder("unshare", "-m", "sh", "-c", mount)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("trial.txt").toFile())
                .start()
                .waitFor()
            == 0,
        "no small disk can be mounted here: a full one is NOT TESTED");
    Plan plan =
        plan(
            """
            time.sleep(1)  # a file or two of it are written
            try:
                with open(%s, "wb", buffering=0) as filler:
                    while True:
                        filler.write(bytes(4096))
            except OSError:
                pass
            for i in range(3000):
                with plumb.scope("scope %%d" %% i):
                    pass
            """
                .formatted(quoted(disk.resolve("filler"))));
    Path saved = folder.resolve("saved.plumb");
    List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", "-c"));
    line.add(mount + " && \"$@\"; cp " + disk.resolve("run.plumb") + " " + saved);
    line.add("sh");
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp"));
    line.add(System.getProperty("java.class.path"));
    line.addAll(
        List.of(
            RecordMain.class.getName(),
            disk.resolve("run.plumb").toString(),
            folder.resolve("log.txt").toString()));
    line.addAll(plan.command());
    Path output = folder.resolve("plumb.txt");
    Process plumb =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(plumb.waitFor()).isZero();

    assertThat(Files.readString(output)).contains("stored false").contains("No space left");
    Trace trace = Stored.read(saved);
    assertThat(trace.problems()).anyMatch(each -> each.code() == ProblemCode.RECORDING_UNFINISHED);
  }
}
