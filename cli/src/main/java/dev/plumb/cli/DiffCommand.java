package dev.plumb.cli;

import dev.plumb.present.DiffJson;
import dev.plumb.present.text.DiffText;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.RunDiff;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb diff}: what changed between two runs. */
@Command(
    name = "diff",
    description = "Say what changed between two runs, by calling context.",
    footer = {
      "",
      "Examples:",
      "  plumb diff before.json.gz after.json.gz",
      "  plumb diff ranks-before/ ranks-after/     folders with the ranks of a run",
      "  plumb diff h100.json.gz mi300.json.gz --top 20"
    })
final class DiffCommand implements Callable<Integer> {
  private static final int TEXT_TOP = 8;
  private static final int JSON_TOP = 100;

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "What to compare with: file or folder.")
  private String base = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "What to compare: file or folder.")
  private String fresh = "";

  @Option(names = "--json", description = "Print one JSON object (schema plumb.diff/1).")
  private boolean json;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Rows of each list (default: 8, with --json 100).")
  private @Nullable Integer top;

  @Option(
      names = "--cost",
      paramLabel = "NAME",
      description =
          "What to compare contexts by: device_ns, cpu_ns, wall_ns, samples, pc_samples, live_bytes,"
              + " alloc_bytes, kernels, count (default: device and host time, or what there is).")
  private @Nullable String costName;

  @Mixin private CompareOptions compare = new CompareOptions();

  @Mixin private LimitOptions findings = new LimitOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (top != null && top < 1) {
      throw CommandFailure.usage("--top must be at least 1");
    }
    Cost cost = cost();
    Comparison both =
        Comparison.of(
            base, fresh, input, compare.options(), findings.analyzer(), findings.devices());
    PrintWriter out = spec.commandLine().getOut();
    RunDiff diff = both.diff();
    List<Cost> costs = cost == null ? diff.costsOfInterest() : List.of(cost);
    if (json) {
      DiffJson.write(diff, both.findings(), costs, top == null ? JSON_TOP : top, out);
      out.println();
    } else {
      DiffText.write(
          diff,
          both.findings(),
          costs,
          top == null ? TEXT_TOP : top,
          out,
          Terminal.style(),
          Terminal.width());
    }
    return ExitCode.DONE;
  }

  private @Nullable Cost cost() {
    if (costName == null) {
      return null;
    }
    Cost cost = Cost.named(costName);
    if (cost == null) {
      throw CommandFailure.usage(
          "no cost is named '"
              + costName
              + "'; there are "
              + String.join(", ", Arrays.stream(Cost.values()).map(Cost::id).toList()));
    }
    return cost;
  }
}
