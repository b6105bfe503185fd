package dev.plumb.cli;

import dev.plumb.present.export.ExportMetric;
import dev.plumb.present.export.Exporter;
import dev.plumb.present.export.Exporters;
import dev.plumb.present.export.FileExporter;
import dev.plumb.present.export.Notes;
import dev.plumb.present.export.TableExporter;
import dev.plumb.present.sql.QueryException;
import dev.plumb.present.tables.RunData;
import dev.plumb.present.tables.Table;
import dev.plumb.present.tables.Tables;
import dev.plumb.profile.Run;
import dev.plumb.profile.Source;
import dev.plumb.trace.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb convert}: writes what was read in the format of another tool, or in our own. */
@Command(
    name = "convert",
    description = "Write a run in another format (plumb formats lists them).",
    footer = {
      "",
      "Examples:",
      "  plumb convert t.json.gz -o run.plumb             small, quick to read",
      "  plumb convert t.json.gz -o t.speedscope.json     look at it in speedscope",
      "  plumb convert t.json.gz --to collapsed -o - | flamegraph.pl > flame.svg",
      "  plumb convert rank*.json.gz --to parquet -o dir  one file for each table",
      "  plumb convert t.json.gz --table kernels -o kernels.csv"
    })
final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Profiler outputs; several are ranks or sources of one run. - is stdin.")
  private List<String> files = List.of();

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "Format to write (default: told by the end of OUT).")
  private @Nullable String to;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "File to write; a folder for csv and parquet; - is stdout.")
  private String out = "";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "What stacks measure: gpu, cpu, kernel, count, alloc, samples, wall, wait, pc, live, or the"
              + " name of a measure of the samples (collapsed, speedscope, pprof; default:"
              + " gpu time where there is any).")
  private @Nullable String metricName;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Write only this table, to the file OUT (csv, parquet).")
  private @Nullable String tableName;

  @Mixin private InputOptions input = new InputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Exporter exporter = exporter();
    refuseMetric(exporter);
    Table table = table(exporter);
    for (Path target : targets(exporter, table)) {
      OutputFile.refuseInput(target, files, "-o");
    }
    Run run = input.loader().load(files);
    ExportMetric metric = metric(run);
    try {
      switch (exporter) {
        case FileExporter file -> file(run, file, metric);
        case TableExporter tables -> tables(run, tables, table);
      }
    } catch (IOException e) { // everything has been read: this is about the output
      if (!out.equals("-")) {
        throw CommandFailure.cannotWrite(out, e);
      }
      if (!StandardOutput.isEnough(e)) {
        throw CommandFailure.cannotWrite("cannot write to stdout: " + e.getMessage());
      }
    } catch (QueryException e) {
      throw CommandFailure.cannotWrite("cannot write " + out + ": " + e.getMessage());
    }
    return ExitCode.DONE;
  }

  private Exporter exporter() {
    if (to != null) {
      Exporter named = Exporters.named(to);
      if (named == null) {
        throw CommandFailure.usage("no format is named '" + to + "'; there are " + formats());
      }
      return named;
    }
    Exporter inferred = Exporters.forFile(out);
    if (inferred == null && isZipped()) {
      inferred = Exporters.forFile(out.substring(0, out.length() - 3));
    }
    if (inferred == null) {
      throw CommandFailure.usage(
          "the name '" + out + "' does not tell the format; name one with --to: " + formats());
    }
    return inferred;
  }

  private static String formats() {
    return String.join(", ", Exporters.ALL.stream().map(Exporter::format).toList());
  }

  private boolean isZipped() {
    return out.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  private void refuseMetric(Exporter exporter) {
    if (metricName != null && !(exporter instanceof FileExporter file && file.takesMetric())) {
      throw CommandFailure.usage("--metric has no meaning for " + exporter.format());
    }
  }

  /** Only the run knows what its samples measure. */
  private @Nullable ExportMetric metric(Run run) {
    if (metricName == null) {
      return null;
    }
    ExportMetric metric = ExportMetric.named(run, metricName);
    if (metric == null) {
      throw CommandFailure.usage(
          "no metric is named '"
              + metricName
              + "'; there are "
              + String.join(", ", ExportMetric.names(run)));
    }
    return metric;
  }

  private @Nullable Table table(Exporter exporter) {
    if (tableName == null) {
      if (exporter instanceof TableExporter tables) {
        boolean looksLikeFile = out.toLowerCase(Locale.ROOT).endsWith(tables.suffix());
        if (out.equals("-") || looksLikeFile && !Files.isDirectory(OutputFile.named(out))) {
          throw CommandFailure.usage(
              exporter.format()
                  + " writes a file for each table: name one with --table, or a folder with --to "
                  + exporter.format()
                  + " -o FOLDER");
        }
      }
      return null;
    }
    if (!(exporter instanceof TableExporter)) {
      throw CommandFailure.usage("--table has no meaning for " + exporter.format());
    }
    Table table = Tables.named(tableName);
    if (table == null) {
      throw CommandFailure.usage(
          "no table is named '"
              + tableName
              + "'; there are "
              + String.join(", ", Tables.ALL.stream().map(Table::name).toList()));
    }
    return table;
  }

  private List<Path> targets(Exporter exporter, @Nullable Table table) {
    if (out.equals("-")) {
      return List.of();
    }
    if (table != null || !(exporter instanceof TableExporter tables)) {
      return List.of(OutputFile.named(out));
    }
    List<Path> targets = new ArrayList<>();
    for (Table one : Tables.ALL) {
      targets.add(OutputFile.named(out).resolve(one.name() + tables.suffix()));
    }
    return targets;
  }

  private void file(Run run, FileExporter exporter, @Nullable ExportMetric metric)
      throws IOException {
    String end = out.toLowerCase(Locale.ROOT);
    boolean zip = isZipped() && exporter.extensions().stream().noneMatch(end::endsWith);
    Notes notes = sentence -> err().println("plumb: " + sentence);
    long bytes =
        OutputFile.write(
            out,
            stream -> {
              if (!zip) {
                exporter.write(run, metric, stream, notes);
                return;
              }
              GZIPOutputStream zipped = new GZIPOutputStream(stream, 1 << 16);
              exporter.write(run, metric, zipped, notes);
              zipped.finish();
            });
    if (!exporter.keepsProblems()) {
      problems(run, notes);
    }
    if (bytes >= 0) {
      wrote(exporter, out, bytes);
    }
  }

  /** Says what nobody will learn from the file: that counts are of some steps only, for example. */
  private static void problems(Run run, Notes notes) {
    Set<String> codes = new TreeSet<>();
    for (int i = 0; i < run.inputs().size(); i++) {
      for (Source source : run.sources(i)) {
        for (Problem problem : source.trace().problems()) {
          if (!problem.code().isFoundByLinking()) {
            codes.add(problem.code().id());
          }
        }
      }
    }
    if (!codes.isEmpty()) {
      notes.add(
          "the file does not say what plumb report says about the input: "
              + String.join(", ", codes));
    }
  }

  private void tables(Run run, TableExporter exporter, @Nullable Table table) throws IOException {
    RunData data = new RunData(run);
    if (table == null) {
      OutputFile.makeFolder(
          OutputFile.named(out),
          folder -> {
            Map<Table, Path> files = new LinkedHashMap<>();
            for (Table one : Tables.ALL) {
              files.put(one, folder.resolve(one.name() + exporter.suffix()));
            }
            exporter.write(data, files);
          });
      err().println("plumb: wrote " + Tables.ALL.size() + " tables to " + out);
      return;
    }
    long bytes = OutputFile.make(out, path -> exporter.write(data, Map.of(table, path)));
    if (bytes >= 0) {
      wrote(exporter, out, bytes);
    }
  }

  private void wrote(Exporter exporter, String target, long bytes) {
    err()
        .println(
            String.format(
                Locale.ROOT, "plumb: wrote %s (%s, %,d bytes)", target, exporter.format(), bytes));
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
