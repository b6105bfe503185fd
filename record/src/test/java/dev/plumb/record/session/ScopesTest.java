package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code plumb.scope} in programs that use it in other ways than around a few lines. */
class ScopesTest {
  /** The second is a ring written by Python alone. */
  private static final String PREBUILT = "";

  private static final String NONE = "/no/such/library.so";

  @TempDir private Path folder;

  private Recorded record(String library, String program) throws IOException {
    Map<String, String> alone = Map.of("PLUMB_NATIVE_LIBRARY", library, "PLUMB_NATIVE", "prebuilt");
    Map<String, String> more = library.equals(PREBUILT) ? Map.of() : alone;
    Recorded run = Recorded.operators(folder, Pythons.any(), program, more);
    assertThat(run.problem(ProblemCode.EVENTS_UNBALANCED)).isZero();
    return run;
  }

  /** The names of a context that are no calls of Python. */
  private static long calls(Recorded run, String... scopes) {
    List<String> ours = List.of("outer", "inner", "shared", "alone", "task a", "task b", "turns");
    return run.contexts(Quantity.CALLS).entrySet().stream()
        .filter(
            one -> one.getKey().stream().filter(ours::contains).toList().equals(List.of(scopes)))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {PREBUILT, NONE})
  void oneObjectMayBeOpenSeveralTimesAlsoOnSeveralThreads(String library) throws IOException {
    Recorded run =
        record(
            library,
            """
            import threading
            import plumb
            shared = plumb.scope("shared")
            def call():
                with plumb.scope("alone"):
                    pass
            with shared:
                with shared:
                    pass
            call()
            both, one = threading.Barrier(2), threading.Event()
            def first():
                with shared:
                    both.wait()
                    one.wait()
                call()
            def second():
                with shared:
                    both.wait()
                one.set()
                call()
            threads = [threading.Thread(target=each) for each in (first, second)]
            for each in threads: each.start()
            for each in threads: each.join()
            """);

    assertThat(calls(run, "shared", "shared")).isEqualTo(1);
    assertThat(calls(run, "shared")).isEqualTo(3);
    assertThat(calls(run, "alone")).isEqualTo(3);
  }

  @Test
  void aPauseWithinLeavesTheOuterOneOpen() throws IOException {
    Recorded run =
        record(
            PREBUILT,
            """
            import plumb
            with plumb.scope("outer"):
                plumb.pause()
                with plumb.scope("inner"):
                    pass
                plumb.resume()
                with plumb.scope("alone"):
                    pass
            """);

    assertThat(calls(run, "outer", "alone")).isEqualTo(1);
    assertThat(calls(run, "outer", "inner")).isZero();
  }

  /** Tasks take turns on one thread: what one does is not within what another waits in. */
  @Test
  void decoratedCoroutinesAndGeneratorsStayWhatTheyAreAndAreOpenInTheirTurns() throws IOException {
    Recorded run =
        record(
            PREBUILT,
            """
            import asyncio, inspect
            import plumb
            def call():
                with plumb.scope("alone"):
                    pass
            @plumb.scope("task a")
            async def a():
                for _ in range(3):
                    await asyncio.sleep(0)
                    call()
                return "a"
            @plumb.scope("task b")
            async def b():
                for _ in range(4):
                    await asyncio.sleep(0)
                    call()
                raise ValueError("b")
            @plumb.scope("turns")
            def generate():
                try:
                    yield (yield 1) + 1
                except ValueError:
                    call()
                    yield "handled"
                return "end"
            async def main():
                return await asyncio.gather(a(), b(), return_exceptions=True)
            print(asyncio.run(main()))
            each = generate()
            print(next(each), each.send(5), each.throw(ValueError()))
            call()
            try:
                next(each)
            except StopIteration as end:
                print(end.value)
            closed = generate()
            next(closed)
            closed.close()
            print(asyncio.iscoroutinefunction(a), inspect.isgeneratorfunction(generate), a.__name__)
            """);

    assertThat(run.output).isEqualTo("['a', ValueError('b')]\n1 6 handled\nend\nTrue True a\n");
    assertThat(calls(run, "task a", "alone")).isEqualTo(3);
    assertThat(calls(run, "task b", "alone")).isEqualTo(4);
    assertThat(calls(run, "turns", "alone")).isEqualTo(1);
    assertThat(calls(run, "alone")).isEqualTo(1);
    // Each turn is a call: up to an await that waits, or the end.
    assertThat(calls(run, "task a")).isEqualTo(4);
    assertThat(calls(run, "task b")).isEqualTo(5);
  }

  /** Names that are told are kept for good, so one that comes again must be the same. */
  @Test
  void namesAreToldOnce() throws IOException {
    Recorded run =
        record(
            PREBUILT,
            """
            import plumb
            from plumb_bootstrap import ranges
            with plumb.scope("outer"):
                pass
            print(len({ranges.number_of("inner") for _ in range(3)}))
            """);

    assertThat(run.output).isEqualTo("1\n");
  }

  /** As of a child that is started when the recording is over. */
  @Test
  void whereThereCanBeNoRingThatIsTriedOnce() throws IOException {
    Recorded run =
        record(
            NONE,
            """
            import os
            import plumb
            from plumb_bootstrap import rings
            folder = os.path.join(os.environ["PLUMB_SESSION"], "rings")
            os.rename(folder, folder + ".gone")
            tries, open_ring = 0, rings.open_ring
            def counted():
                global tries
                tries += 1
                return open_ring()
            rings.open_ring = counted
            for _ in range(5):
                with plumb.scope("outer"):
                    plumb.step()
            print(tries)
            """);

    assertThat(run.output).isEqualTo("1\n");
  }
}
