package dev.plumb.explain;

import dev.plumb.explain.efficiency.RooflineAnalysis;
import dev.plumb.explain.gemm.GemmShapes;
import dev.plumb.explain.gemm.MatrixUnits;
import dev.plumb.explain.timeline.IdleAnalysis;
import java.util.List;

/** The catalogue of analyses. A new one gets a line here. */
public final class Analyses {
  /** All analyses, in the order in which they are listed. */
  public static final List<Analysis> ALL =
      List.of(new IdleAnalysis(), new RooflineAnalysis(), new GemmShapes(), new MatrixUnits());

  private Analyses() {}
}
