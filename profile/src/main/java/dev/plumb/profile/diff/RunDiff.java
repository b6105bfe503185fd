package dev.plumb.profile.diff;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.Run;
import dev.plumb.profile.UntimedDevice;
import dev.plumb.profile.combine.KernelNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Two runs, compared: figures of the whole, costs by context, kernels. Costs are by step where both
 * runs have steps, else of the whole run.
 */
public final class RunDiff {
  /**
   * How to compare.
   *
   * @param wholeRun costs of the whole run even where there are steps
   * @param warmUp leading steps of each rank to leave out, or {@link StepPlan#AUTOMATIC}
   */
  public record Options(boolean wholeRun, int warmUp) {
    /** By step where there are steps; warm-up is recognised. */
    public static final Options DEFAULTS = new Options(false, StepPlan.AUTOMATIC);
  }

  private final Side base;
  private final Side fresh;
  private final TreeMatch match;
  private final Map<Cost, CostDiff> costs = new EnumMap<>(Cost.class);
  private @Nullable List<Figure> figures;
  private @Nullable List<KernelChange> kernels;

  private RunDiff(Side base, Side fresh) {
    this.base = base;
    this.fresh = fresh;
    this.match = TreeMatch.of(base.run().tree(), fresh.run().tree());
  }

  /** Compares two runs. */
  public static RunDiff of(Run base, Run fresh, Options options) {
    boolean perStep = !options.wholeRun && !base.steps().isEmpty() && !fresh.steps().isEmpty();
    return new RunDiff(side(base, perStep, options.warmUp), side(fresh, perStep, options.warmUp));
  }

  private static Side side(Run run, boolean perStep, int warmUp) {
    return new Side(run, perStep ? StepPlan.perStep(run, warmUp) : StepPlan.wholeRun(run));
  }

  /** What is compared with. */
  public Run base() {
    return base.run();
  }

  /** What is compared. */
  public Run fresh() {
    return fresh.run();
  }

  /** What the base's costs are divided by. */
  public StepPlan baseSteps() {
    return base.plan();
  }

  /** What the new run's costs are divided by. */
  public StepPlan newSteps() {
    return fresh.plan();
  }

  /** Whether costs are by step. */
  public boolean perStep() {
    return base.plan().perStep();
  }

  /** Whether there are steps enough on both sides to say what is noise. */
  public boolean hasNoise() {
    return perStep()
        && base.plan().steps() >= Noise.MIN_STEPS
        && fresh.plan().steps() >= Noise.MIN_STEPS;
  }

  /** Which contexts are the same. */
  public TreeMatch match() {
    return match;
  }

  /** A cost by context. */
  public synchronized CostDiff cost(Cost cost) {
    return costs.computeIfAbsent(cost, each -> new CostDiff(each, match, base, fresh));
  }

  /** Costs that there is something to say about, see {@link Cost#ofInterest}. */
  public List<Cost> costsOfInterest() {
    return Cost.ofInterest(base.run().tree(), fresh.run().tree());
  }

  /**
   * Costs of interest that are of the whole runs although values are by step: nobody knows in which
   * step a sample was taken, or whether in one at all.
   */
  public List<Cost> costsOfWholeRuns() {
    return !perStep()
        ? List.of()
        : costsOfInterest().stream()
            .filter(cost -> !base.isKnownByStep(cost) || !fresh.isKnownByStep(cost))
            .toList();
  }

  /** Numbers of the runs as a whole, as far as both have them. */
  public synchronized List<Figure> figures() {
    if (figures == null) {
      figures = new Figures(base, fresh).of(cost(Cost.DEVICE), cost(Cost.HOST));
    }
    return figures;
  }

  /** A figure, or null where the runs do not both have it. */
  public @Nullable Figure figure(FigureKind kind) {
    return figures().stream().filter(each -> each.kind() == kind).findFirst().orElse(null);
  }

  /** Names of the devices that a run used, where it says; without repeats. */
  public static Set<String> devices(Run run) {
    Set<String> names = new TreeSet<>();
    for (DeviceStats device : run.summary().devices()) {
      if (device.name() != null) {
        names.add(device.name());
      }
    }
    for (UntimedDevice device : run.summary().untimedDevices()) {
      if (device.name() != null) {
        names.add(device.name());
      }
    }
    return names;
  }

  /** Which runtime a run called: "CUDA", "HIP", both, or nothing where it has no such calls. */
  public static Set<String> runtimes(Run run) {
    CallingContextTree tree = run.tree();
    Set<String> runtimes = new TreeSet<>();
    for (int frame = 0; frame < tree.frames(); frame++) {
      if (tree.frameKind(frame) == FrameKind.RUNTIME) {
        String name = tree.frameName(frame);
        if (name.startsWith("hip")) {
          runtimes.add("HIP");
        } else if (name.startsWith("cu")) {
          runtimes.add("CUDA");
        }
      }
    }
    return runtimes;
  }

  /** Whether the two ran on different hardware, as far as the runs say. */
  public boolean otherHardware() {
    return areOthers(devices(base.run()), devices(fresh.run()))
        || areOthers(runtimes(base.run()), runtimes(fresh.run()));
  }

  /** A run that tells none may have had the same. */
  private static boolean areOthers(Set<String> base, Set<String> fresh) {
    return !base.isEmpty() && !fresh.isEmpty() && !base.equals(fresh);
  }

  private record Pair(@Nullable String base, @Nullable String fresh) {}

  /** Kernels by what they were and what they are, those first whose time changed most. */
  public synchronized List<KernelChange> kernels() {
    if (kernels == null) {
      Map<Pair, long[]> sums = new LinkedHashMap<>();
      CostDiff count = cost(Cost.KERNELS);
      CostDiff time = cost(Cost.DEVICE);
      for (int row = 0; row < match.size(); row++) {
        if (match.kind(row) == FrameKind.KERNEL) {
          int before = match.baseNode(row);
          int after = match.newNode(row);
          Pair pair =
              new Pair(
                  before < 0 ? null : base.run().tree().name(before),
                  after < 0 ? null : fresh.run().tree().name(after));
          long[] sum = sums.computeIfAbsent(pair, p -> new long[4]);
          sum[0] += count.baseSum(row);
          sum[1] += count.newSum(row);
          sum[2] += time.baseSum(row);
          sum[3] += time.newSum(row);
        }
      }
      List<KernelChange> list = new ArrayList<>();
      sums.forEach((pair, sum) ->
          list.add(
              new KernelChange(
                  pair.base,
                  pair.fresh,
                  change(Cost.KERNELS, sum[0], sum[1]),
                  change(Cost.DEVICE, sum[2], sum[3]))));
      list.sort(
          Comparator.comparingDouble((KernelChange each) -> -Math.abs(each.time().difference()))
              .thenComparingDouble(each -> -Math.abs(each.count().difference()))
              .thenComparing(each -> String.valueOf(each.newName()))
              .thenComparing(each -> String.valueOf(each.baseName())));
      kernels = List.copyOf(list);
    }
    return kernels;
  }

  private Change change(Cost cost, long baseSum, long newSum) {
    return Change.of(baseSum / base.divisor(cost), newSum / fresh.divisor(cost));
  }

  /**
   * Names of kernels of the new run that are nowhere in the base and that no kernel of the base
   * became: what a change added.
   */
  public List<String> newKernels() {
    Set<String> known = new HashSet<>();
    Set<String> candidates = new TreeSet<>();
    for (KernelChange kernel : kernels()) {
      if (kernel.baseName() != null) {
        known.add(KernelNames.signature(kernel.baseName()));
        if (kernel.newName() != null) {
          known.add(KernelNames.signature(kernel.newName()));
        }
      } else if (kernel.newName() != null) {
        candidates.add(kernel.newName());
      }
    }
    candidates.removeIf(name -> known.contains(KernelNames.signature(name)));
    return List.copyOf(candidates);
  }

  /** Kernels by what they compute, those first that take longest in either run. */
  public List<FamilyChange> families() {
    Map<KernelFamily, long[]> sums = new EnumMap<>(KernelFamily.class);
    CostDiff count = cost(Cost.KERNELS);
    CostDiff time = cost(Cost.DEVICE);
    for (int row = 0; row < match.size(); row++) {
      if (match.kind(row) == FrameKind.KERNEL) {
        if (match.baseNode(row) >= 0) {
          long[] sum = family(sums, base.run().tree().name(match.baseNode(row)));
          sum[0] += count.baseSum(row);
          sum[2] += time.baseSum(row);
        }
        if (match.newNode(row) >= 0) {
          long[] sum = family(sums, fresh.run().tree().name(match.newNode(row)));
          sum[1] += count.newSum(row);
          sum[3] += time.newSum(row);
        }
      }
    }
    List<FamilyChange> families = new ArrayList<>();
    sums.forEach((family, sum) ->
        families.add(
            new FamilyChange(
                family,
                change(Cost.KERNELS, sum[0], sum[1]),
                change(Cost.DEVICE, sum[2], sum[3]))));
    families.sort(
        Comparator.comparingDouble(
            (FamilyChange each) -> -Math.max(each.time().base(), each.time().fresh())));
    return families;
  }

  private static long[] family(Map<KernelFamily, long[]> sums, String kernel) {
    return sums.computeIfAbsent(KernelFamily.of(kernel), family -> new long[4]);
  }
}
