package dev.plumb.explain;

import dev.plumb.explain.collectives.BandwidthAnalysis;
import dev.plumb.explain.collectives.OverlapAnalysis;
import dev.plumb.explain.collectives.StragglerAnalysis;
import dev.plumb.explain.conversion.LayoutConversions;
import dev.plumb.explain.conversion.PrecisionConversions;
import dev.plumb.explain.copies.PageableCopyAnalysis;
import dev.plumb.explain.cpu.GilAnalysis;
import dev.plumb.explain.cpu.LayerAnalysis;
import dev.plumb.explain.efficiency.RooflineAnalysis;
import dev.plumb.explain.gemm.GemmShapes;
import dev.plumb.explain.gemm.MatrixUnits;
import dev.plumb.explain.hot.HotAnalysis;
import dev.plumb.explain.indexing.SerialisedIndexing;
import dev.plumb.explain.kernels.StallAnalysis;
import dev.plumb.explain.kernels.ThroughputAnalysis;
import dev.plumb.explain.launches.GraphAnalysis;
import dev.plumb.explain.launches.LaunchAnalysis;
import dev.plumb.explain.launches.SmallKernelAnalysis;
import dev.plumb.explain.loading.LoadingAnalysis;
import dev.plumb.explain.memory.FragmentationAnalysis;
import dev.plumb.explain.memory.GrowthAnalysis;
import dev.plumb.explain.memory.PeakAnalysis;
import dev.plumb.explain.memory.SavingsAnalysis;
import dev.plumb.explain.occupancy.OccupancyAnalysis;
import dev.plumb.explain.occupancy.WaveAnalysis;
import dev.plumb.explain.path.PathAnalysis;
import dev.plumb.explain.phases.PhaseAnalysis;
import dev.plumb.explain.ranks.RankAnalysis;
import dev.plumb.explain.requests.RequestAnalysis;
import dev.plumb.explain.steps.StepAnalysis;
import dev.plumb.explain.sync.SyncAnalysis;
import dev.plumb.explain.timeline.IdleAnalysis;
import dev.plumb.explain.timeline.TimelineAnalysis;
import dev.plumb.explain.unfused.UnfusedAttention;
import dev.plumb.explain.unfused.UnfusedLoss;
import dev.plumb.explain.unfused.UnfusedNorms;
import dev.plumb.explain.unfused.UnfusedOptimizer;
import dev.plumb.explain.xla.CompiledRoofline;
import java.util.List;

/** The catalogue of analyses. A new one gets a line here. */
public final class Analyses {
  /** All analyses, in the order in which they are listed. */
  public static final List<Analysis> ALL =
      List.of(
          // The whole run.
          new TimelineAnalysis(),
          new HotAnalysis(),
          new PhaseAnalysis(),
          new RequestAnalysis(),
          new StepAnalysis(),
          new PathAnalysis(),
          // Devices that wait.
          new IdleAnalysis(),
          new SyncAnalysis(),
          new LoadingAnalysis(),
          new PageableCopyAnalysis(),
          // Launches.
          new LaunchAnalysis(),
          new SmallKernelAnalysis(),
          new GraphAnalysis(),
          // Ranks.
          new StragglerAnalysis(),
          new BandwidthAnalysis(),
          new OverlapAnalysis(),
          new RankAnalysis(),
          // Memory.
          new PeakAnalysis(),
          new FragmentationAnalysis(),
          new GrowthAnalysis(),
          new SavingsAnalysis(),
          // The host.
          new LayerAnalysis(),
          new GilAnalysis(),
          // Kernels.
          new ThroughputAnalysis(),
          new StallAnalysis(),
          // Operators, by what they compute and move.
          new RooflineAnalysis(),
          new CompiledRoofline(),
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
