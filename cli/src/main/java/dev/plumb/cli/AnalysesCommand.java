package dev.plumb.cli;

import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.Threshold;
import dev.plumb.present.json.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plumb analyses}: the catalogue of analyses. */
@Command(
    name = "analyses",
    description = "List what Plumb looks for, what that needs, and its thresholds.")
final class AnalysesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object (schema plumb.analyses/1).")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json() : text());
    return ExitCode.DONE;
  }

  private static String text() {
    StringBuilder text = new StringBuilder();
    for (Analysis one : Analyses.ALL) {
      text.append(one.id()).append("  ").append(one.title()).append('\n');
      text.append("    ").append(one.description()).append('\n');
      text.append("    needs: ").append(needs(one)).append('\n');
      for (Threshold each : one.thresholds()) {
        text.append("    --limit ").append(one.id()).append('/').append(each.name()).append('=');
        text.append(number(each.value())).append("  ").append(each.why()).append('\n');
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String needs(Analysis one) {
    List<String> needs = one.needs().stream().sorted().map(Evidence::what).toList();
    return needs.isEmpty() ? "nothing in particular" : String.join(", ", needs);
  }

  /** As the user would write it. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private static String json() {
    StringBuilder json = new StringBuilder("{\n  \"schema\": \"plumb.analyses/1\",\n");
    json.append("  \"analyses\": [");
    json.append(
        Analyses.ALL.stream()
            .map(AnalysesCommand::json)
            .collect(Collectors.joining(",\n", "\n", "\n")));
    return json.append("  ]\n}\n").toString();
  }

  private static String json(Analysis one) {
    StringBuilder json = new StringBuilder("    {\"id\": ");
    JsonText.quote(one.id(), json);
    json.append(", \"title\": ");
    JsonText.quote(one.title(), json);
    json.append(", \"description\": ");
    JsonText.quote(one.description(), json);
    json.append(", \"needs\": [");
    String comma = "";
    for (Evidence each : one.needs().stream().sorted().toList()) {
      json.append(comma);
      JsonText.quote(each.what(), json);
      comma = ", ";
    }
    json.append("], \"thresholds\": [");
    comma = "";
    for (Threshold each : one.thresholds()) {
      json.append(comma).append("{\"name\": ");
      JsonText.quote(one.id() + "/" + each.name(), json);
      json.append(", \"value\": ").append(each.value()).append(", \"why\": ");
      JsonText.quote(each.why(), json);
      json.append('}');
      comma = ", ";
    }
    return json.append("]}").toString();
  }
}
