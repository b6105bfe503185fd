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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs whose rings are written by Python alone, as the library cannot be loaded. */
class PythonAloneTest {
  @TempDir private Path folder;

  private Recorded record(String program) throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), program);
    Plan plan = Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb"));
    Recorded run =
        Recorded.of(
            plan.in(Mode.OPERATORS),
            Map.of("PLUMB_NATIVE_LIBRARY", "/no/such/library.so", "PLUMB_NATIVE", "prebuilt"));
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
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
}
