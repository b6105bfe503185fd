package dev.plumb.explain;

import dev.plumb.explain.steps.StepAnalysis;
import dev.plumb.explain.sync.SyncAnalysis;
import dev.plumb.explain.timeline.IdleAnalysis;
import dev.plumb.explain.timeline.TimelineAnalysis;
import java.util.List;

/** The catalogue of analyses. A new one gets a line here. */
public final class Analyses {
  /** All analyses, in the order in which they are listed. */
  public static final List<Analysis> ALL =
      List.of(new TimelineAnalysis(), new IdleAnalysis(), new SyncAnalysis(), new StepAnalysis());

  private Analyses() {}
}
