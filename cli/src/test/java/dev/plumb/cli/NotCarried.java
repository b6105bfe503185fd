package dev.plumb.cli;

import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Totals that a format by its nature does not hold, with the reason; docs/convert.md says so too.
 */
final class NotCarried {
  private static final String NO_TIME_AXIS = "span and busy time (no axis of time)";
  static final String OPERATOR_STEPS = "that a step is an operator too";
  private static final Set<String> OPERATORS = Set.of("cpu_op", "Operator");
  private static final String NO_LINKS = "links to launches (contexts are kept)";
  private static final String NO_METRICS = "hardware metrics of kernels";
  private static final String NO_SNAPSHOT = "blocks of a memory snapshot";
  private static final String NO_GRAPH = "operator graphs";

  private NotCarried() {}

  /** Beginnings of names of {@link RunTotals}, with what is missing. */
  static Map<String, String> by(String target, Run run) {
    Map<String, String> lost = new LinkedHashMap<>();
    RunSummary summary = RunSummary.of(run);
    switch (target) {
      case "plumb" -> {}
      case "chrome" -> {
        lost.put("snapshot_", NO_SNAPSHOT);
        lost.put("graph_", NO_GRAPH);
        if (summary.graph().nodes() > 0) {
          lost.put("tree c", NO_GRAPH);
          lost.put("span", NO_GRAPH);
        }
        lost.put("tree live", NO_SNAPSHOT);
      }
      default -> {
        lost.put("span", NO_TIME_AXIS);
        lost.put("busy", NO_TIME_AXIS);
        lost.put("linked_", NO_LINKS);
        lost.put("kernel_metrics", NO_METRICS);
        lost.put("snapshot_", NO_SNAPSHOT);
        lost.put("graph_", NO_GRAPH);
        if (summary.graph().nodes() > 0) {
          lost.put("tree count", NO_GRAPH + ", whose nodes are a measure");
          lost.put("measure count", NO_GRAPH + ", whose nodes are a measure");
        }
      }
    }
    return lost;
  }

  /** Steps that PyTorch before 1.12 writes as operators: stacks have them as steps only. */
  static long operatorSteps(String target, Run run) {
    long steps = 0;
    if (target.equals("speedscope") || target.equals("pprof")) {
      for (Links links : run.inputs()) {
        Trace trace = links.trace();
        for (int row = 0; row < trace.slices().size(); row++) {
          int category = trace.slices().categoryId(row);
          boolean operator = category >= 0 && OPERATORS.contains(trace.strings().get(category));
          steps += operator && trace.slices().kind(row) == SliceKind.STEP ? 1 : 0;
        }
      }
    }
    return steps;
  }

  static @Nullable String reason(Map<String, String> lost, String total) {
    return lost.entrySet().stream()
        .filter(each -> total.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }
}
