package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that know themselves and their threads by other numbers than Plumb does. */
@EnabledOnOs(OS.LINUX)
class PidNamespaceTest {
  private static final String PROGRAM =
      """
      import os, threading, time
      import plumb

      def burn(seconds):
          end = time.thread_time() + seconds
          while time.thread_time() < end:
              for i in range(2000): pass

      def on_main(): burn(1)
      def on_helper(): burn(1)
      def in_child():
          with plumb.scope("child"):
              burn(0.5)

      with plumb.scope("mine"):
          helper = threading.Thread(target=on_helper, name="helper")
          helper.start()
          on_main()
          helper.join()
      child = os.fork()
      if child == 0:
          in_child()
          os._exit(0)
      os.waitpid(child, 0)
      print(os.getpid(), time.process_time() + sum(os.times()[2:4]))
      """;

  @TempDir private Path folder;

  /** The program is the first process of its namespace: elsewhere 1 is the system's own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unshare --pid --fork --mount-proc",
        "unshare --pid --fork",
        "unshare -r --pid --fork --mount-proc",
        "unshare --pid --fork --mount-proc unshare --pid --fork --mount-proc"
      })
  void processesAndThreadsAreThoseThatPlumbSees(String unshare) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList(unshare.split(" ")));
    need(command);
    Path script = Files.writeString(folder.resolve("program.py"), PROGRAM);
    command.addAll(List.of(Pythons.any(), script.toString()));

    Recorded run = Recorded.of(Plan.of(command, folder.resolve("run.plumb")).in(Mode.STACKS));

    assertThat(run.output).startsWith("1 ");
    long used = (long) (Double.parseDouble(run.output.split(" ")[1]) * 1e9);
    Map<List<String>, Long> contexts = run.contexts(Quantity.CPU_NS);
    long all = contexts.values().stream().mapToLong(Long::longValue).sum();
    // unshare itself, and the interpreter's end.
    assertThat(all).isBetween(used - 200_000_000, used + 300_000_000);
    assertThat(below(contexts, "on_main")).isBetween(800_000_000L, 1_050_000_000L);
    assertThat(below(contexts, "on_helper")).isBetween(800_000_000L, 1_050_000_000L);
    assertThat(below(contexts, "in_child")).isBetween(350_000_000L, 550_000_000L);
    assertThat(run.byName(Quantity.CALLS, CodeKind.ANNOTATION))
        .containsEntry("mine", 1L)
        .containsEntry("child", 1L);
    assertThat(run.outcome.level()).isEqualTo(Level.SIGNALS);
    assertThat(run.outcome.missing()).isEmpty();
    assertThat(threads(run)).contains("helper");
  }

  private static long below(Map<List<String>, Long> contexts, String function) {
    return contexts.entrySet().stream()
        .filter(each -> each.getKey().contains(function))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static List<String> threads(Recorded run) {
    var tracks = run.trace.tracks();
    List<String> names = new ArrayList<>();
    for (int track = 0; track < tracks.size(); track++) {
      int name = tracks.threadNameId(track);
      names.add(name < 0 ? "" : run.trace.strings().get(name));
    }
    return names;
  }

  private void need(List<String> unshare) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(unshare);
    command.add("true");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("unshare.txt").toFile())
            .start();
    boolean works = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    Assumptions.assumeTrue(works, () -> "SKIPPED: " + unshare + " is not allowed here: NOT TESTED");
  }
}
