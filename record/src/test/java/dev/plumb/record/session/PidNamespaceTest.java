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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
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

  private static final int CHILDREN = 12;

  /**
   * Each child has the number of the one before, which has just ended, and stays until it was read.
   */
  private static final String SAME_NUMBER =
      """
      import os, struct, time
      import plumb

      def own_file():
          with open("/proc/self/maps") as maps:
              return next(line.split()[5] for line in maps if ".ring" in line)

      def wait_for_the_reader():
          with open(own_file(), "rb", buffering=0) as file:
              for wait in range(1000):
                  file.seek(65536)
                  head, tail = struct.unpack("<Q56xQ", file.read(72))
                  if head and head == tail: return
                  time.sleep(0.01)
          print("not read", flush=True)
          os._exit(1)

      for i in range(%d):
          with open("/proc/sys/kernel/ns_last_pid", "w") as last: last.write("100")
          child = os.fork()
          if child == 0:
              with plumb.scope("child %%d" %% i): pass
              wait_for_the_reader()
              os._exit(0)
          assert child == 101, child
          assert os.waitpid(child, 0)[1] == 0
      print("fine")
      """
          .formatted(CHILDREN);

  /**
   * Numbers of namespaces are few, and used again: what has gone is not taken for what has come.
   */
  @Test
  void processesThatHaveTheSameNumberOneAfterAnotherAreOthers() throws Exception {
    List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc"));
    need(command);
    need(command, "sh", "-c", "echo 100 > /proc/sys/kernel/ns_last_pid");
    Path script = Files.writeString(folder.resolve("program.py"), SAME_NUMBER);
    command.addAll(List.of(Pythons.any(), script.toString()));

    Recorded run = Recorded.of(Plan.of(command, folder.resolve("run.plumb")).in(Mode.OPERATORS));

    assertThat(run.output).isEqualTo("fine\n");
    Map<String, Set<String>> processes = new TreeMap<>();
    var samples = run.trace.samples();
    for (int row = 0; row < samples.size(); row++) {
      int frame = run.trace.stacks().frameRow(samples.stackRow(row));
      int pid = run.trace.tracks().pidId(samples.trackRow(row));
      processes
          .computeIfAbsent(
              run.trace.strings().get(run.trace.frames().nameId(frame)), key -> new TreeSet<>())
          .add(run.trace.strings().get(pid));
    }
    processes.keySet().removeIf(name -> !name.startsWith("child "));
    assertThat(processes).hasSize(CHILDREN);
    assertThat(processes.values())
        .as("each is one process, none is another's, and all were found by their number here")
        .allMatch(pids -> pids.size() == 1 && Long.parseLong(pids.iterator().next()) > 0)
        .doesNotHaveDuplicates();
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

  private void need(List<String> unshare, String... run) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(unshare);
    command.addAll(run.length == 0 ? List.of("true") : List.of(run));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("unshare.txt").toFile())
            .start();
    boolean works = process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    Assumptions.assumeTrue(
        works,
        () -> {
          String why = "SKIPPED: " + String.join(" ", command) + " is not allowed here: NOT TESTED";
          System.out.println(why);
          return why;
        });
  }
}
