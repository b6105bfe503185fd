package dev.plumb.cli;

import dev.plumb.importers.Importer;
import dev.plumb.importers.Importers;
import dev.plumb.present.export.Exporter;
import dev.plumb.present.export.Exporters;
import dev.plumb.present.export.TableExporter;
import dev.plumb.present.json.JsonText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plumb formats}: the catalogues of importers and exporters. */
@Command(
    name = "formats",
    description = "List what Plumb reads, how to record it, and what it writes.")
final class FormatsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON object (schema plumb.formats/1).")
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
    text.append("Reads (found by content; --format ID insists on one):\n");
    for (Importer one : Importers.ALL) {
      text.append(String.format("\n  %-22s %s\n", one.format(), one.title()));
      text.append(String.format("  %-22s files: %s\n", "", String.join(", ", one.examples())));
      text.append(String.format("  %-22s record: %s\n", "", one.howToRecord()));
    }
    text.append("\nWrites (plumb convert FILE... --to ID -o OUT):\n");
    for (Exporter one : Exporters.ALL) {
      text.append(String.format("\n  %-22s %s\n", one.format(), one.title()));
      text.append(String.format("  %-22s files: %s\n", "", files(one)));
      text.append(String.format("  %-22s opens in: %s\n", "", one.opensIn()));
    }
    return text.toString();
  }

  private static String files(Exporter exporter) {
    String files = String.join(", ", exporter.extensions().stream().map(end -> "*" + end).toList());
    return exporter instanceof TableExporter ? "a folder of " + files : files;
  }

  private static String json() {
    StringBuilder json = new StringBuilder("{\n  \"schema\": \"plumb.formats/1\",\n  \"reads\": [");
    String comma = "\n";
    for (Importer one : Importers.ALL) {
      json.append(comma).append("    {\"id\": ");
      JsonText.quote(one.format(), json);
      json.append(", \"title\": ");
      JsonText.quote(one.title(), json);
      json.append(", \"examples\": ");
      list(one.examples(), json);
      json.append(", \"how_to_record\": ");
      JsonText.quote(one.howToRecord(), json);
      json.append('}');
      comma = ",\n";
    }
    json.append("\n  ],\n  \"writes\": [");
    comma = "\n";
    for (Exporter one : Exporters.ALL) {
      json.append(comma).append("    {\"id\": ");
      JsonText.quote(one.format(), json);
      json.append(", \"title\": ");
      JsonText.quote(one.title(), json);
      json.append(", \"extensions\": ");
      list(one.extensions(), json);
      json.append(", \"folder\": ").append(one instanceof TableExporter);
      json.append(", \"opens_in\": ");
      JsonText.quote(one.opensIn(), json);
      json.append('}');
      comma = ",\n";
    }
    return json.append("\n  ]\n}\n").toString();
  }

  private static void list(List<String> texts, StringBuilder json) {
    json.append('[');
    for (int i = 0; i < texts.size(); i++) {
      json.append(i == 0 ? "" : ", ");
      JsonText.quote(texts.get(i), json);
    }
    json.append(']');
  }
}
