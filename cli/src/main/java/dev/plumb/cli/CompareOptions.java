package dev.plumb.cli;

import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.StepPlan;
import picocli.CommandLine.Option;

/** Options of commands that compare two runs. */
final class CompareOptions {
  @Option(
      names = "--whole-run",
      description = "Compare costs of the whole runs, not by step, also where both mark steps.")
  private boolean wholeRun;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "Leave out the first N steps of each rank (default: leading steps that take 1.5 times the"
              + " median of those after them).")
  private int warmUp = StepPlan.AUTOMATIC;

  RunDiff.Options options() {
    if (warmUp < StepPlan.AUTOMATIC) {
      throw CommandFailure.usage("--warm-up must be at least 0");
    }
    return new RunDiff.Options(wholeRun, warmUp);
  }
}
