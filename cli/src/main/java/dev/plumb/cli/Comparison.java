package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.explain.Analyzer;
import dev.plumb.explain.Facts;
import dev.plumb.explain.FindingsDiff;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.RunDiff;
import java.io.IOException;
import java.util.List;

/** Two runs read, explained and compared. */
record Comparison(RunDiff diff, FindingsDiff findings) {
  /** Reads both runs and compares them. */
  static Comparison of(
      String base,
      String fresh,
      InputOptions input,
      RunDiff.Options options,
      Analyzer analyzer,
      DeviceCatalogue devices)
      throws IOException {
    Run before = input.loader().load(List.of(base));
    Run after = input.loader().load(List.of(fresh));
    RunDiff diff = RunDiff.of(before, after, options);
    return new Comparison(
        diff,
        FindingsDiff.of(
            analyzer.explain(new Facts(before, () -> devices)).findings(),
            analyzer.explain(new Facts(after, () -> devices)).findings(),
            diff.match()));
  }
}
