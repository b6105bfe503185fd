package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is put into Python programs. */
class BootstrapTest {
  @TempDir private Path folder;

  private Plan plan(String python, String text) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), text);
    return Plan.of(List.of(python, script.toString()), folder.resolve("run.plumb"))
        .in(Mode.OPERATORS);
  }

  @Test
  void everyFileOfTheBootstrapIsUnpacked() throws IOException {
    Path sources = Path.of(System.getProperty("plumb.root"), "record/bootstrap");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(files.filter(each -> each.toString().endsWith(".py")))
          .extracting(each -> sources.relativize(each).toString())
          .containsExactlyInAnyOrderElementsOf(SessionFolder.BOOTSTRAP);
    }
  }

  static Stream<Pythons.Python> pythons() {
    return Pythons.all();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void callsOfPythonAreReadInEveryVersion(Pythons.Python python) throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                python.program().toString(),
                """
                import plumb

                def outer():
                    middle()

                def middle():
                    # a line that is not the first
                    with plumb.scope("a"):
                        inner()

                def inner():
                    with plumb.scope("b"):
                        pass

                def generate():
                    yield inner()

                class Class:
                    def method(self):
                        for each in generate():
                            pass

                outer()
                Class().method()
                """),
            python.environment());

    assertThat(run.outcome.missing()).isEmpty();
    assertThat(run.outcome.level()).isEqualTo(Level.MODULES);
    Map<List<String>, Long> calls = run.contexts(Quantity.CALLS);
    assertThat(calls).containsEntry(List.of("<module>", "outer", "middle", "a"), 1L);
    assertThat(calls).containsEntry(List.of("<module>", "outer", "middle", "a", "inner", "b"), 1L);
    boolean qualified = calls.keySet().stream().anyMatch(path -> path.contains("Class.method"));
    assertThat(calls)
        .containsEntry(
            List.of("<module>", qualified ? "Class.method" : "method", "generate", "inner", "b"),
            1L);
    assertThat(lines(run, "middle")).containsExactly(8);
    assertThat(lines(run, "outer")).containsExactly(4);
    assertThat(lines(run, "generate")).containsExactly(16);
  }

  private static List<Integer> lines(Recorded run, String function) {
    var frames = run.trace.frames();
    var stacks = run.trace.stacks();
    return Stream.iterate(0, row -> row < stacks.size(), row -> row + 1)
        .map(stacks::frameRow)
        .distinct()
        .filter(row -> frames.kind(row) == CodeKind.PYTHON)
        .filter(row -> run.trace.strings().get(frames.nameId(row)).equals(function))
        .map(frames::line)
        .toList();
  }

  @Test
  void theSitecustomizeThatOursShadowsRunsToo() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("sitecustomize.py"), "import builtins\nbuiltins.CHAINED = 7\n");

    Recorded run =
        Recorded.of(
            plan(Pythons.any(), "print('chained', CHAINED)"),
            Map.of("PYTHONPATH", other.toString()));

    assertThat(run.output).contains("chained 7");
  }

  /** Ours stands before it on the path. */
  @Test
  void aModuleOfTheProgramsOwnThatIsCalledPlumbIsTheOneThatItImports() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other/plumb"));
    Files.writeString(other.resolve("__init__.py"), "from .pipes import length\n");
    Files.writeString(other.resolve("pipes.py"), "length = 7\n");

    Recorded run =
        Recorded.of(
            plan(
                Pythons.any(),
                """
                from plumb import length
                import plumb.pipes
                print(length, plumb.pipes.length, hasattr(plumb, "scope"))
                """),
            Map.of("PYTHONPATH", String.valueOf(other.getParent())));

    assertThat(run.output).isEqualTo("7 7 False\n");
  }

  /** The folder that it is in goes with the recording, and another one has another. */
  @ParameterizedTest
  @ValueSource(strings = {"", "outside"})
  void itsOwnFilesHaveNamesThatStay(String stacks) throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(
        other.resolve("sitecustomize.py"),
        """
        import time
        end = time.thread_time() + 1
        while time.thread_time() < end:
            pass
        """);
    Plan plan = plan(Pythons.any(), "pass").in(Mode.STACKS);

    Recorded run =
        Recorded.of(plan, Map.of("PYTHONPATH", other.toString(), "PLUMB_STACKS", stacks));

    assertThat(files(run)).contains("<plumb>/sitecustomize.py", other + "/sitecustomize.py");
    assertThat(files(run)).noneMatch(file -> file.matches(".*/plumb-[0-9]+-.*"));
  }

  private static Set<String> files(Recorded run) {
    var frames = run.trace.frames();
    return IntStream.range(0, frames.size())
        .map(frames::fileId)
        .filter(id -> id >= 0)
        .mapToObj(run.trace.strings()::get)
        .collect(Collectors.toSet());
  }

  /**
   * Who gives up its rights may read it no more; when a recording ends, it is gone for a daemon.
   */
  @Test
  void programsGoOnWhereTheBootstrapIsGone() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                Pythons.any(),
                """
                import os, plumb, shutil, sys
                session = os.environ["PLUMB_SESSION"]
                os.mkdir(os.path.join(sys.path[0], "modules"))
                sys.path.insert(0, os.path.join(sys.path[0], "modules"))
                open(os.path.join(sys.path[0], "torch.py"), "w").close()
                for each in ("bootstrap", "messages", "rings/"):
                    shutil.rmtree(os.path.join(session, each), ignore_errors=True)
                with plumb.scope("nobody sees it"):
                    plumb.step()
                import torch
                print("went on")
                """));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(run.output).isEqualTo("went on\n");
  }

  /** A program sees the same with Plumb as without. */
  @Test
  void nothingIsPrintedAndNothingIsImportedThatTheProgramDoesNotWant() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                Pythons.any(),
                "import sys\nprint(sorted(m for m in sys.modules if m in ('ctypes', 'mmap')))"));

    assertThat(run.output).isEqualTo("[]\n");
  }

  /** What they run stands under the call that began it, and the process has not ended with them. */
  @ParameterizedTest
  @MethodSource("dev.plumb.record.Pythons#all")
  void interpretersBesideTheFirstLeaveTheRecordingAsItIs(Pythons.Python python) throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                    python.program().toString(),
                    """
                    import os, signal
                    try:
                        import _interpreters as interpreters
                    except ImportError:
                        import _xxsubinterpreters as interpreters
                    other = interpreters.create()
                    interpreters.run_string(other, "print('inside', flush=True)")
                    interpreters.destroy(other)
                    os.kill(os.getpid(), signal.SIGKILL)
                    """)
                .in(Mode.STACKS),
            python.environment());

    assertThat(run.output).isEqualTo("inside\n");
    assertThat(run.problem(ProblemCode.RECORDED_LESS)).isZero();
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isPositive();
  }

  /** As the servers of multiprocessing, which end when the program has. */
  @Test
  void processesThatEndWithTheProgramAreNotSaidToRunOn() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                    Pythons.any(),
                    """
                    import os, time
                    read, write = os.pipe()
                    waiting, waits = os.pipe()
                    for runs_on in (False, True):
                        pid = os.fork()
                        if pid == 0:
                            os.close(write)
                            end = time.process_time() + 0.3
                            while time.process_time() < end: pass
                            os.write(waits, b"x")
                            if runs_on:
                                os.setsid()
                                time.sleep(3)
                            os.read(read, 1)
                            time.sleep(0.05)
                            os._exit(0)
                        print(pid, flush=True)
                    for each in range(2): os.read(waiting, 1)
                    """)
                .in(Mode.STACKS));

    String[] pids = run.output.strip().split("\n");
    assertThat(run.outcome.remarks())
        .filteredOn(each -> each.contains("run on"))
        .singleElement()
        .asString()
        .contains(pids[1])
        .doesNotContain(pids[0]);
  }

  @Test
  void withoutTheLibraryPythonAloneWritesScopesAndSteps() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                Pythons.any(),
                """
                import os, threading
                import plumb

                def work():
                    for i in range(30000):
                        with plumb.scope("outer"):
                            with plumb.scope("inner"):
                                pass
                thread = threading.Thread(target=work)
                thread.start()
                thread.join()
                plumb.step()
                if os.fork() == 0:
                    with plumb.scope("child"):
                        pass
                    os._exit(0)
                os.wait()
                """),
            Map.of("PLUMB_NATIVE_LIBRARY", "/no/such/library.so", "PLUMB_NATIVE", "prebuilt"));

    Map<String, Long> calls = run.byName(Quantity.CALLS, CodeKind.ANNOTATION);
    // What the reader was too late for is counted.
    long lost = run.problem(ProblemCode.EVENTS_LOST);
    assertThat(calls.get("outer") + calls.get("inner") + lost).isGreaterThanOrEqualTo(60_000);
    assertThat(calls.get("child")).isEqualTo(1);
    assertThat(run.note("steps")).contains("\"count\":1");
    assertThat(run.outcome.missing()).containsKey("native library");
    assertThat(run.problem(ProblemCode.RECORDED_LESS)).isPositive();
  }

  @Test
  void scopeIsAlsoADecoratorAndNothingWhereNothingIsRecorded() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("alone.py"),
            """
            import plumb

            @plumb.scope("named")
            def function(x):
                return x + 1

            assert function(1) == 2
            plumb.step()
            print("fine")
            """);
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"))
                .in(Mode.OPERATORS));
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION)).containsEntry("named", 1L);
    // It has no operators, so none are missing.
    assertThat(run.problem(ProblemCode.OPERATORS_PARTLY)).isZero();

    Path output = folder.resolve("alone.txt");
    Process alone =
        new ProcessBuilder(
                "env",
                "PYTHONPATH=" + Path.of(System.getProperty("plumb.root"), "record/bootstrap"),
                Pythons.any(),
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(alone.waitFor()).isZero();
    assertThat(Files.readString(output)).isEqualTo("fine\n");
  }

  /** Some programs make a new one each time; what is kept of them does not grow without end. */
  @Test
  void namesOfScopesAreLimited() throws IOException {
    Recorded run =
        Recorded.of(
            plan(
                Pythons.any(),
                """
                import plumb
                from plumb_bootstrap import ranges
                for i in range(20000):
                    with plumb.scope("name %d" % i): pass
                print(len(ranges._numbers))
                """));

    assertThat(run.output).isEqualTo((1 << 14) + 1 + "\n");
    long calls =
        run.byName(Quantity.CALLS, CodeKind.ANNOTATION).values().stream()
            .mapToLong(Long::longValue)
            .sum();
    assertThat(calls + run.problem(ProblemCode.EVENTS_LOST)).isGreaterThanOrEqualTo(20_000);
  }

  /**
   * JAX itself cannot be had here: what is tested is when its profiler is called, and with what.
   */
  @Test
  void jaxIsAskedForWindowsWhichAreMergedAndDeleted() throws IOException {
    Path fake = Files.createDirectory(folder.resolve("fake"));
    Files.createDirectory(fake.resolve("jax"));
    Files.writeString(
        fake.resolve("jax/__init__.py"),
        """
        __version__ = "0.0"
        from . import profiler
        """);
    Files.writeString(
        fake.resolve("jax/profiler.py"),
        """
        import os
        def start_trace(folder):
            os.makedirs(folder)
            print("begin", flush=True)
        def stop_trace():
            print("end", flush=True)
        """);

    Recorded run =
        Recorded.of(
            plan(
                    Pythons.any(),
                    """
                    import jax, threading, time
                    time.sleep(1.5)
                    print(threading.active_count())
                    """)
                .with(Plan.Windows.ALWAYS),
            Map.of(
                "PYTHONPATH",
                fake.toString(),
                "PLUMB_WINDOW_FIRST",
                "0.2",
                "PLUMB_WINDOW_SECONDS",
                "0.2"));

    // The thread that asks for them is none of the program's.
    assertThat(run.output).isEqualTo("begin\nend\n1\n");
    assertThat(run.note("framework")).isEqualTo("\"jax 0.0\"");
    // An empty window is a lost one.
    assertThat(run.problem(ProblemCode.WINDOW_LOST)).isEqualTo(1);
  }
}
