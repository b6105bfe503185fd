package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.Pythons.Python;
import dev.plumb.record.sample.Samples.Sample;
import dev.plumb.record.stack.StackQuality;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shares of samples against what programs measure of themselves. */
class SharesTest {
  /** Percentage points: 3 of truth, with samples enough that chance alone stays below that. */
  private static final double POINTS = 3;

  /** Stacks of these programs are small, and short copies leave room in the kernel's buffers. */
  private static final SamplingOptions OPTIONS =
      SamplingOptions.DEFAULT.withHertz(1999).withStackBytes(2 * 1024);

  @TempDir private Path folder;

  /** {@code NAME NANOSECONDS} lines of CPU time, as shares in percent. */
  private static Map<String, Double> shares(List<String> lines) {
    Map<String, Double> shares = new HashMap<>();
    double all = lines.stream().mapToDouble(l -> Double.parseDouble(l.split(" ")[1])).sum();
    for (String line : lines) {
      String[] parts = line.split(" ");
      shares.merge(parts[0], 100 * Double.parseDouble(parts[1]) / all, Double::sum);
    }
    return shares;
  }

  /** One standard deviation of a share is below 1 point then. */
  private static void assertEnough(List<Sample> samples) {
    assertThat(samples.size()).as("samples").isGreaterThan(2500);
  }

  private static void hold(List<Sample> samples, Map<String, Double> truth) {
    double all = 0;
    Map<String, Double> seen = new HashMap<>();
    for (Sample sample : samples) {
      for (String name : truth.keySet()) {
        if (sample.has(name)) {
          seen.merge(name, (double) sample.valueNs(), Double::sum);
          all += sample.valueNs();
        }
      }
    }
    for (Map.Entry<String, Double> entry : truth.entrySet()) {
      assertThat(100 * seen.getOrDefault(entry.getKey(), 0.0) / all)
          .as("%s of %d samples", entry.getKey(), samples.size())
          .isCloseTo(entry.getValue(), Offset.offset(POINTS));
    }
  }

  @Test
  void sharesOfFunctionsOfSeveralThreadsAreThoseThatTheyMeasured() throws Exception {
    String source =
        """
        #include <pthread.h>
        #include <stdio.h>
        #include <time.h>
        static volatile long sink;
        static long used(void) {
          struct timespec t;
          clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
          return t.tv_sec * 1000000000L + t.tv_nsec;
        }
        #define BUSY(name) \\
          __attribute__((noinline, noclone)) static long name(long turns) { \\
            long begin = used(); \\
            for (long i = 0; i < turns; i++) sink += i; \\
            return used() - begin; \\
          }
        BUSY(small) BUSY(middle) BUSY(large) BUSY(aside)
        static void *other(void *times) {
          long sum = 0;
          for (int i = 0; i < 300; i++) sum += aside(10000000);
          *(long *)times = sum;
          return 0;
        }
        int main(void) {
          puts("ready");
          fflush(stdout);
          getchar();
          long a = 0, b = 0, c = 0, d = 0;
          pthread_t thread; // begun after sampling has: it must be followed
          pthread_create(&thread, 0, other, &d);
          for (int i = 0; i < 300; i++) {
            a += small(2000000);
            b += middle(6000000);
            c += large(15000000);
          }
          pthread_join(thread, 0);
          printf("small %ld\\nmiddle %ld\\nlarge %ld\\naside %ld\\n", a, b, c, d);
          return 0;
        }
        """;
    Path program = Programs.compile(folder, "shares.c", source, "-O1");
    try (Programs.Running running = Programs.start(program.toString())) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      running.go();
      List<Sample> taken = samples.takeAll();
      List<String> lines = running.lines();
      assertEnough(taken);
      hold(taken, shares(lines));
      // What the samples stand for is the CPU time, as a whole too.
      double said = lines.stream().mapToDouble(l -> Double.parseDouble(l.split(" ")[1])).sum();
      double seen = taken.stream().mapToDouble(Sample::valueNs).sum();
      assertThat(100 * seen / said).isCloseTo(100, Offset.offset(POINTS));
    }
  }

  static Stream<Python> pythons() {
    return Pythons.all();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void sharesOfPythonFunctionsAreThoseThatTheyMeasured(Python python) throws Exception {
    String program =
        """
        import sys, time
        # Long turns: what is read from outside is a little late.
        def small(n):
            for i in range(n): pass
        def middle(n):
            return sum(i * i for i in range(n))
        def large(n):
            return len(sorted(range(n, 0, -1), key=lambda x: -x)) # frees the list here
        print('ready', flush=True)
        sys.stdin.readline()
        used = {}
        begin = time.thread_time_ns()
        for i in range(40):
            for function, n in ((small, 700000), (middle, 400000), (large, 500000)):
                t = time.thread_time_ns()
                function(n)
                used[function] = used.get(function, 0) + time.thread_time_ns() - t
        for function in used: print(function.__name__, used[function])
        """;
    try (Programs.Running running = Programs.start(python.command("-c", program))) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      running.go();
      List<Sample> taken = samples.takeAll();
      assertEnough(taken);
      hold(taken, shares(running.lines()));
      long joined =
          taken.stream().filter(sample -> sample.quality() == StackQuality.BY_TIME).count();
      // The last ones are taken while the interpreter ends.
      long late = samples.sampling().counts().late();
      assertThat(joined + late).isGreaterThan(taken.size() * 95L / 100);
      assertThat(taken.stream().filter(sample -> sample.has("_PyEval_EvalFrameDefault")).count())
          .as("interpreter frames that no Python frame replaced")
          .isLessThan(taken.size() / 20);
    }
  }
}
