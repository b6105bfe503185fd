package dev.plumb.profile.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.CostDiff.Part;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.RunDiff.Options;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RunDiffTest {
  private static final String MM = "aten::mm";
  private static final String ADD = "aten::add";
  private static final String GEMM = "sm90_xmma_gemm_bf16";
  private static final String ELEMENTWISE = "vectorized_elementwise_kernel";

  /** Steps of two operators; the kernels of the first take {@code gemmNs}, more or less. */
  private static Run run(int steps, long gemmNs, int jitter, long seed) {
    return run(steps, gemmNs, jitter, seed, GEMM, 0);
  }

  private static Run run(
      int steps, long gemmNs, int jitter, long seed, String gemm, long firstPauseNs) {
    Random random = new Random(seed);
    StepTrace trace = new StepTrace("t" + seed, "Some GPU");
    for (int step = 0; step < steps; step++) {
      trace.begin();
      if (step == 0) {
        trace.operator("warmup", firstPauseNs, "", 0);
      }
      int by = jitter == 0 ? 0 : random.nextInt(2 * jitter + 1) - jitter;
      trace.operator(MM, 20_000 + by, gemm, gemmNs + by);
      trace.operator(ADD, 10_000, ELEMENTWISE, 5_000).end();
    }
    return trace.run();
  }

  private static RunDiff diff(Run base, Run fresh) {
    return RunDiff.of(base, fresh, Options.DEFAULTS);
  }

  private static Site site(CostDiff cost, TreeMatch match, String name) {
    return cost.sites().stream()
        .filter(site -> match.name(site.row()).equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunDoesNotDifferFromItself() {
    Run run = run(6, 100_000, 2_000, 1);
    RunDiff diff = diff(run, run);
    assertThat(diff.figures()).allMatch(each -> each.change().verdict() == Verdict.SAME);
    for (Cost cost : Cost.values()) {
      assertThat(diff.cost(cost).sites()).allMatch(site -> site.change().verdict() == Verdict.SAME);
      assertThat(diff.cost(cost).tops(MatchQuality.ONLY_NEW)).isEmpty();
      assertThat(diff.cost(cost).tops(MatchQuality.ONLY_BASE)).isEmpty();
    }
    assertThat(diff.newKernels()).isEmpty();
    assertThat(diff.otherHardware()).isFalse();
  }

  @Test
  void aSlowerKernelIsFoundAtTheOperatorThatLaunchesIt() {
    RunDiff diff = diff(run(6, 100_000, 2_000, 1), run(6, 130_000, 2_000, 2));
    CostDiff device = diff.cost(Cost.DEVICE);
    Site largest = device.sites().getFirst();
    assertThat(diff.match().name(largest.row())).isEqualTo(MM);
    assertThat(largest.change().verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(largest.change().difference()).isCloseTo(30_000, within(3_000.0));
    List<Part> parts = device.parts(List.of(largest)).getFirst();
    assertThat(parts).hasSize(1);
    assertThat(diff.match().name(parts.getFirst().row())).isEqualTo(GEMM);
    assertThat(site(device, diff.match(), ADD).change().verdict()).isEqualTo(Verdict.SAME);
  }

  @Test
  void whatStepsDifferByAnywayIsNoise() {
    RunDiff diff = diff(run(6, 100_000, 20_000, 1), run(6, 100_000, 20_000, 2));
    Change change = site(diff.cost(Cost.DEVICE), diff.match(), MM).change();
    assertThat(change.difference()).isNotZero();
    assertThat(change.hasNoise()).isTrue();
    assertThat(change.verdict()).isEqualTo(Verdict.WITHIN_NOISE);
  }

  @Test
  void littleIsNothingHoweverSure() {
    RunDiff diff = diff(run(6, 100_001, 0, 1), run(6, 100_501, 0, 2));
    Change change = site(diff.cost(Cost.DEVICE), diff.match(), MM).change();
    assertThat(change.noise()).isZero();
    assertThat(change.verdict()).isEqualTo(Verdict.WITHIN_NOISE);
  }

  /** PyTorch before 2.3 wrote whole microseconds. */
  @Test
  void lessThanTheTimesWereRoundedToIsNothing() {
    RunDiff diff = diff(run(6, 15_000, 0, 1), run(6, 16_000, 0, 2));
    Change change = site(diff.cost(Cost.DEVICE), diff.match(), MM).change();
    assertThat(change.noise()).as("all times here are whole microseconds").isEqualTo(1_000);
    assertThat(change.verdict()).isEqualTo(Verdict.WITHIN_NOISE);
    RunDiff finer = diff(run(6, 15_001, 0, 1), run(6, 16_001, 0, 2));
    Change exact = site(finer.cost(Cost.DEVICE), finer.match(), MM).change();
    assertThat(exact.noise()).isZero();
    assertThat(exact.verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void runsOfAnotherLengthAreComparedByStep() {
    RunDiff diff = diff(run(4, 100_000, 0, 1), run(9, 100_000, 0, 2));
    assertThat(diff.figure(FigureKind.STEP).change().difference()).isZero();
    assertThat(diff.figure(FigureKind.DEVICE).change().difference()).isZero();
    assertThat(diff.figure(FigureKind.KERNELS).change().fresh()).isEqualTo(2);
    assertThat(diff.cost(Cost.DEVICE).sites())
        .allMatch(site -> site.change().verdict() == Verdict.SAME);
    RunDiff whole = RunDiff.of(diff.base(), diff.fresh(), new Options(true, StepPlan.AUTOMATIC));
    assertThat(whole.perStep()).isFalse();
    assertThat(whole.figure(FigureKind.STEP)).isNull();
    assertThat(whole.figure(FigureKind.KERNELS).change().difference()).isEqualTo(10);
  }

  @Test
  void fewStepsGiveNoNoiseEstimate() {
    RunDiff diff = diff(run(2, 100_000, 0, 1), run(6, 120_000, 0, 2));
    assertThat(diff.perStep()).isTrue();
    assertThat(diff.hasNoise()).isFalse();
    Change change = site(diff.cost(Cost.DEVICE), diff.match(), MM).change();
    assertThat(change.hasNoise()).isFalse();
    assertThat(change.verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void warmUpIsRecognisedAndLeftOut() {
    Run base = run(6, 100_000, 0, 1, GEMM, 900_000);
    Run fresh = run(6, 100_000, 0, 2);
    RunDiff diff = diff(base, fresh);
    assertThat(diff.baseSteps().leftOut()).isEqualTo(1);
    assertThat(diff.baseSteps().steps()).isEqualTo(5);
    assertThat(diff.newSteps().leftOut()).isZero();
    assertThat(diff.figure(FigureKind.STEP).change().difference()).isZero();
    CostDiff host = diff.cost(Cost.HOST);
    assertThat(host.all().difference()).isZero();
    assertThat(host.baseInclusive(TreeMatch.ROOT) + host.baseLeftOut())
        .as("what is left out and what is not is all there is")
        .isEqualTo(Cost.HOST.total(base.tree()));
    RunDiff withIt = RunDiff.of(base, fresh, new Options(false, 0));
    assertThat(withIt.baseSteps().leftOut()).isZero();
    assertThat(withIt.figure(FigureKind.STEP).change().difference()).isEqualTo(-150_000);
    RunDiff less = RunDiff.of(base, fresh, new Options(false, 99));
    assertThat(less.baseSteps().steps()).as("one step is always left").isEqualTo(1);
  }

  @Test
  void sitesAddUpToTheWholeAndPartsToTheirSites() {
    Run base = run(5, 100_000, 3_000, 1);
    Run fresh = run(7, 90_000, 3_000, 2, "Cijk_Alik_Bljk", 1_000);
    RunDiff diff = diff(base, fresh);
    for (Cost cost : Cost.values()) {
      CostDiff costs = diff.cost(cost);
      List<Site> sites = costs.sites();
      assertThat(sites.stream().mapToLong(Site::baseSum).sum() + costs.baseLeftOut())
          .isEqualTo(cost.total(base.tree()));
      assertThat(sites.stream().mapToLong(Site::newSum).sum() + costs.newLeftOut())
          .isEqualTo(cost.total(fresh.tree()));
      List<List<Part>> parts = costs.parts(sites);
      for (int i = 0; i < sites.size(); i++) {
        assertThat(parts.get(i).stream().mapToDouble(part -> part.change().difference()).sum())
            .isCloseTo(sites.get(i).change().difference(), within(1e-6));
      }
    }
  }

  @Test
  void kernelsThatTookAnothersPlaceAreNotNew() {
    RunDiff diff = diff(run(4, 100_000, 0, 1), run(4, 80_000, 0, 2, "Cijk_Alik_Bljk", 0));
    assertThat(diff.newKernels()).isEmpty();
    KernelChange gemm = diff.kernels().getFirst();
    assertThat(gemm.baseName()).isEqualTo(GEMM);
    assertThat(gemm.newName()).isEqualTo("Cijk_Alik_Bljk");
    assertThat(gemm.time().base()).isEqualTo(100_000);
    assertThat(gemm.count().fresh()).isEqualTo(1);
    FamilyChange family = diff.families().getFirst();
    assertThat(family.family()).isEqualTo(KernelFamily.GEMM);
    assertThat(family.time().fresh()).isEqualTo(80_000);
  }

  @Test
  void kernelsThatNobodyLaunchedBeforeAreNew() {
    StepTrace trace = new StepTrace("new", "Some GPU");
    for (int step = 0; step < 4; step++) {
      trace.begin().operator(MM, 20_000, GEMM, 100_000).operator(ADD, 10_000, ELEMENTWISE, 5_000);
      trace.operator("aten::copy_", 10_000, "extra_copy_kernel", 2_000).end();
    }
    RunDiff diff = diff(run(4, 100_000, 0, 1), trace.run());
    assertThat(diff.newKernels()).containsExactly("extra_copy_kernel");
    List<Part> tops = diff.cost(Cost.DEVICE).tops(MatchQuality.ONLY_NEW);
    assertThat(tops).hasSize(1);
    assertThat(diff.match().name(tops.getFirst().row())).isEqualTo("aten::copy_");
    assertThat(tops.getFirst().change().difference()).isEqualTo(2_000);
  }

  @Test
  void otherDevicesAreOtherHardware() {
    StepTrace trace = new StepTrace("new", "Another GPU");
    trace.begin().operator(MM, 20_000, GEMM, 100_000).end();
    RunDiff diff = diff(run(1, 100_000, 0, 1), trace.run());
    assertThat(diff.otherHardware()).isTrue();
    assertThat(RunDiff.devices(diff.fresh())).containsExactly("Another GPU");
    assertThat(RunDiff.runtimes(diff.fresh())).containsExactly("CUDA");
  }

  @Test
  void theDevicesTimelineIsGivenByStep() {
    RunDiff diff = diff(run(4, 15_000, 0, 1), run(8, 15_000, 0, 2));
    Change whole = diff.figure(FigureKind.DEVICE_SPAN).change();
    double parts =
        diff.figure(FigureKind.COMPUTE).change().fresh()
            + diff.figure(FigureKind.IDLE).change().fresh();
    assertThat(parts).isCloseTo(whole.fresh(), within(1e-6));
    assertThat(diff.figure(FigureKind.COMPUTE).change().difference()).isZero();
    assertThat(diff.figure(FigureKind.EXPOSED_COMM).change().fresh()).isZero();
    assertThat(diff.figure(FigureKind.ALLOCATED)).as("nobody recorded that").isNull();
  }
}
