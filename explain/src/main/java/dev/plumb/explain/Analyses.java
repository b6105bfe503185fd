package dev.plumb.explain;

import dev.plumb.explain.timeline.IdleAnalysis;
import java.util.List;

/** The catalogue of analyses. A new one gets a line here. */
public final class Analyses {
  /** All analyses, in the order in which they are listed. */
  public static final List<Analysis> ALL = List.of(new IdleAnalysis());

  private Analyses() {}
}
