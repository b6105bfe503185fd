package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Programs;
import dev.plumb.record.sample.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks of real processes against what debuggers and perf say of them. */
class NativeWalkTest {
  private static final SamplingOptions OPTIONS =
      SamplingOptions.DEFAULT.withHertz(997).withStackBytes(16 * 1024).withKernelFrames(false);
  private static final Pattern GDB_FRAME =
      Pattern.compile(
          "(?m)^#\\d+ +(?:0x[0-9a-f]+ in )?(\\S+) ?\\(.*$|^#\\d+ +(<signal handler called>)");

  @TempDir private Path folder;

  static String source(String name) throws Exception {
    try (var in = NativeWalkTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int lineOf(String source, String text) {
    return (int) source.substring(0, source.indexOf(text)).lines().count()
        + 1
        - (source.substring(0, source.indexOf(text)).endsWith("\n") ? 0 : 1);
  }

  /** Functions as gdb sees them, outermost first, from {@code main} or a thread's function on. */
  private static List<String> gdb(int pid, int tid) throws Exception {
    Programs.need("gdb");
    String text =
        Programs.output(
            "gdb", "-nx", "-batch", "-p", Integer.toString(pid), "-ex", "thread apply all bt");
    String wanted = "(LWP " + tid + ")";
    int from = text.lastIndexOf("Thread", text.lastIndexOf(wanted) + 1);
    int end = text.indexOf("\nThread ", from + 1);
    Matcher frames = GDB_FRAME.matcher(text.substring(from, end < 0 ? text.length() : end));
    List<String> names = new ArrayList<>();
    while (frames.find()) {
      names.add(frames.group(1) == null ? frames.group(2) : frames.group(1));
    }
    Collections.reverse(names);
    return names;
  }

  private static final List<String> DEEP =
      List.of("sorts", "compare", "realigned", "raises", "handler", "spin");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O2 -fomit-frame-pointer",
        "-O0",
        "-O1 -static",
        "-O2 -fno-plt -Wl,-z,now -Wl,--no-eh-frame-hdr -static",
        "-O2 -mavx -fstack-protector-all"
      })
  void everyKindOfFrameIsWalkedAsTheDebuggerDoes(String options) throws Exception {
    Path program =
        Programs.compile(
            folder,
            "deep.c",
            source("deep.c"),
            (options + " -g -fno-optimize-sibling-calls").split(" "));
    try (Programs.Running running = Programs.start(program.toString())) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      List<Sample> taken = List.copyOf(samples.take(30));
      samples.sampling().close();
      List<String> gdb = gdb(running.pid(), running.pid());
      for (Sample sample : taken) {
        List<String> frames = sample.from("main");
        if (!frames.contains("spin")) {
          continue; // on its way there
        }
        assertThat(frames).containsSubsequence(DEEP);
        assertThat(Collections.frequency(frames, "recursive")).isEqualTo(11);
        assertThat(sample.isTruncated()).isFalse();
        // Names of the C library without its symbols are opinions: those of the program are not.
        List<String> own = own(frames);
        assertThat(own).isEqualTo(own(gdb.subList(gdb.indexOf("main"), gdb.size())));
      }
      assertThat(taken).filteredOn(sample -> sample.has("spin")).hasSizeGreaterThan(20);
    }
  }

  private static List<String> own(List<String> frames) {
    List<String> known = new ArrayList<>(DEEP);
    known.addAll(List.of("main", "large", "recursive", "thread"));
    return frames.stream().filter(known::contains).toList();
  }

  @Test
  void threadsAreWalkedToTheirBeginning() throws Exception {
    Path program =
        Programs.compile(folder, "deep.c", source("deep.c"), "-O2", "-fno-optimize-sibling-calls");
    try (Programs.Running running = Programs.start(program.toString(), "thread")) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      List<Sample> spinning =
          samples.take(30).stream().filter(sample -> sample.has("spin")).toList();
      assertThat(spinning).hasSizeGreaterThan(20);
      for (Sample sample : spinning) {
        assertThat(sample.tid()).isNotEqualTo(running.pid());
        assertThat(sample.isTruncated()).isFalse();
        assertThat(sample.from("thread"))
            .startsWith("thread", "recursive")
            .containsSubsequence(DEEP);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-gdwarf-4", "-gdwarf-5", "-gdwarf-5 -gz=zlib", "separate"})
  void linesAreThoseOfTheSource(String options) throws Exception {
    String source = source("deep.c");
    boolean isSeparate = options.equals("separate");
    Path program =
        Programs.compile(
            folder,
            "deep.c",
            source,
            ("-O1 -fno-optimize-sibling-calls " + (isSeparate ? "-g" : options)).split(" "));
    if (isSeparate) {
      Programs.need("objcopy", "strip");
      Path debug = folder.resolve("deep.debug");
      Programs.output("objcopy", "--only-keep-debug", program.toString(), debug.toString());
      Programs.output("strip", program.toString());
      Programs.output("objcopy", "--add-gnu-debuglink=" + debug, program.toString());
    }
    try (Programs.Running running = Programs.start(program.toString())) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      List<Sample> spinning =
          samples.take(20).stream().filter(sample -> sample.has("spin")).toList();
      assertThat(spinning).isNotEmpty();
      for (Sample sample : spinning) {
        for (String function : List.of("raises", "realigned", "large")) {
          assertThat(sample.line(function))
              .as(function)
              .isEqualTo(lineOf(source, "// line of " + function));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2"})
  void codeThatWasMadeWhileRunningIsLeftByWhatItPushed(String optimisation) throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "machine code of x86-64");
    Path program =
        Programs.compile(
            folder, "jit.c", source("jit.c"), optimisation, "-fno-optimize-sibling-calls");
    for (String[] command :
        List.of(
            new String[] {program.toString()},
            new String[] {program.toString(), "map"},
            new String[] {program.toString(), "newer"})) {
      Path map = Path.of("/tmp");
      try (Programs.Running running = Programs.start(command)) {
        map = Path.of("/tmp/perf-" + running.pid() + ".map");
        Samples samples = new Samples(running.pid(), OPTIONS);
        samples.needPerf();
        boolean isNamed = command[command.length - 1].equals("map");
        String name = isNamed ? "jit_kernel" : "[code made while running]";
        List<Sample> inside = samples.take(30).stream().filter(sample -> sample.has(name)).toList();
        assertThat(inside).hasSizeGreaterThan(20);
        for (Sample sample : inside) {
          assertThat(sample.from("main"))
              .containsExactly("main", "outer", "outer", "outer", "outer", "calls", name);
          assertThat(sample.isTruncated()).isFalse();
        }
      } finally {
        if (!map.equals(Path.of("/tmp"))) {
          Files.deleteIfExists(map);
        }
      }
    }
  }

  @Test
  void namesOfCppAreThoseOfTheSource() throws Exception {
    String source =
        """
        #include <cstdio>
        #include <vector>
        static volatile long sink;
        namespace shapes {
        template <typename T> struct Circle {
          [[gnu::noinline]] void turn(const std::vector<T> &by) {
            for (;;) sink = sink + by.size();
          }
        };
        }
        int main() {
          std::puts("ready");
          std::fflush(stdout);
          shapes::Circle<double>().turn({1, 2});
        }
        """;
    Path program = Programs.compile(folder, "names.cpp", source, "-O1");
    try (Programs.Running running = Programs.start(program.toString())) {
      Samples samples = new Samples(running.pid(), OPTIONS);
      samples.needPerf();
      assertThat(samples.take(10).getLast().frames())
          .anyMatch(name ->
              name.startsWith(
                  "shapes::Circle<double>::turn(std::vector<double, std::allocator<double> >"));
    }
  }

  /** The same program seen by perf, which unwinds by another library. */
  @Test
  void stacksAreThoseOfPerf() throws Exception {
    Programs.need("perf");
    Path program =
        Programs.compile(folder, "deep.c", source("deep.c"), "-O2", "-fno-optimize-sibling-calls");
    try (Programs.Running running = Programs.start(program.toString())) {
      Samples samples =
          new Samples(running.pid(), OPTIONS.withStackBytes(SamplingOptions.MOST_STACK_BYTES));
      samples.needPerf();
      Path data = folder.resolve("perf.data");
      Process perf =
          new ProcessBuilder(
                  "perf",
                  "record",
                  "-q",
                  "-e",
                  "cpu-clock:u",
                  "-F",
                  "99",
                  "--call-graph",
                  "dwarf,65528",
                  "-o",
                  data.toString(),
                  "-p",
                  Integer.toString(running.pid()),
                  "--",
                  "sleep",
                  "1")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("perf.log").toFile())
              .start();
      assertThat(perf.waitFor()).isZero();
      String script =
          Programs.output("perf", "script", "--no-inline", "-F", "ip,sym", "-i", data.toString());
      // perf has no more than 64 KB of stack, so it ends in the large frame: compare what is
      // inside.
      List<String> seen = new ArrayList<>();
      for (String line : script.split("\n\n")[3].strip().split("\n")) {
        seen.add(line.strip().split(" ", 2)[1]);
      }
      Collections.reverse(seen);
      List<String> inner = seen.subList(seen.indexOf("sorts"), seen.size());
      List<Sample> taken = samples.take(20);
      assertThat(own(taken.getLast().from("sorts"))).isEqualTo(own(inner)).contains("handler");
    }
  }
}
