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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs whose rings are written by Python alone, as the library cannot be loaded. */
class PythonAloneTest {
  private static final Map<String, String> ALONE =
      Map.of("PLUMB_NATIVE_LIBRARY", "/no/such/library.so", "PLUMB_NATIVE", "prebuilt");

  @TempDir private Path folder;

  private Recorded record(String program) throws IOException {
    return record(Pythons.any(), program);
  }

  private Recorded record(String python, String program) throws IOException {
    return Recorded.operators(folder, python, program, ALONE);
  }

  /** A handler may come at any call within what writes to the ring, and write to it itself. */
  @Test
  void handlersOfSignalsSpoilNothing() throws IOException {
    Recorded run =
        record(
            """
            import signal
            import plumb
            handled = 0
            def handler(number, frame):
                global handled
                handled += 1
                with plumb.scope("handler"):
                    pass
            signal.signal(signal.SIGALRM, handler)
            with plumb.scope("around"):
                for i in range(900):
                    signal.setitimer(signal.ITIMER_REAL, 0.000005 + i % 30 * 0.000001)
                    with plumb.scope("outer"):
                        with plumb.scope("inner"):
                            pass
                signal.setitimer(signal.ITIMER_REAL, 0)
            print("handled", handled)
            """);

    Map<String, Long> calls = run.byName(Quantity.CALLS, CodeKind.ANNOTATION);
    assertThat(run.problem(ProblemCode.CHUNK_DAMAGED)).isZero();
    assertThat(calls)
        .containsEntry("around", 1L)
        .containsEntry("outer", 900L)
        .containsEntry("inner", 900L);
    assertThat(run.byName(Quantity.WALL_NS, CodeKind.ANNOTATION)).containsKeys("around", "outer");
    long handled = Long.parseLong(run.output.strip().split(" ")[1]);
    assertThat(handled).isPositive();
    assertThat(calls.getOrDefault("handler", 0L) + run.problem(ProblemCode.EVENTS_LOST))
        .isBetween(handled, 2 * handled); // its begin, or its end, or both
  }

  /** Each has one ring, which is not made again over the one that is being read. */
  @Test
  void childrenOfChildrenHaveOneRingEach() throws IOException {
    Recorded run =
        record(
            """
            import os, time
            import plumb
            from plumb_bootstrap import rings
            opened, made = [], rings._made
            def count(ring):
                if ring: opened.append(os.getpid())
                made(ring)
            rings._made = count
            with plumb.scope("generation 0"): pass
            for generation in (1, 2, 3):
                child = os.fork()
                if child:
                    status = os.waitpid(child, 0)[1]
                    assert opened.count(os.getpid()) == 1, opened
                    os._exit(1 if status else 0)
                with plumb.scope("generation %d" % generation): pass
            assert opened.count(os.getpid()) == 1, opened
            """);

    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION))
        .containsOnlyKeys("generation 0", "generation 1", "generation 2", "generation 3");
  }

  /** A child that can make no file runs as it would without Plumb. */
  @Test
  void childrenWithoutARingRunOn() throws IOException {
    Recorded run =
        record(
            """
            import os, resource, sys
            import plumb
            from plumb_bootstrap import ranges, rings
            with plumb.scope("parent"):
                resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
                child = os.fork()
                if child == 0:
                    with plumb.scope("parent"): pass
                    with plumb.scope("child"): pass
                    plumb.step()
                    plumb.pause()
                    plumb.resume()
                    assert not rings.observes_module()
                    rings.enter_module(rings.number("module"))
                    rings.leave(rings.number("module"))
                    assert not rings.say("key", "text")
            if child == 0:
                sys.exit(0)
            assert os.waitpid(child, 0)[1] == 0
            """);

    assertThat(run.output).doesNotContain("Error");
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).containsOnlyKeys("parent");
  }

  @Test
  void stepsHaveTheirTimesAndChildrenCountTheirOwn() throws IOException {
    Recorded run =
        record(
            """
            import os, time
            import plumb
            for i in range(20):
                time.sleep(0.01)
                plumb.step()
            child = os.fork()
            if child == 0:
                for i in range(5): plumb.step()
                os._exit(0)
            assert os.waitpid(child, 0)[1] == 0
            """);

    assertThat(run.note("steps")).contains("\"count\":20", "\"mean_ns\":");
  }

  @Test
  void childrenThatAreForkedWhileAThreadIsAtItGoOn() throws IOException {
    Recorded run =
        record(
            """
            import os, signal, threading
            import plumb
            from plumb_bootstrap import rings
            with plumb.scope("parent"):
                pass
            held, done = threading.Event(), threading.Event()
            def hold():
                with rings._lock:
                    held.set()
                    done.wait()
            thread = threading.Thread(target=hold)
            thread.start()
            held.wait()
            child = os.fork()
            if child == 0:
                signal.alarm(20)
                with plumb.scope("child"):
                    pass
                os._exit(0)
            status = os.waitpid(child, 0)[1]
            done.set()
            thread.join()
            assert status == 0, status
            """);

    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION))
        .containsEntry("parent", 1L)
        .containsEntry("child", 1L);
  }

  /** A process that becomes another program keeps its number, by which its ring is called. */
  @Test
  void programsThatBeginThemselvesAnewAreRecordedEachTime() throws IOException {
    Recorded run =
        record(
            """
            import os, sys
            import plumb
            life = int(os.environ.get("LIFE", "0"))
            with plumb.scope("life %d" % life): pass
            if life < 3:
                os.environ["LIFE"] = str(life + 1)
                os.execv(sys.executable, [sys.executable, __file__])
            """);

    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION))
        .isEqualTo(Map.of("life 0", 1L, "life 1", 1L, "life 2", 1L, "life 3", 1L));
  }

  /** The process has one ring, and it is the first interpreter's. */
  @ParameterizedTest
  @MethodSource("dev.plumb.record.Pythons#all")
  void interpretersBesideTheFirstLeaveItsRingAlone(Pythons.Python python) throws IOException {
    Map<String, String> environment = new HashMap<>(python.environment());
    environment.putAll(ALONE);
    Recorded run =
        Recorded.operators(
            folder,
            python.program().toString(),
            """
            import os, plumb
            try:
                import _interpreters as interpreters
            except ImportError:
                import _xxsubinterpreters as interpreters
            with plumb.scope("before"): pass
            other = interpreters.create()
            interpreters.run_string(other, "import plumb; plumb.scope('inside').__enter__()")
            with plumb.scope("after"): pass
            interpreters.destroy(other)
            with plumb.scope("after"): pass
            rings = os.listdir(os.path.join(os.environ["PLUMB_SESSION"], "rings"))
            print(sum(1 for each in rings if each.startswith(str(os.getpid()))))
            """,
            environment);

    assertThat(run.output).isEqualTo("1\n");
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION))
        .containsOnly(Map.entry("before", 1L), Map.entry("after", 2L));
  }

  /** As with the library: a Plumb that was killed tells nobody. */
  @Test
  void programsWhosePlumbIsGonePayNoMoreForIt() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            """
            import os, subprocess, sys, time
            from plumb_bootstrap import messages, native, ranges, rings
            folder = os.path.join(os.environ["PLUMB_SESSION"], "rings")
            def left():
                return sum(1 for each in os.listdir(folder) if each.startswith(str(os.getpid())))
            import plumb, torch
            class Nothing(torch.nn.Module):
                def forward(self): pass
            model, bare = Nothing(), torch.nn.Module.__call__.__wrapped__
            model()
            assert left() == 1 and torch.nn.Module.__call__ is not bare
            killed = subprocess.Popen(["true"])
            killed.wait()
            messages._reader = killed.pid
            end = time.monotonic() + 20
            while torch.nn.Module.__call__ is not bare and time.monotonic() < end:
                model()
            print("hook", torch.nn.Module.__call__ is not bare, "rings", left())
            with plumb.scope("for nobody") as scope:
                plumb.step()
            print("scope", scope._number)
            plumb.resume()
            print("resumed", not ranges.is_paused())
            child = os.fork()
            if child == 0:
                with plumb.scope("for nobody"): pass
                print("rings of a child", left(), flush=True)
                os._exit(0)
            os.waitpid(child, 0)
            again = "import os, plumb; print('scope', plumb.scope('a').__enter__()._number)"
            environment = dict(os.environ, PLUMB_READER=str(killed.pid))
            sys.stdout.flush()
            subprocess.check_call([sys.executable, "-c", again], env=environment)
            """);

    assertThat(run.output)
        .isEqualTo(
            """
            hook False rings 0
            scope -1
            resumed False
            rings of a child 0
            scope -1
            """);
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE).get("Nothing")).isPositive();
  }

  /** Modules that do nothing, and {@code burn(seconds)}. */
  private static final String MODULES =
      """
      import os, time
      import plumb, torch
      class Nothing(torch.nn.Module):
          def forward(self): pass
      model = Nothing()
      """
          + Programs.BURN;

  private static double number(String text, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":([0-9.E-]+)").matcher(text);
    assertThat(found.find()).as("%s in %s", key, text).isTrue();
    return Double.parseDouble(found.group(1));
  }

  /** As with the library, step by step. */
  @Test
  void modulesAreRecordedInAsManyStepsAsTheBudgetAllows() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            MODULES
                + """
                for i in range(300):
                    for each in range(150): model()
                    burn(0.004)
                    plumb.step()
                """);

    assertThat(number(run.note("steps"), "count")).isEqualTo(300);
    long with = (long) number(run.note("steps"), "with_operators");
    assertThat(with).isBetween(3L, 290L);
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isZero();
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE)).containsEntry("Nothing", 150 * with);
    String budget = run.note("budget");
    // Half of 5 %, and the first two steps whatever they cost.
    assertThat(number(budget, "share_spent")).isBetween(0.001, 0.04);
    assertThat(number(budget, "ns_for_each_operator")).isBetween(500.0, 200_000.0);
    assertThat(number(budget, "share_of_time_recorded")).isBetween(0.001, 0.99);
    assertThat(run.problem(ProblemCode.OPERATORS_PARTLY)).isEqualTo(1);
    assertThat(run.outcome.remarks())
        .anyMatch(
            each -> each.startsWith("calls of modules were recorded in " + with + " of 300 steps,"))
        .noneMatch(each -> each.contains("could not be kept"));
  }

  /** The hook of a module that does nothing takes a large part of its time. */
  @Test
  void itIsSaidWhereTheBudgetCannotBeKept() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            MODULES
                + """
                end = time.thread_time() + 1.5
                while time.thread_time() < end:
                    for each in range(200): model()
                    plumb.step()
                """);

    assertThat(number(run.note("budget"), "share_spent")).isGreaterThan(0.05);
    assertThat(run.outcome.remarks())
        .anyMatch(each -> each.startsWith("the budget of 5.0 % could not be kept"));
  }

  /** In a program without steps, and in its child. */
  @Test
  void withoutStepsModulesAreSwitchedByTheClock() throws IOException {
    Recorded run =
        record(
            Pythons.withTorch(),
            MODULES
                + """
                class Other(Nothing): pass
                def work(model, seconds):
                    # By CPU time: few calls are afforded by what was saved while the parent waited.
                    end, calls = time.thread_time() + seconds, 0
                    while time.thread_time() < end:
                        for each in range(40): model() # too much on any machine, also with a tenth of a core
                        burn(0.0002)
                        calls += 40
                    print("calls", calls, flush=True)
                child = os.fork()
                if child == 0:
                    work(Other(), 2)
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
                work(model, 2)
                """);

    Matcher calls = Pattern.compile("calls (\\d+)\ncalls (\\d+)").matcher(run.output);
    assertThat(calls.find()).as(run.output).isTrue();
    Map<String, Long> recorded = run.byName(Quantity.CALLS, CodeKind.MODULE);
    assertThat(recorded.get("Other")).isBetween(1L, Long.parseLong(calls.group(1)) * 9 / 10);
    assertThat(recorded.get("Nothing")).isBetween(1L, Long.parseLong(calls.group(2)) * 9 / 10);
    assertThat(run.outcome.remarks())
        .anyMatch(each -> each.startsWith("calls of modules were recorded in a part of the time"));
  }

  /**
   * Also on a busy machine: what a thread waits for a core in a pause is none of the time after.
   */
  @Test
  void timeWithoutACorePaysForNothing() throws IOException {
    Recorded run =
        record(
            Pythons.any(),
            """
            import os
            from plumb_bootstrap import budget
            class Machine:
                O_RDONLY, O_CLOEXEC, now, delay = 0, 0, 1000, 5000
                def open(self, *unused): return 0
                def close(self, *unused): pass
                def read(self, *unused): return b"1 %d 1" % (self.delay * 1000000)
                def monotonic_ns(self): return self.now * 1000000
            machine = budget.os = budget.time = Machine()
            account, words = budget.Account(0.05), [0] * 16
            account.begin(1000, 100)
            def step(ms, without_core, book=lambda: account.step(machine.monotonic_ns(), words)):
                before = words[budget.COUNTED]
                machine.now += ms
                machine.delay += without_core
                book()
                print((words[budget.COUNTED] - before) // 1000000)
            step(100, 0)
            step(100, 60)
            account.pause(words)
            machine.now += 1000
            machine.delay += 700
            account.resume()
            step(100, 20)
            step(100, 60)
            by_the_clock = lambda: account.tick(words)
            step(3000, 0, by_the_clock)
            step(150, 60, by_the_clock)
            """);

    assertThat(run.output).isEqualTo("100\n40\n100\n40\n3000\n90\n");
  }

  @Test
  void aBudgetOfAllRecordsAll() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("program.py"),
            MODULES
                + """
                for i in range(50):
                    for each in range(40): model()
                    plumb.step()
                """);
    Plan plan =
        Plan.of(List.of(Pythons.withTorch(), script.toString()), folder.resolve("run.plumb"));
    Recorded run = Recorded.of(plan.in(Mode.OPERATORS).within(1), ALONE);

    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isZero();
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE)).containsEntry("Nothing", 2000L);
    assertThat(run.problem(ProblemCode.OPERATORS_PARTLY)).isZero();
    assertThat(run.note("steps")).contains("\"with_operators\":50");
  }
}
