package dev.plumb.present.tables;

import dev.plumb.present.frames.FramePaths;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import java.util.ArrayList;
import java.util.List;

/** What tables are computed from: a run, and what several tables of it share. */
public final class RunData {
  private final Run run;
  private final RunSummary summary;
  private final List<InputData> inputs = new ArrayList<>();
  private final FramePaths paths;

  /** Prepares the tables of a run; computes nothing yet. */
  public RunData(Run run) {
    this.run = run;
    this.summary = RunSummary.of(run);
    this.paths = new FramePaths(run.tree());
    InputData.Offsets next = InputData.Offsets.ZERO;
    for (int i = 0; i < run.inputs().size(); i++) {
      InputData input = new InputData(run, i, next);
      inputs.add(input);
      next = input.after();
    }
  }

  Run run() {
    return run;
  }

  RunSummary summary() {
    return summary;
  }

  FramePaths paths() {
    return paths;
  }

  List<InputData> inputs() {
    return inputs;
  }
}
