package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.importers.plumb.PlumbImporter;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.profile.StepStats;
import dev.plumb.record.Pythons;
import dev.plumb.record.Stored;
import dev.plumb.record.jvm.JavaPrograms.Recorded;
import dev.plumb.record.session.Launch;
import dev.plumb.record.session.Level;
import dev.plumb.record.session.Mode;
import dev.plumb.record.session.NotAttachedException;
import dev.plumb.record.session.Plan;
import dev.plumb.record.tree.Hottest;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real programs on real JVMs. */
@EnabledOnOs(OS.LINUX)
class JvmRecorderTest {
  private static final String CALLS =
      """
      import ai.djl.pytorch.jni.JniUtils;
      public class Main {
        static long often() { return JniUtils.add(1); }
        static long seldom() { return JniUtils.add(2); }
        static void end(String how) throws Exception {
          switch (how) {
            case "return" -> {}
            case "throw" -> throw new IllegalStateException("as asked");
            case "exit" -> System.exit(7);
            case "halt" -> Runtime.getRuntime().halt(8);
            case "kill" -> {
              new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
              Thread.sleep(60_000);
            }
            default -> throw new AssertionError(how);
          }
        }
        public static void main(String[] args) throws Exception {
          for (int i = 0; i < 40_000; i++) { if (i % 4 == 3) { seldom(); } else { often(); } }
          JniUtils.addTwice(3);
          JniUtils.overloaded(5);
          JniUtils.loops(8, java.util.List.of("a"));
          for (int i = 0; i < 10; i++) {
            try { JniUtils.fails(i); } catch (IllegalStateException expected) { }
          }
          for (int i = 0; i < 200; i++) { JniUtils.busy(1_000_000); }
          end(args[0]);
        }
      }
      """;

  @TempDir private Path folder;
  private JavaPrograms programs;

  @BeforeEach
  void compile() throws IOException {
    programs = new JavaPrograms(folder);
  }

  private void compileCalls() throws IOException {
    programs.compile(
        Map.of("ai/djl/pytorch/jni/JniUtils.java", JavaPrograms.OPERATORS, "Main.java", CALLS));
  }

  private static void countsAreExact(Recorded run) {
    assertThat(run.operator(Quantity.CALLS, "djl::add")).isEqualTo(40_002);
    assertThat(run.operator(Quantity.CALLS, "djl::addTwice")).isEqualTo(1);
    assertThat(run.operator(Quantity.CALLS, "djl::overloaded")).isEqualTo(1);
    assertThat(run.operator(Quantity.CALLS, "djl::loops")).isEqualTo(1);
    assertThat(run.operator(Quantity.CALLS, "djl::fails")).isEqualTo(10);
    assertThat(run.operator(Quantity.CALLS, "djl::busy")).isEqualTo(200);
  }

  private static void opens(Recorded run) throws IOException {
    Path file = run.outcome().file();
    byte[] head = Files.readAllBytes(file);
    assertThat(new PlumbImporter().match(head, head.length).name()).isEqualTo("CERTAIN");
  }

  @Test
  void callsAreCountedExactlyAndStandWhereTheyWereMade() throws IOException {
    compileCalls();
    Recorded run = programs.record("Main", "return");

    assertThat(run.outcome().status()).isZero();
    assertThat(run.outcome().missing()).isEmpty();
    assertThat(run.outcome().level()).isEqualTo(Level.AGENT_AND_STACKS);
    countsAreExact(run);
    // Exact in sum; by which of two callers is estimated.
    long often = run.sum(Quantity.CALLS, "Main.often"::equals);
    long seldom = run.sum(Quantity.CALLS, "Main.seldom"::equals);
    assertThat(often + seldom).isEqualTo(40_000);
    assertThat(often).isCloseTo(30_000, within(4_000L));
    assertThat(run.contexts())
        .contains(
            "Main.main;Main.often;djl::add",
            "Main.main;djl::addTwice;djl::add",
            "Main.main;djl::overloaded");
    assertThat(Files.readString(programs.errors())).isEmpty();
    assertThat(run.recording().problems().list()).isEmpty();
  }

  /** What a profiler samples and what the agent counts are one context. */
  @Test
  void samplesAndCallsMeetInOneContext() throws IOException {
    compileCalls();
    Recorded run = programs.record("Main", "return");

    long inBusy = run.operator(Quantity.CPU_NS, "djl::busy");
    assertThat(inBusy).isPositive();
    // Now and then a sample finds the method while it is deoptimized, and nothing of its callers.
    assertThat(run.contexts())
        .filteredOn(each -> each.endsWith("djl::busy"))
        .filteredOn(each -> !each.equals("[caller unknown];djl::busy"))
        .hasSize(1);
  }

  @Test
  void statusAndLastWindowSurviveExceptionAndExit() throws IOException {
    compileCalls();
    for (Map.Entry<String, Integer> each : Map.of("throw", 1, "exit", 7).entrySet()) {
      Recorded run = programs.record("Main", each.getKey());

      assertThat(run.outcome().status()).isEqualTo(each.getValue());
      countsAreExact(run);
      assertThat(run.operator(Quantity.CPU_NS, "djl::busy")).isPositive();
      assertThat(run.recording().problems().list()).isEmpty();
      opens(run);
    }
  }

  @Test
  void killedProgramLosesAtMostItsLastWindowAndSaysSo() throws IOException {
    compileCalls();
    for (Map.Entry<String, Integer> each : Map.of("halt", 8, "kill", 137).entrySet()) {
      Recorded run = programs.record("Main", each.getKey());

      assertThat(run.outcome().status()).isEqualTo(each.getValue());
      countsAreExact(run);
      assertThat(run.count(ProblemCode.TARGET_KILLED)).isEqualTo(1);
      opens(run);
    }
  }

  /** Shares of samples are shares of CPU time, as the program itself has measured it. */
  @Test
  void sharesAgreeWithWhatABusyProgramMeasures() throws IOException {
    programs.compile(
        Map.of(
            "Busy.java",
            """
            import java.lang.management.ManagementFactory;
            public class Busy {
              static long left(long n) { long s = 0; for (long i = 0; i < n; i++) { s += i * i ^ s; } return s; }
              static long right(long n) { long s = 1; for (long i = 0; i < n; i++) { s = s * 31 + i; } return s; }
              public static void main(String[] args) {
                var threads = ManagementFactory.getThreadMXBean();
                long left = 0, right = 0, sink = 0;
                while (left + right < 4_000_000_000L) {
                  long a = threads.getCurrentThreadCpuTime();
                  sink += left(7_000_000);
                  long b = threads.getCurrentThreadCpuTime();
                  sink += right(3_000_000);
                  long c = threads.getCurrentThreadCpuTime();
                  left += b - a;
                  right += c - b;
                }
                System.out.println(left + " " + right + " " + sink);
              }
            }
            """));
    Recorded run = programs.record(programs.plan(programs.command("Busy")).at(997));

    String[] told = run.output().split(" ");
    double left = Double.parseDouble(told[0]);
    double right = Double.parseDouble(told[1]);
    double sampledLeft = run.sum(Quantity.CPU_NS, "Busy.left"::equals);
    double sampledRight = run.sum(Quantity.CPU_NS, "Busy.right"::equals);
    assertThat(100 * sampledLeft / (sampledLeft + sampledRight))
        .isCloseTo(100 * left / (left + right), within(3.0));
  }

  /** None of them lives long enough for a sample, and together they are most of the time. */
  @Test
  void timeOfThreadsThatEndWithinAPeriodIsThere() throws IOException {
    programs.compile(
        Map.of(
            "Short.java",
            """
            public class Short {
              static volatile long sink;
              static long cpuMillis() {
                return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
              }
              static void little() {
                long s = 0;
                for (long i = 0; i < 2_000_000; i++) { s += i ^ s; }
                sink += s;
              }
              public static void main(String[] args) throws Exception {
                long begin = cpuMillis();
                while (cpuMillis() - begin < 2_000) {
                  Thread thread = new Thread(Short::little);
                  thread.start();
                  thread.join();
                }
                System.out.println(cpuMillis() - begin);
              }
            }
            """));
    Recorded run = programs.record("Short");

    double used = Long.parseLong(run.output().strip()) * 1e6;
    assertThat(run.sum(Quantity.CPU_NS, frame -> true) / used).isBetween(0.9, 1.2);
    assertThat(run.sum(Quantity.CPU_NS, "[samples lost]"::equals) / used).isGreaterThan(0.5);
  }

  /** Not only at the end: it is what a live view shows most of, or nothing. */
  @Test
  void timeOfShortThreadsIsThereWhileTheProgramRuns() throws IOException {
    programs.compile(
        Map.of(
            "Follow.java",
            """
            import java.nio.file.*;
            public class Follow {
              static volatile long sink;
              static void little() {
                long s = 0;
                for (long i = 0; i < 2_000_000; i++) { s += i ^ s; }
                sink += s;
              }
              public static void main(String[] args) throws Exception {
                for (int i = 0; i < 20_000 && !Files.exists(Path.of(args[0])); i++) {
                  Thread thread = new Thread(Follow::little);
                  thread.start();
                  thread.join();
                }
                System.out.println(Files.exists(Path.of(args[0])));
              }
            }
            """));
    Path seen = folder.resolve("seen");
    JavaPrograms.Running run =
        programs.new Running(programs.plan(programs.command("Follow", seen.toString())));
    run.session.follow(now -> {
      run.saw(now);
      if (Hottest.of(now.tree(), 9).stream()
          .anyMatch(row -> row.context().contains("[samples lost]") && row.share() > 0.5)) {
        create(seen);
      }
    });
    Recorded recorded = run.run(Map.of());

    assertThat(recorded.output()).isEqualTo("true\n");
  }

  private static void create(Path file) {
    try {
      Files.writeString(file, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void programWithoutOperatorsHasStacksOnly() throws IOException {
    programs.compile(
        Map.of(
            "Plain.java",
            """
            public class Plain {
              public static void main(String[] args) {
                long s = 0;
                for (long i = 0; i < 400_000_000L; i++) { s += i ^ s; }
                System.out.println(s);
              }
            }
            """));
    Recorded run = programs.record("Plain");

    assertThat(run.outcome().status()).isZero();
    assertThat(run.sum(Quantity.CPU_NS, "Plain.main"::equals)).isPositive();
    assertThat(run.sum(Quantity.CALLS, frame -> true)).isZero();
    assertThat(run.outcome().missing()).isEmpty();
    assertThat(run.outcome().level()).isEqualTo(Level.STACKS);
  }

  @Test
  void modesLeaveOutWhatTheySay() throws IOException {
    compileCalls();
    Plan plan = programs.plan(programs.command("Main", "return"));
    Recorded operators = programs.record(plan.in(Mode.OPERATORS));
    countsAreExact(operators);
    assertThat(operators.sum(Quantity.CPU_NS, frame -> true)).isZero();
    assertThat(operators.outcome().level()).isEqualTo(Level.OPERATORS);

    Recorded stacks = programs.record(plan.in(Mode.STACKS));
    assertThat(stacks.sum(Quantity.CALLS, frame -> true)).isZero();
    assertThat(stacks.sum(Quantity.CPU_NS, "djl::busy"::equals)).isPositive();
    assertThat(stacks.outcome().level()).isEqualTo(Level.STACKS);
  }

  /** What runs in a pause is nowhere, and what is open around it does not have its time. */
  @Test
  void whatRunsInAPauseIsNotThere() throws IOException {
    programs.compile(
        Map.of(
            "ai/djl/pytorch/jni/JniUtils.java",
            JavaPrograms.OPERATORS,
            "Pausing.java",
            """
            import ai.djl.pytorch.jni.JniUtils;
            import dev.plumb.api.Plumb;
            public class Pausing {
              static long use(int n) {
                long s = JniUtils.busy(300_000_000L);
                for (int i = 0; i < n; i++) { s += JniUtils.add(i); }
                return s;
              }
              static long meanwhile() {
                try (var scope = Plumb.scope("unseen")) {
                  Plumb.step();
                  return JniUtils.busy(1_500_000_000L) + use(500);
                }
              }
              public static void main(String[] args) throws Exception {
                long begin = System.nanoTime();
                long sink = 0;
                try (var scope = Plumb.scope("around")) {
                  sink += use(1000);
                  Plumb.step();
                  Plumb.pause();
                  Plumb.pause();
                  long paused = System.nanoTime();
                  sink += meanwhile();
                  begin += System.nanoTime() - paused;
                  Plumb.resume();
                  Plumb.resume();
                  sink += use(1000);
                }
                Plumb.step();
                System.out.println((System.nanoTime() - begin) + " " + sink);
              }
            }
            """));
    Recorded run = programs.record("Pausing");

    long took = Long.parseLong(run.output().strip().split(" ")[0]); // without the pause
    assertThat(run.operator(Quantity.CALLS, "djl::add")).isEqualTo(2000);
    assertThat(run.operator(Quantity.CALLS, "djl::busy")).isEqualTo(2);
    assertThat(run.sum(Quantity.CALLS, "unseen"::equals)).isZero();
    assertThat(run.sum(Quantity.CPU_NS, "Pausing.meanwhile"::equals)).isZero();
    assertThat(run.sum(Quantity.CPU_NS, "Pausing.use"::equals)).isPositive();
    assertThat(run.sum(Quantity.WALL_NS, "around"::equals)).isPositive().isLessThan(took);
    assertThat(run.recording().notes().get("plumb.steps")).contains("\"count\":2");
    assertThat(run.recording().notes().get("plumb.paused")).contains("\"count\":1");
    assertThat(Stored.read(run.outcome().file()).problems())
        .anyMatch(each -> each.code() == ProblemCode.RECORDING_PAUSED);
  }

  @Test
  void wallModeSeesThreadsThatWait() throws IOException {
    programs.compile(
        Map.of(
            "Sleep.java",
            """
            public class Sleep {
              static void rest() throws Exception { Thread.sleep(1500); }
              public static void main(String[] args) throws Exception { rest(); }
            }
            """));
    Plan plan = programs.plan(programs.command("Sleep"));
    Recorded run = programs.record(plan.in(Mode.WALL));

    long waits = run.sum(Quantity.WAIT_NS, "Sleep.rest"::equals);
    assertThat(waits).isPositive();
    // A thread also runs for a moment to fall asleep, and now and then one sample of 150 sees that.
    assertThat(run.sum(Quantity.CPU_NS, "Sleep.rest"::equals)).isLessThan(waits / 50);
  }

  /** A script may start any number of JVMs; each is recorded. */
  @Test
  void jvmsOfAScriptAreRecorded() throws IOException {
    compileCalls();
    Path script = folder.resolve("run.sh");
    String java = String.join(" ", programs.command("Main"));
    Files.writeString(script, "#!/bin/sh\n" + java + " return\n" + java + " exit\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Recorded run = programs.record(programs.plan(List.of(script.toString())));

    assertThat(run.outcome().status()).isEqualTo(7);
    assertThat(run.operator(Quantity.CALLS, "djl::busy")).isEqualTo(400);
    long busy = run.operator(Quantity.CPU_NS, "djl::busy");
    assertThat(busy).isPositive();
    // Once: the sampler that looks at a script's children from outside leaves JVMs to the agent.
    long outside = run.sum(Quantity.CPU_NS, frame -> frame.contains("made while running"));
    assertThat(outside).isLessThan(busy / 4);
  }

  /** A program of Python may read what a JVM says, so that gets no options. */
  @Test
  void jvmOfAPythonProgramIsSampledFromOutside() throws IOException {
    programs.compile(
        Map.of(
            "Busy.java",
            """
            public class Busy {
              public static void main(String[] args) {
                var threads = java.lang.management.ManagementFactory.getThreadMXBean();
                long s = 0;
                while (threads.getCurrentThreadCpuTime() < 2_000_000_000L) { s += s ^ 3; }
                System.out.println(s > 0);
              }
            }
            """));
    String java = String.join("', '", programs.command("Busy"));
    Path script =
        Files.writeString(
            folder.resolve("start.py"), "import subprocess\nsubprocess.run(['" + java + "'])\n");
    Recorded run = programs.record(programs.plan(List.of(Pythons.any(), script.toString())));

    long sampled =
        run.sum(Quantity.CPU_NS, frame -> true)
            - run.sum(Quantity.CPU_NS, "[short-lived processes]"::equals);
    assertThat(sampled).isGreaterThan(1_500_000_000L);
    assertThat(run.outcome().missing().get("methods of Java")).contains("sh -c");
    assertThat(Files.readString(programs.errors())).isEmpty();
  }

  @Test
  void scriptWithoutJvmIsNoProblem() throws IOException {
    Recorded run = programs.record(programs.plan(List.of("true")));

    assertThat(run.outcome().status()).isZero();
    assertThat(run.recording().problems().list()).isEmpty();
  }

  @Test
  void otherJdksAreRecordedToo() throws IOException {
    Path java = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
    assumeTrue(Files.isExecutable(java), "no JDK 17");
    compileCalls();
    List<String> command = new ArrayList<>(programs.command("Main", "return"));
    command.set(0, java.toString());
    Recorded run = programs.record(programs.plan(command));

    countsAreExact(run);
    assertThat(run.operator(Quantity.CPU_NS, "djl::busy")).isPositive();
    assertThat(Files.readString(programs.errors())).isEmpty();
  }

  /** With an agent it would not start. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "JAVA_VERSION=\"1.8.0_402\" | Java 8; the agent needs Java 11",
        "JAVA_VERSION=\"17.0.15\"\\nMODULES=\"java.base java.logging\" | java.instrument",
      })
  void jvmThatTakesNoAgentsRunsAndIsNotRecorded(String release, String reason) throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk/bin"));
    Files.writeString(folder.resolve("jdk/release"), release.translateEscapes() + "\n");
    Path java = Files.writeString(home.resolve("java"), "#!/bin/sh\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Recorded run = programs.record(programs.plan(List.of(java.toString(), "-version")));

    assertThat(run.output()).isEqualTo("-version\n");
    assertThat(run.outcome().missing()).containsKey("everything");
    assertThat(run.outcome().missing().get("everything")).contains(reason);
  }

  /** There the agent may do nothing at all, not even say so. */
  @Test
  void programUnderASecurityManagerRunsAsWithoutPlumb() throws IOException {
    Path java = Path.of("/usr/lib/jvm/java-17-openjdk-amd64/bin/java");
    assumeTrue(Files.isExecutable(java), "no JDK 17");
    programs.compile(
        Map.of(
            "Main.java",
            """
            public class Main {
              @SuppressWarnings("removal")
              public static void main(String[] args) { System.out.println(System.getSecurityManager() != null); }
            }
            """));
    List<String> command = new ArrayList<>(programs.command("Main"));
    command.set(0, java.toString());
    command.add(1, "-Djava.security.manager");
    Recorded run = programs.record(programs.plan(command));

    assertThat(run.output()).isEqualTo("true\n");
    assertThat(run.outcome().status()).isZero();
    assertThat(run.outcome().missing()).containsKey("everything");
  }

  @Test
  void runningProgramIsAttachedToAndGoesOnAfterwards() throws Exception {
    programs.compile(
        Map.of(
            "ai/djl/pytorch/jni/JniUtils.java",
            JavaPrograms.OPERATORS,
            "Serve.java",
            """
            import ai.djl.pytorch.jni.JniUtils;
            import java.nio.file.*;
            public class Serve {
              public static void main(String[] args) throws Exception {
                JniUtils.add(1);
                Files.writeString(Path.of(args[0]), "loaded");
                while (!Files.exists(Path.of(args[1]))) { JniUtils.busy(100_000); }
                System.out.println("ended by itself");
              }
            }
            """));
    Path loaded = folder.resolve("loaded");
    Path stop = folder.resolve("stop");
    List<String> command = programs.command("Serve", loaded.toString(), stop.toString());
    Path output = folder.resolve("served.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      while (!Files.exists(loaded)) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      for (int time = 0; time < 2; time++) { // once more after it was let go
        Recorded recorded = attachForAWhile(process);

        assertThat(recorded.outcome().missing()).isEmpty();
        assertThat(recorded.operator(Quantity.CALLS, "djl::busy")).isPositive();
        assertThat(recorded.operator(Quantity.CPU_NS, "djl::busy")).isPositive();
        assertThat(recorded.operator(Quantity.CALLS, "djl::add")).isZero(); // before the agent came
      }
      assertThat(process.isAlive()).isTrue();
    } finally {
      Files.writeString(stop, "");
      assertThat(process.waitFor()).isZero();
    }
    assertThat(Files.readString(output)).endsWith("ended by itself\n");
  }

  private Recorded attachForAWhile(Process process) throws IOException {
    JavaPrograms.Running run = programs.new Running(programs.plan(List.of()));
    int[] looks = new int[1];
    run.session.follow(now -> {
      run.saw(now);
      if (++looks[0] == 4) { // about as many seconds
        run.session.stop();
      }
    });
    return run.result(run.session.attach(process.toHandle()));
  }

  @Test
  void jvmThatTakesNoAgentIsLeftAloneAndTheReasonTold() throws Exception {
    programs.compile(
        Map.of(
            "Wait.java",
            """
            public class Wait {
              public static void main(String[] args) throws Exception { System.in.read(); }
            }
            """));
    List<String> command = new ArrayList<>(programs.command("Wait"));
    command.add(1, "-XX:+DisableAttachMechanism");
    Process process = new ProcessBuilder(command).start();
    try {
      JavaPrograms.Running run = programs.new Running(programs.plan(List.of()));

      assertThatThrownBy(() -> run.session.attach(process.toHandle()))
          .isInstanceOf(NotAttachedException.class)
          .hasMessageContaining("DisableAttachMechanism");
      assertThat(folder.resolve("run.plumb")).doesNotExist();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** A JVM that cannot have its agent begins all the same. */
  @Test
  void programWhoseRecorderIsGoneBeforeItBeginsRunsAsWithoutPlumb() throws Exception {
    programs.compile(
        Map.of(
            "Main.java",
            """
            public class Main {
              public static void main(String[] args) { System.out.println("ran"); }
            }
            """));
    AgentServer server = new AgentServer(new OperatorNames());
    try (AgentFiles files = AgentFiles.create(programs.plan(List.of()), server, System.getenv())) {
      server.close();
      Launch launch = new Launch(programs.command("Main"), Map.of());
      JavaOptions.add(launch, files);
      Process process = new ProcessBuilder(launch.command()).redirectErrorStream(true).start();

      assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("ran\n");
      assertThat(process.waitFor()).isZero();
      Path told = files.output().resolve("jvm-" + process.pid() + ".failures");
      assertThat(Files.readString(told)).startsWith("agent\t").contains("Connection refused");
    }
  }

  /** Killed recorders leave nothing behind, and do the program no harm. */
  @Test
  void programOutlivesItsRecorder() throws Exception {
    programs.compile(
        Map.of(
            "Long.java",
            """
            import java.nio.file.*;
            public class Long {
              public static void main(String[] args) throws Exception {
                while (Files.exists(Path.of(args[0]))) { Thread.sleep(50); }
                System.out.println("outlived");
              }
            }
            """));
    Process process;
    Path shared;
    Path output = folder.resolve("long.txt");
    try (AgentServer server = new AgentServer(new OperatorNames())) {
      AgentFiles files =
          AgentFiles.create(programs.plan(programs.command("Long")), server, System.getenv());
      shared = files.folder();
      Launch launch = new Launch(programs.command("Long", shared.toString()), Map.of());
      JavaOptions.add(launch, files);
      process =
          new ProcessBuilder(launch.command())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      while (server.connected().isEmpty()) {
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        Thread.sleep(20);
      }
    } // without letting go, as a kill does
    assertThat(process.waitFor()).isZero();
    assertThat(shared).doesNotExist();
    assertThat(Files.readString(output)).isEqualTo("outlived\n");
  }

  @Test
  void marksOfTheProgramAreCounted() throws IOException {
    programs.compile(
        Map.of(
            "Marked.java",
            """
            import dev.plumb.api.Plumb;
            public class Marked {
              public static void main(String[] args) {
                for (int i = 0; i < 5; i++) {
                  try (var scope = Plumb.scope("load")) { }
                  try (var scope = Plumb.scope("train")) {
                    try (var inner = Plumb.scope("forward")) { }
                  }
                  Plumb.step();
                }
              }
            }
            """));
    List<String> command = new ArrayList<>(programs.command("Marked"));
    command.set(2, command.get(2) + ":" + System.getProperty("java.class.path"));
    Recorded run = programs.record(programs.plan(command));

    assertThat(run.outcome().status()).isZero();
    assertThat(run.sum(Quantity.CALLS, "load"::equals)).isEqualTo(5);
    assertThat(run.sum(Quantity.CALLS, "forward"::equals)).isEqualTo(5);
    assertThat(run.recording().notes().get("plumb.steps")).startsWith("{\"count\":5,");
    // When the first one began is not known.
    Run profile = Run.of(List.of(Linker.link(Stored.read(run.outcome().file()), new Problems())));
    assertThat(profile.steps().stream().map(StepStats::name))
        .containsExactly("step 2", "step 3", "step 4", "step 5");
    assertThat(profile.summary().steps()).isEqualTo(5);
    assertThat(run.recording().notes().get("plumb.steps"))
        .contains("\"mean_ns\":" + profile.summary().stepSums().meanNs() + ",");
  }

  /** More steps between two looks than there is room for times: those have no interval. */
  @Test
  void stepsThatAreTooManyAreCountedAllTheSame() throws IOException {
    programs.compile(
        Map.of(
            "Steps.java",
            """
            public class Steps {
              public static void main(String[] args) {
                for (int i = 0; i < 200_000; i++) { dev.plumb.api.Plumb.step(); }
              }
            }
            """));
    List<String> command = new ArrayList<>(programs.command("Steps"));
    command.set(2, command.get(2) + ":" + System.getProperty("java.class.path"));
    Recorded run = programs.record(programs.plan(command));

    Run profile = Run.of(List.of(Linker.link(Stored.read(run.outcome().file()), new Problems())));
    assertThat(profile.summary().steps()).isEqualTo(200_000);
    assertThat(profile.steps()).hasSizeBetween(1, 8192 + 64);
  }

  @Test
  void folderOfTheRecordingGoes() throws IOException {
    compileCalls();
    List<Path> before = folders();
    programs.record("Main", "return");

    assertThat(folders()).isSubsetOf(before);
  }

  /** Of this process: others record meanwhile. */
  private static List<Path> folders() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    String ours = "plumb-" + ProcessHandle.current().pid() + "-*";
    try (var all = Files.newDirectoryStream(temporary, ours)) {
      List<Path> found = new ArrayList<>();
      all.forEach(found::add);
      return found;
    }
  }
}
