package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.gate.Gate;
import dev.plumb.explain.gate.Thresholds;
import dev.plumb.present.diff.DiffPlaces;
import dev.plumb.present.gate.GateJson;
import dev.plumb.present.gate.GateJunit;
import dev.plumb.present.gate.GateMarkdown;
import dev.plumb.present.gate.GateReport;
import dev.plumb.present.gate.GateSarif;
import dev.plumb.present.text.GateText;
import dev.plumb.profile.diff.RunDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb gate}: a comparison with thresholds; exits with 1 where one is broken. */
@Command(
    name = "gate",
    description = "Compare two runs and fail where the new one is too much worse.",
    footer = {
      "",
      "A threshold is an amount (40ms, 1.5GiB, 1200) or a share of the base (5%%).",
      "",
      "Examples:",
      "  plumb gate base.json new.json --max-regression step_ns=5%%",
      "  plumb gate base.json new.json --thresholds gate.properties --junit gate.xml",
      "  plumb gate base.json new.json --max kernel_ns=40ms --max-new-kernels 0"
    })
final class GateCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "What to compare with: file or folder.")
  private String base = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "What to compare: file or folder.")
  private String fresh = "";

  @Option(
      names = "--max-regression",
      paramLabel = "FIGURE=AMOUNT",
      description = "By how much a figure may be more than in the base: step_ns=5%%.")
  private Map<String, String> mostMore = Map.of();

  @Option(
      names = "--max",
      paramLabel = "FIGURE=AMOUNT",
      description = "The most that a figure of the new run may be: kernel_ns=40ms.")
  private Map<String, String> most = Map.of();

  @Option(
      names = "--max-context-regression",
      paramLabel = "AMOUNT",
      description = "By how much any one context may cost more: 2%% of all, or a time.")
  private @Nullable String contextRegression;

  @Option(
      names = "--max-new-kernels",
      paramLabel = "N",
      description = "Kernels that no kernel of the base became.")
  private @Nullable String newKernels;

  @Option(
      names = "--max-new-findings",
      paramLabel = "N",
      description = "Findings that the base does not have.")
  private @Nullable String newFindings;

  @Option(
      names = "--thresholds",
      paramLabel = "FILE",
      description =
          "Thresholds, a line each, named as the options: max-regression.step_ns=5%%. Options win.")
  private @Nullable Path file;

  @Option(
      names = "--ignore-noise",
      description = "Let a regression fail that is smaller than what steps differ by.")
  private boolean ignoreNoise;

  @Option(names = "--json", description = "Print one JSON object (schema plumb.gate/1).")
  private boolean json;

  @Option(names = "--markdown", paramLabel = "OUT", description = "Write Markdown. - is stdout.")
  private @Nullable String markdown;

  @Option(names = "--junit", paramLabel = "OUT", description = "Write JUnit XML. - is stdout.")
  private @Nullable String junit;

  @Option(names = "--sarif", paramLabel = "OUT", description = "Write SARIF 2.1.0. - is stdout.")
  private @Nullable String sarif;

  @Mixin private CompareOptions compare = new CompareOptions();

  @Mixin private LimitOptions findings = new LimitOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Spec private CommandSpec spec;

  /** Writes one of the outputs. */
  private interface Output {
    void write(GateReport report, Writer writer);
  }

  @Override
  public Integer call() throws IOException {
    Thresholds thresholds = thresholds();
    if (thresholds.isEmpty()) {
      throw CommandFailure.usage(
          "no threshold is set; for example --max-regression step_ns=5% (plumb gate --help)");
    }
    boolean stdout = outputs();
    Analyzer analyzer = findings.analyzer();
    DeviceCatalogue devices = findings.devices(); // a wrong one is refused before a long read
    RunDiff.Options options = compare.options();
    Comparison both = Comparison.of(base, fresh, input, options, analyzer, devices);
    RunDiff diff = both.diff();
    GateReport report =
        new GateReport(
            diff,
            new Gate(diff, both.findings(), ignoreNoise).check(thresholds),
            new DiffPlaces(diff));
    PrintWriter out = spec.commandLine().getOut();
    write(markdown, report, GateMarkdown::write);
    write(junit, report, GateJunit::write);
    String version = Version.number();
    write(sarif, report, (each, writer) -> GateSarif.write(each, version, writer));
    if (json) {
      GateJson.write(report, out);
      out.println();
    } else if (!stdout) {
      GateText.write(report, out, Terminal.style(), Terminal.width());
    }
    out.flush();
    if (!report.passed()) {
      throw CommandFailure.gateFailed("gate " + report.verdict() + ": " + report.reason());
    }
    return ExitCode.DONE;
  }

  private Thresholds thresholds() throws IOException {
    Map<String, String> named = new TreeMap<>();
    if (file != null) {
      LimitOptions.properties(file)
          .forEach((name, value) -> named.put((String) name, (String) value));
    }
    mostMore.forEach((figure, amount) -> named.put("max-regression." + figure, amount));
    most.forEach((figure, amount) -> named.put("max." + figure, amount));
    put(named, "max-context-regression", contextRegression);
    put(named, "max-new-kernels", newKernels);
    put(named, "max-new-findings", newFindings);
    Thresholds thresholds = new Thresholds();
    try {
      named.forEach(thresholds::set);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    return thresholds;
  }

  private static void put(Map<String, String> into, String name, @Nullable String value) {
    if (value != null) {
      into.put(name, value);
    }
  }

  /** Refuses targets that cannot be; whether one of them is stdout. */
  private boolean outputs() throws IOException {
    int stdout = json ? 1 : 0;
    for (String target : new @Nullable String[] {markdown, junit, sarif}) {
      if (target == null) {
        continue;
      }
      if (target.equals("-")) {
        stdout++;
      } else {
        Path path = OutputFile.named(target);
        OutputFile.folderOf(path);
        OutputFile.refuseInput(path, List.of(base, fresh), "another name");
      }
    }
    if (stdout > 1) {
      throw CommandFailure.usage("only one output can go to stdout");
    }
    return stdout == 1;
  }

  private static void write(@Nullable String target, GateReport report, Output output) {
    if (target == null) {
      return;
    }
    StringWriter text = new StringWriter();
    output.write(report, text);
    try {
      OutputFile.write(
          target, stream -> stream.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw CommandFailure.cannotWrite(target, e);
    }
  }
}
