package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads of Python have the names that the program gave them. */
class ThreadNamesTest {
  @TempDir private Path folder;

  private static Set<String> names(Recorded run) {
    Set<String> names = new HashSet<>();
    for (int track = 0; track < run.trace.tracks().size(); track++) {
      int name = run.trace.tracks().threadNameId(track);
      if (name >= 0) {
        names.add(run.trace.strings().get(name));
      }
    }
    return names;
  }

  @Test
  void threadsThatSampleThemselvesAreNamedByThreading() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("program.py"),
            """
            import threading, time
            from concurrent.futures import ThreadPoolExecutor
            def burn():
                end = time.thread_time() + 0.2
                while time.thread_time() < end: pass
            long = threading.Thread(target=burn, name="loader of " + 40 * "ü")
            long.start()
            long.join()
            with ThreadPoolExecutor(2, thread_name_prefix="decode") as pool:
                list(pool.map(lambda i: burn(), range(2)))
            """);
    Recorded run =
        Recorded.of(
            Plan.of(List.of(Pythons.any(), script.toString()), folder.resolve("run.plumb")),
            Map.of("PLUMB_STACKS", "signals"));

    assertThat(run.outcome.status()).as(run.output).isZero();
    assertThat(names(run)).contains("loader of " + "ü".repeat(25), "decode_0");
  }
}
