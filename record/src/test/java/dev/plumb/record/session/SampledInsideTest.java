package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of Python whose threads sample themselves, and what has to be sampled from outside. */
class SampledInsideTest {
  /** Of 100: by how much sums may differ from what the program says of itself. */
  private static final double POINTS = 3;

  private static final String LOST = "[samples lost]";
  private static final String LATE = "[Python stack not read in time]";

  private static final String BUSY =
      """
      import os, signal, subprocess, sys, threading, time
      """
          + Programs.BURN;

  @TempDir private Path folder;

  private Recorded run(int hz, String text, Map<String, String> environment) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), BUSY + text.stripIndent());
    Plan plan = Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"));
    Recorded run = Recorded.of(plan.at(hz), environment);
    System.out.printf(
        "%s; %d lost, %d ms%n",
        run.note("stacks"), run.problem(ProblemCode.SAMPLES_LOST), milliseconds(run, LOST));
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  private Recorded run(int hz, String text) throws IOException {
    return run(hz, text, Map.of());
  }

  /** CPU time below a frame; of everything where it is empty. */
  private static long milliseconds(Recorded run, String frame) {
    long sum = 0;
    for (Map.Entry<List<String>, Long> each : run.contexts(Quantity.CPU_NS).entrySet()) {
      sum += frame.isEmpty() || each.getKey().contains(frame) ? each.getValue() : 0;
    }
    return sum / 1_000_000;
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
    return Long.parseLong(found.group(1));
  }

  private static long stacks(Recorded run, String key) {
    return number(run.note("stacks"), "\"" + key + "\":(\\d+)");
  }

  /**
   * CPU time that samples from inside stand for, in ms. How many they are says little: the kernel
   * looks at timers of CPU time by its ticks, of which there may be 100 a second, and fewer that
   * find the thread where others want the core.
   */
  private static long millisecondsInside(Recorded run, int hz) {
    return milliseconds(run, "") - milliseconds(run, LOST) - 1000 * stacks(run, "outside") / hz;
  }

  /** All CPU time of the program is there once, as it says itself in ms. */
  private static void assertWhole(Recorded run) {
    long said = number(run.output, "(?m)^used (\\d+)$");
    long all = milliseconds(run, "");
    // Before and after the program there is the interpreter.
    System.out.printf("%d ms of %d ms that the program used%n", all, said);
    assertThat(100.0 * all / said).isCloseTo(100, Offset.offset(POINTS + 10_000.0 / said));
  }

  private static final String USED = "\nprint('used', time.process_time_ns() // 1000000)\n";

  @ParameterizedTest
  @ValueSource(strings = {"", "signals", "outside"})
  void cpuTimeOfThreadsIsThereOnceWhoeverSamples(String how) throws IOException {
    Recorded run =
        run(
            199,
            """
            def first(): burn(1.5)
            def second(): burn(0.75)
            threads = [threading.Thread(target=f) for f in (first, second)]
            for t in threads: t.start()
            for t in threads: t.join()
            """
                + USED,
            Map.of("PLUMB_STACKS", how));

    assertWhole(run);
    long first = milliseconds(run, "first");
    long second = milliseconds(run, "second");
    assertThat(100.0 * first / (first + second)).isCloseTo(67, Offset.offset(POINTS + 2));
    if (how.equals("outside")) {
      assertThat(stacks(run, "inside")).isZero();
    } else {
      assertThat(millisecondsInside(run, 199)).isGreaterThan(1500);
      assertThat(stacks(run, "joined_exactly")).isGreaterThan(stacks(run, "inside") * 9 / 10);
      assertThat(run.note("stacks")).contains("\"not_inside_because\":[]");
    }
  }

  /** Each ends before it can be asked to sample itself. */
  @ParameterizedTest
  @ValueSource(strings = {"", "signals"})
  void timeOfShortThreadsIsSeenOrSaidToBeLost(String how) throws IOException {
    Recorded run =
        run(
            97,
            """
            def short(): burn(0.006)
            for i in range(300):
                t = threading.Thread(target=short)
                t.start()
                t.join()
            time.sleep(0.6)
            """
                + USED,
            Map.of("PLUMB_STACKS", how));

    assertWhole(run);
    // Samples begin anywhere in a period, or there were none: that is longer than these threads. On
    // a busy machine the kernel's next tick often comes when they have ended.
    assertThat(milliseconds(run, "short")).isGreaterThan(300);
  }

  /** Their code objects, texts and tables of lines lie where those of the one before did. */
  @ParameterizedTest
  @ValueSource(strings = {"signals", "outside"})
  void functionsThatAreMadeWhereOthersWereFreedHaveTheirOwnTime(String how) throws IOException {
    Recorded run =
        run(
            199,
            """
            def turn(name):
                scope = {"burn": burn}
                exec("def %s():\\n  burn(0.05)\\n" % name, scope)
                scope[name]()
                scope.clear()
            for i in range(10):
                for name in ("alpha", "gamma", "delta"): turn(name)
            """,
            Map.of("PLUMB_STACKS", how));

    for (String name : List.of("alpha", "gamma", "delta")) {
      assertThat(milliseconds(run, name)).as(name).isBetween(350L, 650L);
    }
  }

  @Test
  void programsThatRunNothingOfOursAreSampledFromOutside() throws Exception {
    Path busy =
        Programs.compile(
            folder,
            "busy.c",
            """
            #include <time.h>
            static volatile long sink;
            __attribute__((noinline)) void native_burn(void) {
              while (clock() < CLOCKS_PER_SEC) for (int i = 0; i < 100000; i++) sink += i;
            }
            int main(void) { native_burn(); return 0; }
            """,
            "-O1");
    Path isolated = Files.writeString(folder.resolve("isolated.py"), BUSY + "burn(1)\n");
    Recorded run =
        run(
            199,
            """
            subprocess.check_call([%s])
            subprocess.check_call([sys.executable, '-I', %s])
            subprocess.check_call([sys.executable, '-S', %s])
            subprocess.check_call([sys.executable, '-E', %s])
            """
                .formatted(
                    "'" + busy + "'",
                    "'" + isolated + "'",
                    "'" + isolated + "'",
                    "'" + isolated + "'"));

    long inNative = milliseconds(run, "native_burn");
    long inPython = milliseconds(run, "burn");
    assertThat(inNative).isPositive().isLessThan(1100);
    assertThat(inPython).isBetween(1000L, 3300L);
    // What ran before it was found, or was not read in time, is told, and stands nowhere else.
    assertThat(milliseconds(run, LOST) + milliseconds(run, LATE) + inNative + inPython)
        .isGreaterThan(3500);
  }

  @Test
  void aProgramThatBecomesAnotherIsSampledFromOutside() throws Exception {
    Path script = Files.writeString(folder.resolve("next.py"), BUSY + "burn(1.5)\n" + USED);
    Recorded run =
        run(
            199,
            """
            def before(): burn(0.5)
            before()
            os.execv(sys.executable, [sys.executable, '-I', '%s'])
            """
                .formatted(script));

    assertThat(milliseconds(run, "before")).isBetween(400L, 550L);
    assertWhole(run);
    assertThat(milliseconds(run, LOST)).isLessThan(700);
  }

  @Test
  void theProgramsOwnTimerIsItsOwn() throws IOException {
    Recorded run =
        run(
            997,
            """
            came = 0
            def on_timer(number, frame):
                global came
                came += 1
            signal.signal(signal.SIGPROF, on_timer)
            signal.setitimer(signal.ITIMER_PROF, 0.1, 0.1)
            for turn in range(60):
                if came < 15: burn(0.1)
            signal.setitimer(signal.ITIMER_PROF, 0)
            print('came', came)
            """
                + USED);

    // By ticks of the kernel, too, so that it may take longer, but no signal of ours is among them.
    long came = number(run.output, "came (\\d+)");
    long used = number(run.output, "(?m)^used (\\d+)$");
    assertThat(came).isGreaterThanOrEqualTo(15);
    assertThat(used / came).isGreaterThan(75);
    assertThat(millisecondsInside(run, 997)).isGreaterThan(used * 2 / 3);
    assertWhole(run);
  }

  @Test
  void aProgramThatWantsTheSignalHasItAlone() throws IOException {
    Recorded run =
        run(
            997,
            """
            burn(0.2)
            came = 0
            def on_signal(number, frame):
                global came
                came += 1
            signal.signal(signal.SIGURG, on_signal)
            def afterwards(): burn(1)
            afterwards()
            os.kill(os.getpid(), signal.SIGURG)
            time.sleep(0.1)
            print('came', came)
            """
                + USED);

    assertThat(number(run.output, "came (\\d+)")).isEqualTo(1);
    assertThat(run.note("stacks")).contains("the program itself uses SIGURG");
    assertThat(milliseconds(run, "afterwards")).isGreaterThan(500);
    assertWhole(run);
  }

  @Test
  void aThreadThatBlocksTheSignalIsSampledFromOutside() throws IOException {
    Recorded run =
        run(
            199,
            """
            def blocked():
                burn(0.5)
                signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
                while_blocked()
            def while_blocked(): burn(2)
            t = threading.Thread(target=blocked)
            t.start()
            t.join()
            """
                + USED);

    assertThat(stacks(run, "threads_that_took_none")).isEqualTo(1);
    assertThat(milliseconds(run, "while_blocked")).isBetween(800L, 2100L);
    assertWhole(run);
  }

  @Test
  void forkedChildrenSampleThemselvesOnceTheyRun() throws IOException {
    Recorded run =
        run(
            199,
            """
            def child(): burn(1.5)
            pids = []
            for i in range(2):
                pid = os.fork()
                if pid == 0:
                    child()
                    os._exit(0)
                pids.append(pid)
            for pid in pids: assert os.waitpid(pid, 0)[1] == 0
            """);

    assertThat(milliseconds(run, "child")).isBetween(2000L, 3150L);
    assertThat(stacks(run, "joined_exactly")).isGreaterThan(100);
  }

  /** Nothing is killed or disturbed, however often the signal comes. */
  @Test
  void thousandsOfChildrenUnderQuickSamplingEndWell() throws IOException {
    Recorded run =
        run(
            9973,
            """
            def work():
                end = time.time() + 4
                while time.time() < end: burn(0.01)
            t = threading.Thread(target=work)
            t.start()
            codes = {}
            def count(code): codes[code] = codes.get(code, 0) + 1
            for i in range(1000):
                count(subprocess.call(['/bin/true']))
                pid = os.fork()
                if pid == 0: os._exit(0)
                count(os.waitpid(pid, 0)[1])
                pid = os.fork()
                if pid == 0: os.execv('/bin/true', ['true'])
                count(os.waitpid(pid, 0)[1])
            t.join()
            print(codes)
            """);

    assertThat(run.output).contains("{0: 3000}");
  }

  /** Calls that time out and are not begun again by themselves. */
  @Test
  void callsThatWaitAreInterruptedSeldomIfEver() throws IOException {
    Recorded run =
        run(
            997,
            """
            import ctypes, errno
            libc = ctypes.CDLL(None, use_errno=True)
            class Time(ctypes.Structure): _fields_ = [('s', ctypes.c_long), ('ns', ctypes.c_long)]
            short = Time(0, 200000)
            calls = interrupted = 0
            end = time.time() + 4
            while time.time() < end:
                for call in (lambda: libc.nanosleep(ctypes.byref(short), None),
                             lambda: libc.poll(None, 0, 1)):
                    calls += 1
                    if call() != 0 and ctypes.get_errno() == errno.EINTR: interrupted += 1
                for i in range(3000): pass
            print('calls', calls, 'interrupted', interrupted)
            """);

    System.out.println(run.output);
    assertThat(number(run.output, "interrupted (\\d+)"))
        .isLessThanOrEqualTo(number(run.output, "calls (\\d+)") / 100);
    assertThat(stacks(run, "inside")).isGreaterThan(10);
  }
}
