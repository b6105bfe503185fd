package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.present.diff.DiffSummary;
import dev.plumb.profile.KernelFamily;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.FamilyChange;
import dev.plumb.profile.diff.FigureKind;
import dev.plumb.profile.diff.MatchQuality;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded pairs of runs: of other hardware, and before and after a change. */
class DiffCorpusTest {
  private static final String RESNET_0 =
      "kineto/resnet50_num_workers_0/worker0.1623143089861.pt.trace.json.gz";
  private static final String RESNET_0_AGAIN =
      "kineto/resnet50_num_workers_0/worker0.1623143566756.pt.trace.json.gz";
  private static final String RESNET_4 =
      "kineto/resnet50_num_workers_4/worker0.1623212756351.pt.trace.json.gz";
  private static final String CONTROL = "hta/trace_diff/control/control.json.gz";
  private static final String TEST = "hta/trace_diff/test/test.json.gz";

  private static Run run(Corpus corpus, String file) throws IOException {
    return Run.of(Pipeline.open(corpus.path(file)));
  }

  private static RunDiff diff(String base, String fresh) throws IOException {
    Corpus corpus = Corpus.orSkip();
    return RunDiff.of(run(corpus, base), run(corpus, fresh), RunDiff.Options.DEFAULTS);
  }

  private static void assertComplete(RunDiff diff) {
    for (Cost cost : Cost.values()) {
      CostDiff costs = diff.cost(cost);
      assertThat(costs.sites().stream().mapToLong(Site::baseSum).sum() + costs.baseLeftOut())
          .as("%s of the base", cost)
          .isEqualTo(cost.total(diff.base().tree()));
      assertThat(costs.sites().stream().mapToLong(Site::newSum).sum() + costs.newLeftOut())
          .as("%s of the new run", cost)
          .isEqualTo(cost.total(diff.fresh().tree()));
    }
  }

  /** Share of the base's device time whose context the new run has too. */
  private static double matched(RunDiff diff) {
    CostDiff device = diff.cost(Cost.DEVICE);
    long both = 0;
    for (int row = 0; row < diff.match().size(); row++) {
      both += diff.match().isPair(row) ? device.baseSum(row) : 0;
    }
    return (double) both / Cost.DEVICE.total(diff.base().tree());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        RESNET_4,
        CONTROL,
        "tracelens/h100/Qwen_Qwen1.5-0.5B-Chat__1016005.json.gz",
        "tracelens/mi300/gaunernst_bert-small-uncased__1016001.json.gz"
      })
  void aRunDoesNotDifferFromItself(String file) throws IOException {
    Run run = run(Corpus.orSkip(), file);
    RunDiff diff = RunDiff.of(run, run, RunDiff.Options.DEFAULTS);
    assertThat(diff.match().counts()[MatchQuality.SAME.ordinal()]).isEqualTo(diff.match().size());
    assertThat(DiffSummary.isSame(diff, List.of(Cost.values()))).isTrue();
    assertComplete(diff);
  }

  /** The same program on other hardware: nearly all of its work is found again. */
  @ParameterizedTest
  @CsvSource({
    "gaunernst_bert-small-uncased__1016001, 0.99",
    "Falconsai_nsfw_image_detection__1016002, 0.99",
    "Qwen_Qwen1.5-0.5B-Chat__1016005, 0.99",
  })
  void theSameProgramOnOtherHardwareIsMatched(String model, double least) throws IOException {
    RunDiff diff =
        diff("tracelens/h100/" + model + ".json.gz", "tracelens/mi300/" + model + ".json.gz");
    assertComplete(diff);
    assertThat(matched(diff)).isGreaterThan(least);
    assertThat(diff.otherHardware()).isTrue();
    assertThat(RunDiff.runtimes(diff.base())).containsExactly("CUDA");
    assertThat(RunDiff.runtimes(diff.fresh())).containsExactly("HIP");
    Map<KernelFamily, FamilyChange> families =
        diff.families().stream()
            .collect(java.util.stream.Collectors.toMap(FamilyChange::family, each -> each));
    Change attention = families.get(KernelFamily.ATTENTION).time();
    assertThat(attention.fresh() / attention.base()).as("flash attention").isGreaterThan(1.3);
  }

  @Test
  void moreLoaderWorkersLetTheDeviceWaitLess() throws IOException {
    RunDiff diff = diff(RESNET_0, RESNET_4);
    assertComplete(diff);
    assertThat(diff.figure(FigureKind.STEP).change().verdict()).isEqualTo(Verdict.IMPROVEMENT);
    Change idle = diff.figure(FigureKind.IDLE).change();
    assertThat(idle.difference()).isNegative();
    assertThat(Math.abs(diff.figure(FigureKind.COMPUTE).change().relative())).isLessThan(0.01);
    Site largest = diff.cost(Cost.HOST).sites().getFirst();
    assertThat(diff.match().quality(largest.row())).isEqualTo(MatchQuality.RENAMED);
    assertThat(diff.match().name(largest.row())).contains("_MultiProcessingDataLoaderIter");
    assertThat(largest.change().verdict()).isEqualTo(Verdict.IMPROVEMENT);
    assertThat(matched(diff)).isGreaterThan(0.99);
  }

  /**
   * The second time the device did the same; only its data came faster. Steps of one run cannot
   * tell that, which docs/diff.md says.
   */
  @Test
  void twoRunsOfOneProgramDoTheSameOnTheDevice() throws IOException {
    RunDiff diff = diff(RESNET_0, RESNET_0_AGAIN);
    assertComplete(diff);
    assertThat(diff.figure(FigureKind.DEVICE).change().verdict()).isEqualTo(Verdict.WITHIN_NOISE);
    assertThat(diff.figure(FigureKind.KERNELS).change().verdict()).isEqualTo(Verdict.SAME);
    assertThat(diff.cost(Cost.DEVICE).sites())
        .noneMatch(site -> site.change().verdict() == Verdict.REGRESSION)
        .noneMatch(site -> site.change().verdict() == Verdict.IMPROVEMENT);
    assertThat(diff.match().name(diff.cost(Cost.HOST).sites().getFirst().row()))
        .contains("DataLoaderIter.__next__");
  }

  @Test
  void aCompiledForwardPassTakesThePlaceOfItsOperators() throws IOException {
    RunDiff diff = diff(CONTROL, TEST);
    assertComplete(diff);
    assertThat(RunDiff.devices(diff.base())).containsExactly("NVIDIA A100-PG509-200");
    assertThat(RunDiff.devices(diff.fresh())).containsExactly("Tesla V100-SXM2-16GB");
    CostDiff device = diff.cost(Cost.DEVICE);
    Site largest = device.sites().getFirst();
    assertThat(diff.match().name(largest.row())).isEqualTo("## forward:over_arch ##");
    CostDiff.Part compiled = device.parts(List.of(largest)).getFirst().getFirst();
    assertThat(diff.match().name(compiled.row())).isEqualTo("CompiledFunction");
    assertThat(diff.match().quality(compiled.row())).isEqualTo(MatchQuality.ONLY_NEW);
    assertThat(compiled.change().difference()).isCloseTo(60.6e6, within(0.1e6));
  }
}
