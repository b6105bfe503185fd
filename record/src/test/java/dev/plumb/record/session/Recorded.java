package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Stored;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A program that was recorded, and what the file says. */
final class Recorded {
  final Outcome outcome;
  final Trace trace;
  final String output;

  private Recorded(Outcome outcome, String output) throws IOException {
    this.outcome = outcome;
    this.trace = Stored.read(outcome.file());
    this.output = output;
  }

  /** Runs a plan with the environment of the test and more variables. */
  static Recorded of(Plan plan, Map<String, String> more) throws IOException {
    Path log = plan.out().resolveSibling("output.txt");
    return new Recorded(session(plan, log).run(environment(more)), Files.readString(log));
  }

  static Recorded of(Plan plan) throws IOException {
    return of(plan, Map.of());
  }

  /** Runs a plan while somebody looks on, about once a second, in the recorder's own thread. */
  static Recorded of(Plan plan, Map<String, String> more, Consumer<Recording> eye)
      throws IOException {
    Path log = plan.out().resolveSibling("output.txt");
    return new Recorded(
        session(plan, log).follow(eye).run(environment(more)), Files.readString(log));
  }

  /** Runs a Python program in a folder, without samples; it must end well. */
  static Recorded operators(Path folder, String python, String program, Map<String, String> more)
      throws IOException {
    Path script = Files.writeString(folder.resolve("program.py"), program);
    Plan plan = Plan.of(List.of(python, script.toString()), folder.resolve("run.plumb"));
    Recorded run = of(plan.in(Mode.OPERATORS), more);
    assertThat(run.outcome.status()).as(run.output).isZero();
    return run;
  }

  /** A session whose program writes to a file: test JVMs' own output belongs to their parent. */
  static Session session(Plan plan, Path log) {
    return new Session(plan)
        .redirect(
            Redirect.from(Path.of("/dev/null").toFile()),
            Redirect.to(log.toFile()),
            Redirect.appendTo(log.toFile()));
  }

  static Map<String, String> environment(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(more);
    return environment;
  }

  /** Sums of a measured quantity by the name of the innermost frame of one kind. */
  Map<String, Long> byName(Quantity quantity, CodeKind kind) {
    Map<String, Long> sums = new HashMap<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      int stack = trace.samples().stackRow(row);
      int frame = trace.stacks().frameRow(stack);
      if (trace.measures().quantity(trace.samples().measureRow(row)) == quantity
          && trace.frames().kind(frame) == kind) {
        String name = trace.strings().get(trace.frames().nameId(frame));
        sums.merge(name, trace.samples().value(row), Long::sum);
      }
    }
    return sums;
  }

  /** Contexts with a measured quantity, outermost frame first, with its sums. */
  Map<List<String>, Long> contexts(Quantity quantity) {
    Map<List<String>, Long> sums = new HashMap<>();
    for (int row = 0; row < trace.samples().size(); row++) {
      if (trace.measures().quantity(trace.samples().measureRow(row)) == quantity) {
        List<String> names = new ArrayList<>();
        for (int at = trace.samples().stackRow(row); at >= 0; at = trace.stacks().parentRow(at)) {
          int frame = trace.stacks().frameRow(at);
          names.addFirst(trace.strings().get(trace.frames().nameId(frame)));
        }
        sums.merge(names, trace.samples().value(row), Long::sum);
      }
    }
    return sums;
  }

  /** How often a problem was counted; 0 if it was not. */
  long problem(ProblemCode code) {
    return trace.problems().stream()
        .filter(each -> each.code() == code)
        .mapToLong(Problem::count)
        .sum();
  }

  /** A fact of the recording about itself. */
  String note(String key) {
    return String.valueOf(trace.metadata().get("plumb." + key));
  }
}
