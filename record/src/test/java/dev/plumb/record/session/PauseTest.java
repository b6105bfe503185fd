package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that want parts of them not to be recorded. */
class PauseTest {
  private static final String BUSY =
      """
      import os, sys, threading, time
      import plumb
      """
          + Programs.BURN;

  @TempDir private Path folder;

  private Plan plan(String python, String text) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), BUSY + text.stripIndent());
    return Plan.of(List.of(python, script.toString()), folder.resolve("run.plumb"));
  }

  private static Recorded run(Plan plan, Map<String, String> environment) throws IOException {
    Recorded run = Recorded.of(plan, environment);
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  private static long milliseconds(Recorded run, String frame) {
    return run.contexts(Quantity.CPU_NS).entrySet().stream()
            .filter(each -> each.getKey().contains(frame))
            .mapToLong(Map.Entry::getValue)
            .sum()
        / 1_000_000;
  }

  private static long paused(Recorded run, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":(\\d+)").matcher(run.note("paused"));
    assertThat(found.find()).as("%s in %s", key, run.note("paused")).isTrue();
    return Long.parseLong(found.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "signals", "outside"})
  void whatRunsInAPauseIsNotThereAndNotLost(String how) throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.any(),
                    """
                    def before(): burn(0.4)
                    def meanwhile():
                        with plumb.scope("unseen"): burn(1)
                        plumb.step()
                    def after(): burn(0.4)
                    def beside():
                        burn(0.5)
                    with plumb.scope("around"):
                        before()
                        plumb.step()
                        plumb.pause()
                        plumb.pause()
                        t = threading.Thread(target=beside)
                        t.start()
                        meanwhile()
                        t.join()
                        plumb.resume()
                        plumb.resume()
                        after()
                    plumb.step()
                    """)
                .at(199),
            Map.of("PLUMB_STACKS", how));

    assertThat(milliseconds(run, "meanwhile")).isZero();
    assertThat(milliseconds(run, "beside")).isZero();
    assertThat(milliseconds(run, "before")).isPositive();
    assertThat(milliseconds(run, "after")).isPositive();
    // Half of what ran in the pause at most: what is lost where the machine is busy is none of it.
    assertThat(milliseconds(run, "[samples lost]")).isLessThan(700);
    assertThat(milliseconds(run, "[short-lived processes]")).isZero();
    Map<String, Long> calls = run.byName(Quantity.CALLS, CodeKind.ANNOTATION);
    assertThat(calls).containsEntry("around", 1L).doesNotContainKey("unseen");
    assertThat(run.note("steps")).contains("\"count\":2");
    assertThat(paused(run, "count")).isEqualTo(1);
    assertThat(paused(run, "ns")).isGreaterThan(1_000_000_000);
    assertThat(paused(run, "cpu_ns")).isBetween(1_450_000_000L, 1_800_000_000L);
    assertThat(run.problem(ProblemCode.RECORDING_PAUSED)).isEqualTo(1);
  }

  /** Here the recorder gets no CPU from before a pause until it has long begun. */
  @Test
  void whatIsReadInAPauseIsNotWhatRanBeforeIt() throws IOException {
    Path held = folder.resolve("held");
    Path begun = folder.resolve("begun");
    Plan plan =
        plan(
                Pythons.any(),
                """
                def before():
                    while not os.path.exists("HELD"): burn(0.02)
                    burn(0.1)
                def meanwhile():
                    burn(0.1)
                    open("BEGUN", "w").close()
                    burn(0.3)
                before()
                plumb.pause()
                meanwhile()
                """
                    .replace("HELD", held.toString())
                    .replace("BEGUN", begun.toString()))
            .at(199);

    Recorded run =
        Recorded.of(plan, Map.of("PLUMB_STACKS", "outside"), now -> Programs.hold(held, begun));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(milliseconds(run, "meanwhile")).isZero();
    assertThat(milliseconds(run, "before")).isPositive();
    assertThat(milliseconds(run, "[Python stack not read in time]")).isPositive();
  }

  /** Threads get their rings when they are sampled first, or have an event. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // A child of a process that pauses, one that pauses first of all, and a thread of a pause.
        "plumb.pause(); os.fork() and leave(); work()",
        "os.fork() and leave(); plumb.pause(); work()",
        "plumb.pause(); t = threading.Thread(target=work); t.start(); t.join()"
      })
  void whatRanInAPauseWithoutARingIsNotLost(String how) throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.any(),
                    """
                    def meanwhile(): burn(1)
                    def after(): burn(0.5)
                    def work():
                        meanwhile()
                        plumb.resume()
                        after()
                    def leave():
                        os.wait()
                        os._exit(0)
                    """
                        + how)
                .at(199),
            Map.of());

    assertThat(milliseconds(run, "meanwhile")).isZero();
    assertThat(milliseconds(run, "after")).isPositive();
    // Half of what ran in the pause at most: what is lost where the machine is busy is none of it.
    assertThat(milliseconds(run, "[samples lost]")).isLessThan(500);
    assertThat(paused(run, "cpu_ns")).isBetween(950_000_000L, 1_400_000_000L);
  }

  /** Of a scope around it, a pause is no part. */
  @ParameterizedTest
  @ValueSource(strings = {"", "/no/such/library.so"})
  void scopesThatAreOpenDoNotHaveTheTimeOfPauses(String library) throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.any(),
                    """
                    begin = time.monotonic_ns()
                    with plumb.scope("around"):
                        for i in range(300):
                            with plumb.scope("inner"):
                                plumb.pause()
                                time.sleep(0.01)
                                plumb.resume()
                    print("took", time.monotonic_ns() - begin)
                    """)
                .in(Mode.OPERATORS),
            library.isEmpty()
                ? Map.of()
                : Map.of("PLUMB_NATIVE_LIBRARY", library, "PLUMB_NATIVE", "prebuilt"));

    Matcher took = Pattern.compile("took (\\d+)").matcher(run.output);
    assertThat(took.find()).as(run.output).isTrue();
    Map<String, Long> times = run.byName(Quantity.WALL_NS, CodeKind.ANNOTATION);
    assertThat(times).as("%s", run.outcome.missing()).containsOnlyKeys("around", "inner");
    assertThat(times.get("around") + times.get("inner") + paused(run, "ns"))
        .isLessThanOrEqualTo(Long.parseLong(took.group(1)));
    assertThat(paused(run, "count")).isEqualTo(300);
    assertThat(paused(run, "ns")).isGreaterThanOrEqualTo(3_000_000_000L);
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).containsEntry("inner", 300L);
  }

  @Test
  void aPauseThatNeverEndsAndOneThatAChildInherits() throws IOException {
    Recorded run =
        run(
            plan(
                Pythons.any(),
                """
                plumb.pause()
                def child():
                    # The Python of a sample that was taken before the pause is read a moment later.
                    time.sleep(0.1)
                    with plumb.scope("child"): burn(0.5)
                pid = os.fork()
                if pid == 0:
                    child()
                    os._exit(0)
                os.waitpid(pid, 0)
                burn(0.5)
                """),
            Map.of());

    assertThat(milliseconds(run, "burn")).isZero();
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).isEmpty();
    assertThat(paused(run, "count")).isPositive();
    assertThat(run.problem(ProblemCode.RECORDING_PAUSED)).isPositive();
  }

  /** What is done to modules and operators goes for the pause, and comes back. */
  @Test
  void inAPauseModulesAndOperatorsAreTheProgramsOwn() throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.withTorch(),
                    """
                    import torch
                    torch.set_num_threads(1)
                    observed = torch.nn.Module.__call__
                    model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU())
                    x = torch.ones(2, 4)
                    def use(times):
                        for i in range(times):
                            model(x)
                            x.exp()
                            plumb.step()
                    use(3)
                    plumb.pause()
                    bare = torch.nn.Module.__call__
                    assert bare is not observed and bare is observed.__wrapped__
                    use(50)
                    plumb.resume()
                    assert torch.nn.Module.__call__ is observed
                    use(4)
                    """)
                .in(Mode.OPERATORS)
                .within(1),
            Map.of());

    assertThat(run.byName(Quantity.CALLS, CodeKind.OPERATOR)).containsEntry("aten::exp", 7L);
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE)).containsEntry("Sequential", 7L);
    assertThat(run.note("steps")).contains("\"count\":7");
  }

  /**
   * Since Python 3.13 a class that was changed a thousand times is slow from then on, and those
   * below it.
   */
  @Test
  void manyPausesDoNotChangeTheClassEachTime() throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.withTorch(),
                    """
                    import torch
                    model = torch.nn.Linear(4, 4)
                    x = torch.ones(2, 4)
                    changes, before = 0, torch.nn.Module.__call__
                    for i in range(1000):
                        for turn in (plumb.pause, plumb.resume):
                            turn()
                            changes += torch.nn.Module.__call__ is not before
                            before = torch.nn.Module.__call__
                            if turn is plumb.pause: model(x)
                    assert changes < 500, changes
                    model(x)
                    """)
                .in(Mode.OPERATORS)
                .within(1),
            Map.of());

    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE)).containsEntry("Linear", 1L);
    assertThat(paused(run, "count")).isEqualTo(1000);
  }

  @Test
  void beforeAFrameworkIsThereAPauseKeepsItFromBeingObserved() throws IOException {
    Recorded run =
        run(
            plan(
                    Pythons.withTorch(),
                    """
                    plumb.pause()
                    import torch
                    model = torch.nn.Linear(4, 4)
                    for i in range(5): model(torch.ones(2, 4))
                    plumb.resume()
                    for i in range(2): model(torch.ones(2, 4))
                    """)
                .in(Mode.OPERATORS)
                .within(1),
            Map.of());

    assertThat(run.byName(Quantity.CALLS, CodeKind.OPERATOR)).containsEntry("aten::linear", 2L);
    assertThat(run.byName(Quantity.CALLS, CodeKind.MODULE)).containsEntry("Linear", 2L);
  }

  @Test
  void whereNothingIsRecordedNothingIsDone() throws Exception {
    Process alone =
        new ProcessBuilder(
                "env",
                "PYTHONPATH=" + Path.of(System.getProperty("plumb.root"), "record/bootstrap"),
                Pythons.any(),
                "-c",
                "import plumb; plumb.resume(); plumb.pause(); plumb.resume(); print('fine')")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("fine\n");
    assertThat(alone.waitFor()).isZero();
  }
}
