package dev.plumb.record.doctor;

import dev.plumb.record.session.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Programs: compilers, interpreters, JVMs. */
final class ToolChecks {
  private static final Pattern JAVA_VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+).*");
  private static final int OLDEST_JAVA = 11;

  /** Found without importing them, which takes seconds. */
  private static final String ASK_PYTHON =
      """
      import sys, importlib.util as u
      try:
          from importlib import metadata as m
      except ImportError:
          m = None
      print('%d.%d.%d' % sys.version_info[:3])
      for n in ('torch', 'jax', 'tensorflow'):
          if u.find_spec(n):
              try:
                  v = m.version(n) if m else '?'
              except Exception:
                  v = '?'
              print(n, v)
      """;

  private ToolChecks() {}

  static Finding compiler(Machine machine) {
    for (String name : List.of("gcc", "cc", "clang")) {
      Path program = machine.program(name);
      String said =
          program == null
              ? null
              : machine.trials().output(List.of(program.toString(), "--version"));
      if (said != null) {
        return Finding.ok(Need.COMPILER, said.lines().findFirst().orElse(name));
      }
    }
    return Finding.limited(
        Need.COMPILER,
        "none",
        "install one (Debian: apt-get install gcc libc6-dev) where Plumb's built library does not"
            + " fit the machine");
  }

  static Finding library(Machine machine) {
    NativeLibrary library = machine.trials().library(machine.environment());
    if (library.file() != null) {
      return Finding.ok(Need.LIBRARY, library.how());
    }
    return Finding.missing(
        Need.LIBRARY,
        library.how(),
        "install a C compiler (Debian: apt-get install gcc libc6-dev), and leave PLUMB_NATIVE unset:"
            + " then the library is built when it is needed");
  }

  /** What interpreters on the search path and of pyenv answer, each answer once. */
  private static List<String> pythons(Machine machine) {
    Set<Path> programs = new LinkedHashSet<>();
    List<String> names = new ArrayList<>(List.of("python3", "python"));
    for (int minor = 9; minor <= 14; minor++) {
      names.add("python3." + minor);
    }
    for (String name : names) {
      programs.addAll(machine.programs(name));
    }
    String home = machine.environment().getOrDefault("HOME", "/root");
    for (Path version : machine.list(home + "/.pyenv/versions")) {
      programs.add(version.resolve("bin").resolve("python3"));
    }
    Set<Path> asked = new LinkedHashSet<>();
    Set<String> answers = new LinkedHashSet<>();
    for (Path each : programs) {
      if (Files.isExecutable(each) && asked.add(target(each))) {
        String said = machine.trials().output(List.of(each.toString(), "-c", ASK_PYTHON));
        if (said != null) {
          answers.add(said);
        }
      }
    }
    return List.copyOf(answers);
  }

  /** Names of one program are links to it. */
  private static Path target(Path program) {
    try {
      return program.toRealPath();
    } catch (IOException e) {
      return program;
    }
  }

  static Finding python(Machine machine) {
    Set<String> recorded = new TreeSet<>();
    Set<String> others = new TreeSet<>();
    for (String answer : pythons(machine)) {
      String version = answer.lines().findFirst().orElse("");
      (version.matches("3\\.(9|1[0-4])\\..*") ? recorded : others).add(version);
    }
    if (recorded.isEmpty()) {
      String fix = "Python programs need CPython 3.9 to 3.14 on the PATH";
      return others.isEmpty()
          ? Finding.limited(Need.PYTHON, "none on the PATH", fix)
          : Finding.missing(Need.PYTHON, "only " + String.join(", ", others), fix);
    }
    String unknown = others.isEmpty() ? "" : "; not known: " + String.join(", ", others);
    return Finding.ok(Need.PYTHON, String.join(", ", recorded) + unknown);
  }

  static Finding frameworks(Machine machine) {
    Set<String> found = new TreeSet<>();
    for (String answer : pythons(machine)) {
      String version = answer.lines().findFirst().orElse("");
      answer.lines().skip(1).forEach(line -> found.add(line + " (Python " + version + ")"));
    }
    return found.isEmpty()
        ? Finding.limited(
            Need.FRAMEWORKS,
            "neither torch nor jax in the Pythons on the PATH",
            "operators are counted where torch is installed: activate its environment first")
        : Finding.ok(Need.FRAMEWORKS, String.join(", ", found));
  }

  static Finding java(Machine machine) {
    Set<Integer> versions = new TreeSet<>();
    Path java = machine.program("java");
    if (java != null) {
      add(versions, home(java));
    }
    for (Path each : machine.list("/usr/lib/jvm")) {
      add(versions, each);
    }
    String home = machine.environment().get("JAVA_HOME");
    if (home != null && home.startsWith("/")) {
      add(versions, machine.path(home));
    }
    List<Integer> good = versions.stream().filter(each -> each >= OLDEST_JAVA).toList();
    if (good.isEmpty()) {
      return Finding.limited(
          Need.JAVA,
          versions.isEmpty() ? "none found" : "only Java " + list(versions.stream().toList()),
          "programs are recorded on Java " + OLDEST_JAVA + " or newer");
    }
    return Finding.ok(Need.JAVA, "Java " + list(good));
  }

  private static String list(List<Integer> versions) {
    return String.join(", ", versions.stream().map(String::valueOf).toList());
  }

  private static @Nullable Path home(Path java) {
    try {
      Path bin = java.toRealPath().getParent();
      return bin == null ? null : bin.getParent();
    } catch (IOException e) {
      return null;
    }
  }

  private static void add(Set<Integer> versions, @Nullable Path home) {
    if (home == null || !Files.isReadable(home.resolve("release"))) {
      return;
    }
    try {
      for (String line : Files.readAllLines(home.resolve("release"))) {
        Matcher version = JAVA_VERSION.matcher(line);
        if (version.matches()) {
          versions.add(Integer.parseInt(version.group(1)));
        }
      }
    } catch (IOException e) {
      // Then it is none that could be recorded.
    }
  }

  static Finding asyncProfiler(Machine machine) {
    if (!machine.trials().hasAsyncProfiler()) {
      return Finding.missing(
          Need.ASYNC_PROFILER,
          "it has no library for this platform",
          "stacks of JVMs need Linux on x86-64 or AArch64; operators are counted everywhere");
    }
    return Finding.ok(
        Need.ASYNC_PROFILER,
        machine.trials().openPerfEvent(false) == 0
            ? "samples by perf events"
            : "samples by timers, without kernel stacks");
  }
}
