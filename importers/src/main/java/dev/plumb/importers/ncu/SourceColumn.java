package dev.plumb.importers.ncu;

import java.util.Map;

/**
 * What a column of the page "source" is. Columns are named for the eye ({@code stall_long_sb}) or
 * as the metric is ({@code smsp__pcsamp_warps_issue_stalled_long_scoreboard}).
 *
 * @param kind what its values are
 * @param name of the stall's reason, or of the metric
 */
record SourceColumn(Kind kind, String name) {
  enum Kind {
    /** Samples with a reason. */
    STALL,
    /** Those of them at which no warp could issue. */
    STALL_NOT_ISSUED,
    /** All samples, of any reason. */
    SAMPLES,
    /** All samples at which no warp could issue. */
    SAMPLES_NOT_ISSUED,
    /** How often warps executed the instruction. */
    EXECUTED,
    /** Something else that may be added up. */
    COUNT,
    /** Texts, averages and ratios. */
    IGNORED
  }

  private static final String EYE = "stall_";
  private static final String METRIC = "smsp__pcsamp_warps_issue_stalled_";
  private static final SourceColumn IGNORED = new SourceColumn(Kind.IGNORED, "");

  /** Reasons that the page shortens. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("dispatch", "dispatch_stall"),
          Map.entry("imc", "imc_miss"),
          Map.entry("lg", "lg_throttle"),
          Map.entry("long_sb", "long_scoreboard"),
          Map.entry("math", "math_pipe_throttle"),
          Map.entry("mio", "mio_throttle"),
          Map.entry("no_inst", "no_instructions"),
          Map.entry("short_sb", "short_scoreboard"),
          Map.entry("sleep", "sleeping"),
          Map.entry("tex", "tex_throttle"));

  static SourceColumn of(String title) {
    if (title.startsWith(EYE)) {
      String reason = title.substring(EYE.length());
      return stall(reason, " (Not Issued)");
    }
    if (title.startsWith(METRIC)) {
      return stall(title.substring(METRIC.length()), "_not_issued");
    }
    if (title.startsWith("Warp Stall Sampling (") || title.startsWith("Sampling Data (")) {
      boolean all = title.contains("(All");
      return new SourceColumn(all ? Kind.SAMPLES : Kind.SAMPLES_NOT_ISSUED, "");
    }
    return switch (title) {
      case "# Samples", "smsp__pcsamp_sample_count" -> new SourceColumn(Kind.SAMPLES, "");
      case "Instructions Executed", "inst_executed" -> new SourceColumn(Kind.EXECUTED, "");
      case "Thread Instructions Executed",
          "thread_inst_executed",
          "Predicated-On Thread Instructions Executed",
          "thread_inst_executed_true",
          "Divergent Branches",
          "smsp__branch_targets_threads_divergent" ->
          new SourceColumn(Kind.COUNT, title);
      default -> isMemory(title) ? new SourceColumn(Kind.COUNT, title) : IGNORED;
    };
  }

  private static SourceColumn stall(String text, String notIssued) {
    boolean issued = !text.endsWith(notIssued);
    String reason = issued ? text : text.substring(0, text.length() - notIssued.length());
    return new SourceColumn(
        issued ? Kind.STALL : Kind.STALL_NOT_ISSUED, REASONS.getOrDefault(reason, reason));
  }

  /** Requests, wavefronts and sectors; the names of policies are texts. */
  private static boolean isMemory(String title) {
    return title.startsWith("L1 Tag Requests")
        || title.startsWith("L1 Wavefronts")
        || title.startsWith("L2 Theoretical Sectors")
        || title.startsWith("L2 Explicit Hit")
        || title.startsWith("L2 Explicit Miss")
        || title.startsWith("memory_l1_")
        || title.startsWith("memory_l2_");
  }
}
