package dev.plumb.record.jvm;

import dev.plumb.record.session.Outcome;
import dev.plumb.record.session.Plan;
import dev.plumb.record.session.Recording;
import dev.plumb.record.session.Session;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Trace;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Small Java programs: compiled, run under the recorder, and what was recorded of them. */
final class JavaPrograms {
  /** A class of DJL's name whose methods are operators to the agent. */
  static final String OPERATORS =
      """
      package ai.djl.pytorch.jni;
      public final class JniUtils {
        private static volatile long sink;
        public static long add(long a) { sink = a; return a + 1; }
        public static long addTwice(long a) { return add(add(a)); }
        public static long busy(long n) { long s = 0; for (long i = 0; i < n; i++) { s += i ^ s; } return s; }
        public static long fails(long a) { if (a > 0) { throw new IllegalStateException("no"); } return a; }
        public static long overloaded(int a) { return overloaded((long) a); }
        public static long overloaded(long a) { sink = a; return a; }
        public static Object loops(int n, java.util.List<String> names) {
          Object last = null;
          for (int i = 0; i < n; i++) {
            try {
              if (i % 3 == 2) { throw new RuntimeException("x"); }
              last = i % 2 == 0 ? names : new java.util.ArrayList<>(names);
            } catch (RuntimeException e) { last = e; } finally { n--; }
          }
          return last;
        }
      }
      """;

  private final Path folder;

  JavaPrograms(Path folder) {
    this.folder = folder;
  }

  /** Compiles sources by their file names. */
  Path compile(Map<String, String> sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("--release", "17", "-proc:none", "-nowarn", "-d", classes.toString()));
    arguments.add("-cp");
    arguments.add(System.getProperty("java.class.path"));
    for (Map.Entry<String, String> each : sources.entrySet()) {
      Path file = folder.resolve("src").resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status = compiler.run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException("the test's program does not compile");
    }
    return classes;
  }

  /** The {@code java} that runs this test. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** What came of a recording. */
  record Recorded(Outcome outcome, Recording recording, Trace trace, String output) {
    long count(ProblemCode code) {
      return recording.problems().count(code);
    }

    /** The sum of a measure over all contexts that have a frame. */
    long sum(Quantity quantity, Predicate<String> frame) {
      long sum = 0;
      var samples = trace.samples();
      for (int row = 0; row < samples.size(); row++) {
        if (trace.measures().quantity(samples.measureRow(row)) == quantity
            && frames(samples.stackRow(row)).stream().anyMatch(frame)) {
          sum += samples.value(row);
        }
      }
      return sum;
    }

    /** The sum of a measure over all contexts that end in an operator. */
    long operator(Quantity quantity, String name) {
      long sum = 0;
      var samples = trace.samples();
      for (int row = 0; row < samples.size(); row++) {
        int stack = samples.stackRow(row);
        if (trace.measures().quantity(samples.measureRow(row)) == quantity && stack >= 0) {
          int frame = trace.stacks().frameRow(stack);
          if (trace.frames().kind(frame) == CodeKind.OPERATOR
              && trace.strings().get(trace.frames().nameId(frame)).equals(name)) {
            sum += samples.value(row);
          }
        }
      }
      return sum;
    }

    /** Names of a stack's frames, innermost first. */
    List<String> frames(int stack) {
      List<String> names = new ArrayList<>();
      for (int at = stack; at >= 0; at = trace.stacks().parentRow(at)) {
        names.add(trace.strings().get(trace.frames().nameId(trace.stacks().frameRow(at))));
      }
      return names;
    }

    /** All contexts, outermost frame first. */
    List<String> contexts() {
      List<String> all = new ArrayList<>();
      for (int row = 0; row < trace.stacks().size(); row++) {
        all.add(String.join(";", frames(row).reversed()));
      }
      return all;
    }
  }

  /** A session whose program writes to files: its output must not mix with the test's. */
  final class Running {
    private final Recording[] last = new Recording[1];
    final Path output = folder.resolve("output.txt");
    final Session session;

    Running(Plan plan) {
      session =
          new Session(plan)
              .redirect(
                  Redirect.from(new File("/dev/null")),
                  Redirect.to(output.toFile()),
                  Redirect.to(folder.resolve("errors.txt").toFile()))
              .follow(now -> last[0] = now);
    }

    void saw(Recording now) {
      last[0] = now;
    }

    Recorded result(Outcome outcome) throws IOException {
      Trace trace = last[0].tree().trace("run", new Problems());
      String text = Files.exists(output) ? Files.readString(output) : "";
      return new Recorded(outcome, last[0], trace, text);
    }

    Recorded run(Map<String, String> more) throws IOException {
      Map<String, String> environment = new HashMap<>(System.getenv());
      environment.remove("JAVA_TOOL_OPTIONS");
      environment.putAll(more);
      return result(session.run(environment));
    }
  }

  Plan plan(List<String> command) {
    return Plan.of(command, folder.resolve("run.plumb"));
  }

  /** Runs a class of {@link #compile} under the recorder, by {@code java -cp}. */
  Recorded record(String main, String... arguments) throws IOException {
    return record(plan(command(main, arguments)));
  }

  Recorded record(Plan plan) throws IOException {
    return new Running(plan).run(Map.of());
  }

  List<String> command(String main, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(java(), "-cp", folder.resolve("classes").toString(), main));
    command.addAll(List.of(arguments));
    return command;
  }

  Path errors() {
    return folder.resolve("errors.txt");
  }
}
