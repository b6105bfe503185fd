package dev.plumb.explain;

import dev.plumb.explain.conversion.LayoutConversions;
import dev.plumb.explain.conversion.PrecisionConversions;
import dev.plumb.explain.efficiency.RooflineAnalysis;
import dev.plumb.explain.gemm.GemmShapes;
import dev.plumb.explain.gemm.MatrixUnits;
import dev.plumb.explain.indexing.SerialisedIndexing;
import dev.plumb.explain.occupancy.OccupancyAnalysis;
import dev.plumb.explain.occupancy.WaveAnalysis;
import dev.plumb.explain.timeline.IdleAnalysis;
import dev.plumb.explain.unfused.UnfusedAttention;
import dev.plumb.explain.unfused.UnfusedLoss;
import dev.plumb.explain.unfused.UnfusedNorms;
import dev.plumb.explain.unfused.UnfusedOptimizer;
import java.util.List;

/** The catalogue of analyses. A new one gets a line here. */
public final class Analyses {
  /** All analyses, in the order in which they are listed. */
  public static final List<Analysis> ALL =
      List.of(
          new IdleAnalysis(),
          new RooflineAnalysis(),
          new GemmShapes(),
          new MatrixUnits(),
          new UnfusedAttention(),
          new UnfusedNorms(),
          new UnfusedLoss(),
          new UnfusedOptimizer(),
          new WaveAnalysis(),
          new OccupancyAnalysis(),
          new LayoutConversions(),
          new PrecisionConversions(),
          new SerialisedIndexing());

  private Analyses() {}
}
