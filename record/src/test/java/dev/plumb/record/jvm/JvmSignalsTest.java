package dev.plumb.record.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.BorrowedStack;
import dev.plumb.record.Programs;
import dev.plumb.record.jvm.JavaPrograms.Recorded;
import dev.plumb.record.session.Plan;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Native code that signals may harm survives its samples in a JVM. */
@EnabledOnOs(OS.LINUX)
class JvmSignalsTest {
  private static final String NATIVE =
      "#define _GNU_SOURCE\n#include <pthread.h>\n"
          + BorrowedStack.C
          + """
          struct job { double seconds; long answer; };
          static void *borrow(void *p) {
            struct job *j = p;
            j->answer = borrow_stack_pointer(j->seconds);
            return 0;
          }
          long Java_Main_borrow(void *environment, void *type, double seconds) {
            return borrow_stack_pointer(seconds);
          }
          long Java_Main_borrowInThread(void *environment, void *type, double seconds) {
            struct job j = {seconds, 0};
            pthread_t thread;
            return pthread_create(&thread, 0, borrow, &j) || pthread_join(thread, 0) ? -1 : j.answer;
          }
          """;

  private static final String MAIN =
      """
      public class Main {
        static native long borrow(double seconds);
        static native long borrowInThread(double seconds);
        static long onMain() { return borrow(1); }
        static long onWorker() { return borrow(1); }
        public static void main(String[] args) throws Exception {
          System.load(args[0]);
          long[] damaged = new long[3];
          damaged[0] = onMain();
          Thread worker = new Thread(() -> damaged[1] = onWorker());
          worker.start();
          worker.join();
          damaged[2] = borrowInThread(1);
          System.out.println(damaged[0] + " " + damaged[1] + " " + damaged[2]);
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void nothingIsDamagedWhileTheStackPointerIsOnTheHeap() throws Exception {
    JavaPrograms programs = new JavaPrograms(folder);
    programs.compile(Map.of("Main.java", MAIN));
    Path library = Programs.compile(folder, "native.c", NATIVE, "-O1", "-shared", "-fPIC");
    Plan plan = programs.plan(programs.command("Main", library.toString())).at(997);

    Recorded run = programs.record(plan);

    assertThat(run.outcome().status()).isZero();
    assertThat(run.output()).isEqualTo("0 0 0\n");
    // Samples of such code know their Java callers.
    long second = 1_000_000_000;
    assertThat(run.sum(Quantity.CPU_NS, "Main.onMain"::equals)).isGreaterThan(second / 2);
    assertThat(run.sum(Quantity.CPU_NS, "Main.onWorker"::equals)).isGreaterThan(second / 2);
    assertThat(run.outcome().missing()).isEmpty();
  }

  private static final String SMALL_STACK =
      "#define _GNU_SOURCE\n#include <signal.h>\n"
          + BorrowedStack.C
          + """
          long Java_Main_spin(void *environment, void *type, double seconds) {
            static char small[8192];
            stack_t ours = {.ss_sp = small, .ss_size = sizeof small}, before;
            volatile long turns = 0;
            if (sigaltstack(&ours, &before)) return -1;
            for (double end = used() + seconds; used() < end;) turns++;
            return sigaltstack(&before, 0) ? -1 : turns;
          }
          """;

  private static final String SPIN =
      """
      public class Main {
        static native long spin(double seconds);
        static volatile long sink;
        static long work() { return spin(1); }
        static void after() {
          for (long end = System.nanoTime() + 1_000_000_000L; System.nanoTime() < end; ) sink++;
        }
        public static void main(String[] args) {
          System.load(args[0]);
          System.out.println(work() > 0);
          after();
        }
      }
      """;

  /** Handlers of async-profiler have no room there, and what they did not see is no rest. */
  @Test
  void samplesThatHaveNoRoomAreCounted() throws Exception {
    JavaPrograms programs = new JavaPrograms(folder);
    programs.compile(Map.of("Main.java", SPIN));
    Path library = Programs.compile(folder, "native.c", SMALL_STACK, "-O1", "-shared", "-fPIC");
    Plan plan = programs.plan(programs.command("Main", library.toString())).at(997);

    Recorded run = programs.record(plan);

    assertThat(run.output()).isEqualTo("true\n");
    assertThat(run.sum(Quantity.CPU_NS, "Main.work"::equals)).isLessThan(100_000_000);
    assertThat(run.sum(Quantity.CPU_NS, "Main.after"::equals)).isPositive();
    // Timers end at ticks of the kernel, of which there may be 100 a second.
    assertThat(run.count(ProblemCode.SAMPLES_LOST)).isBetween(50L, 1_100L);
    assertThat(run.outcome().missing().get("samples of some threads"))
        .contains("16 KiB", "sigaltstack");
  }

  private static final String SPIN_ON =
      """
      import java.nio.file.*;
      public class Main {
        static native long spin(double seconds);
        public static void main(String[] args) throws Exception {
          System.load(args[0]);
          do { spin(0.1); } while (!Files.exists(Path.of(args[1])));
        }
      }
      """;

  /** Which library it is: one that is built here is the same each time, the other a copy. */
  @ParameterizedTest
  @ValueSource(strings = {"prebuilt", "build"})
  void whoeverAttachesOnceMoreHearsOfThemToo(String kind) throws Exception {
    JavaPrograms programs = new JavaPrograms(folder);
    programs.compile(Map.of("Main.java", SPIN_ON));
    Path library = Programs.compile(folder, "native.c", SMALL_STACK, "-O1", "-shared", "-fPIC");
    Path stop = folder.resolve("stop");
    Plan plan = programs.plan(List.of()).at(997);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLUMB_NATIVE", kind);
    environment.put("XDG_CACHE_HOME", folder.toString());
    Process process =
        new ProcessBuilder(programs.command("Main", library.toString(), stop.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("spun.txt").toFile())
            .start();
    try {
      for (int time = 1; time <= 3; time++) {
        try (AgentServer server = new AgentServer(new OperatorNames());
            AgentFiles files = AgentFiles.create(plan, server, environment)) {
          assertThat(Attachment.attach(process.pid(), files)).isNull();
          Programs.await(() -> files.samplesWithoutRoom() > 0);
          server.letGo(10_000);
        }
      }
    } finally {
      Files.createFile(stop);
      process.waitFor(); // it looks for the file, which goes with the folder
    }
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("spun.txt"))).isZero();
  }

  private static final String SHORT_THREADS =
      """
      public class Main {
        static volatile long sink;
        public static void main(String[] args) throws Exception {
          long end = System.nanoTime() + 9_000_000_000L; // some windows
          while (System.nanoTime() < end) {
            Thread[] threads = new Thread[50];
            for (int i = 0; i < threads.length; i++) {
              threads[i] = new Thread(() -> sink++);
              threads[i].start();
            }
            for (Thread each : threads) each.join();
          }
          System.out.println("fine");
        }
      }
      """;

  /** Threads that end while a window begins have no counters, of which async-profiler warns. */
  @Test
  void whatTheProfilerHasToSayIsNoOutputOfTheProgram() throws Exception {
    JavaPrograms programs = new JavaPrograms(folder);
    programs.compile(Map.of("Main.java", SHORT_THREADS));

    Recorded run = programs.record("Main");

    assertThat(run.output()).isEqualTo("fine\n");
    assertThat(programs.errors()).isEmptyFile();
    assertThat(run.sum(Quantity.CPU_NS, frame -> frame.startsWith("Main."))).isPositive();
  }

  private static final String BELOW_STACK =
      """
      import java.nio.file.*;
      public class Main {
        public static void main(String[] args) throws Exception {
          long begin = 0, end = 0;
          for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (line.endsWith("[stack]")) break;
            String[] range = line.split(" ")[0].split("-");
            if (Long.parseUnsignedLong(range[0], 16) != end)
              begin = Long.parseUnsignedLong(range[0], 16);
            end = Long.parseUnsignedLong(range[1], 16);
          }
          System.out.println(end - begin);
        }
      }
      """;

  /** The JVM takes its own after Plumb's library, and does not start where it gets too little. */
  @Test
  void ofLimitedAddressesStacksTakeASmallPart() throws Exception {
    JavaPrograms programs = new JavaPrograms(folder);
    programs.compile(Map.of("Main.java", BELOW_STACK));
    String java = String.join(" ", programs.command("-Xmx64m", "Main"));
    Plan plan = programs.plan(List.of("sh", "-c", "ulimit -v 8388608; exec " + java));

    Recorded run = programs.record(plan);

    assertThat(run.outcome().status()).isZero();
    assertThat(Long.parseLong(run.output().strip())).isBetween(1L, (8L << 30) / 64);
  }
}
