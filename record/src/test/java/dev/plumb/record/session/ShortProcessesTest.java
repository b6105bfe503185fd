package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CPU time of processes that are gone before they are seen, against what the program says. */
class ShortProcessesTest {
  private static final String SHORT_LIVED = "[short-lived processes]";

  /** Of 100. Each process that is seen may be off by some ms; busy machines see more of them. */
  private static final double POINTS = 8;

  private static final String USED =
      """
      import resource, sys
      used = 0
      for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
          times = resource.getrusage(who)
          used += times.ru_utime + times.ru_stime
      print("used", used)
      """;

  @TempDir private Path folder;

  private Recorded run(String text) throws IOException {
    return run(text, now -> {});
  }

  private Recorded run(String text, Consumer<Recording> eye) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), text.stripIndent() + USED);
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb")),
            Map.of(),
            eye);
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  private static double seconds(Recorded run) {
    return run.contexts(Quantity.CPU_NS).values().stream().mapToLong(ns -> ns).sum() / 1e9;
  }

  private static void assertAllIsThereOnce(Recorded run) {
    double used = Double.parseDouble(run.output.replaceAll("(?s).*used ([0-9.]+).*", "$1"));
    System.out.printf("%.2f s of %.2f s, %s%n", seconds(run), used, run.note("short_lived_ns"));
    assertThat(100 * seconds(run) / used).isCloseTo(100, Offset.offset(POINTS));
  }

  /** Without the bootstrap, and with it: such a process is found by its ring. */
  @ParameterizedTest
  @ValueSource(strings = {"'-S', '-E', ", ""})
  void timeOfProcessesThatNobodySawIsThereOnce(String options) throws IOException {
    Recorded run =
        run(
            """
            import subprocess, sys
            work = "import time\\nwhile time.process_time() < 0.08: pass"
            for i in range(25):
                subprocess.check_call([sys.executable, OPTIONS"-c", work])
            """
                .replace("OPTIONS", options));

    assertAllIsThereOnce(run);
    long apart = run.byName(Quantity.CPU_NS, CodeKind.NATIVE).getOrDefault(SHORT_LIVED, 0L);
    assertThat(run.note("short_lived_ns")).isEqualTo(String.valueOf(apart));
    assertThat(run.problem(ProblemCode.PROCESSES_UNSEEN)).isEqualTo(apart > 0 ? 1 : 0);
  }

  /** Where Plumb gets no CPU for a while, all that is left of a child by then is its ring. */
  @Test
  void timeOfProcessesThatAreGoneWhenTheirRingsAreSeenIsThereOnce() throws IOException {
    Path begin = folder.resolve("begin");
    Path done = folder.resolve("done");
    String text =
        """
        import os, subprocess, sys, time
        while not os.path.exists("BEGIN"): time.sleep(0.01)
        work = "import time\\nwhile time.process_time() < 0.3: pass"
        for i in range(8):
            subprocess.check_call([sys.executable, "-c", work])
        open("DONE", "w").close()
        """;

    Recorded run =
        run(
            text.replace("BEGIN", begin.toString()).replace("DONE", done.toString()),
            now -> Programs.hold(begin, done));

    assertAllIsThereOnce(run);
  }

  @Test
  void programsWithoutChildrenHaveNone() throws IOException {
    Recorded run =
        run(
            """
            import threading, time
            def work():
                while time.thread_time() < 1: pass
            threads = [threading.Thread(target=work) for i in range(3)]
            for each in threads: each.start()
            for each in threads: each.join()
            """);

    assertThat(run.byName(Quantity.CPU_NS, CodeKind.NATIVE)).doesNotContainKey(SHORT_LIVED);
    assertThat(run.problem(ProblemCode.PROCESSES_UNSEEN)).isZero();
    assertThat(run.note("short_lived_ns")).isEqualTo("0");
  }
}
