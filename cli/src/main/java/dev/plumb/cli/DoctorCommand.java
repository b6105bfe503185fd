package dev.plumb.cli;

import dev.plumb.record.doctor.Checks;
import dev.plumb.record.doctor.Finding;
import dev.plumb.record.doctor.Machine;
import dev.plumb.record.doctor.Need;
import dev.plumb.record.doctor.Reach;
import dev.plumb.record.tree.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plumb doctor}: what can be recorded here, and what would help. */
@Command(
    name = "doctor",
    description = "Check what can be recorded on this machine, and say what would help.",
    footer = {"", "The exit status is 0 whatever is found."})
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object (schema plumb.doctor/1).")
  private boolean json;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FOLDER",
      description = "Where recordings would be written (default: here).")
  private String folder = ".";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Path out = OutputFile.named(folder).toAbsolutePath().normalize();
    if (!Files.isDirectory(out)) {
      throw CommandFailure.usage("there is no folder '" + folder + "'");
    }
    List<Finding> findings = Checks.run(Machine.here(out));
    List<Reach> reaches = Reach.of(findings);
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.println(json(findings, reaches));
    } else {
      text(findings, reaches, print);
    }
    print.flush();
    return ExitCode.DONE;
  }

  static void text(List<Finding> findings, List<Reach> reaches, PrintWriter out) {
    out.println("What is recorded of programs");
    for (Reach each : reaches) {
      out.printf("  %-20s %s%n", each.program(), each.level().label());
      if (!each.without().isEmpty()) {
        out.println(" ".repeat(23) + "more with: " + labels(each.without()));
      }
    }
    out.println();
    out.println("What was checked");
    for (Finding each : findings) {
      String mark =
          switch (each.status()) {
            case OK -> "ok";
            case LIMITED -> "limited";
            case MISSING -> "MISSING";
            case ABSENT -> "none";
          };
      out.printf("  %-8s %-26s %s%n", mark, each.need().label(), each.seen());
      if (each.fix() != null) {
        out.println(" ".repeat(11) + "→ " + each.fix());
      }
    }
  }

  private static String labels(List<Need> needs) {
    return needs.stream().map(Need::label).collect(Collectors.joining(", "));
  }

  static String json(List<Finding> findings, List<Reach> reaches) {
    String programs =
        reaches.stream()
            .map(each ->
                "{\"program\":"
                    + Json.text(each.program())
                    + ",\"level\":"
                    + Json.text(id(each.level().name()))
                    + ",\"records\":"
                    + Json.text(each.level().label())
                    + ",\"without\":"
                    + Json.array(each.without().stream().map(Need::id).toList())
                    + "}")
            .collect(Collectors.joining(","));
    String checks =
        findings.stream()
            .map(each ->
                "{\"id\":"
                    + Json.text(each.need().id())
                    + ",\"status\":"
                    + Json.text(id(each.status().name()))
                    + ",\"seen\":"
                    + Json.text(each.seen())
                    + ",\"fix\":"
                    + (each.fix() == null ? "null" : Json.text(each.fix()))
                    + "}")
            .collect(Collectors.joining(","));
    return "{\"schema\":\"plumb.doctor/1\",\"programs\":["
        + programs
        + "],\"checks\":["
        + checks
        + "]}";
  }

  private static String id(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
