package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Explanation;
import dev.plumb.explain.Facts;
import dev.plumb.present.ReportJson;
import dev.plumb.present.html.HtmlReport;
import dev.plumb.present.text.ReportText;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb report}: reads, links and explains. */
@Command(name = "report", description = "Read profiler output and say where the time goes.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Profiler outputs; several are ranks or sources of one run. - is stdin.")
  private List<String> files = List.of();

  @Option(names = "--json", description = "Print one JSON object (schema plumb.report/1).")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "OUT",
      description = "Write one self-contained page to this file. - is stdout.")
  private @Nullable String html;

  @Mixin private InputOptions input = new InputOptions();
  @Mixin private FindingOptions findings = new FindingOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    HtmlFile page = html == null ? null : HtmlFile.named(html);
    boolean pageOnly = page != null && page.isStandardOutput();
    if (pageOnly && json) {
      throw CommandFailure.usage("--json and --html - cannot both go to stdout");
    }
    if (page != null) {
      page.refuseInput(files);
    }
    Analyzer analyzer = findings.analyzer();
    DeviceCatalogue devices = findings.devices();
    Run run = input.loader().load(files);
    RunSummary summary = RunSummary.of(run);
    Explanation explanation = analyzer.explain(new Facts(run, () -> devices));
    if (page != null) {
      write(page, out, run, summary, explanation);
    }
    if (json) {
      ReportJson.write(run, summary, explanation, out);
      out.println();
    } else if (!pageOnly) {
      ReportText.write(run, explanation, findings.shown(), out, Terminal.style(), Terminal.width());
    }
    return ExitCode.DONE;
  }

  private void write(
      HtmlFile page, PrintWriter out, Run run, RunSummary summary, Explanation explanation) {
    IOException failure;
    try {
      page.write(out, writer -> HtmlReport.write(run, summary, explanation, writer));
      return;
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) { // the JSON library's, around an I/O error
      if (!(e.getCause() instanceof IOException cause)) {
        throw e;
      }
      failure = cause;
    }
    throw CommandFailure.cannotWrite(String.valueOf(html), failure);
  }
}
