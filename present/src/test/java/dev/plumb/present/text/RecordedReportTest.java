package dev.plumb.present.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.FindingsDiff;
import dev.plumb.present.RecordedRuns;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.RunDiff;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports on runs without slices are about what they have, and not about what they lack. */
class RecordedReportTest {
  @Test
  void samplesGiveFunctionsLibrariesAndThreads() {
    String text = print(RecordedRuns.cpu());
    assertThat(text)
        .contains("8 samples\n")
        .contains("Functions  by cpu: 9.00 ms in 8 samples on 2 threads")
        .containsPattern("memcpy  libc.so.6 +5.00 ms +55.6 % +5.00 ms +55.6 %")
        .containsPattern("train  train.py +8.00 ms +88.9 %")
        .contains("By layer", "By library", "By thread")
        .doesNotContain("×0")
        .containsPattern("cache-misses +other +1 value +77")
        .doesNotContain("0 operators", "0 kernels", "Devices", "Attribution");
  }

  @Test
  void functionsWithoutALibraryStandUnderTheirLanguage() {
    assertThat(print(RecordedRuns.cpu()))
        .containsPattern("By library .*\n +libc.so.6 .*\n +\\[Python\\] +3.00 ms +33.3 %");
  }

  @Test
  void stepsWithoutATimeAreToldBesideTheOthers() {
    assertThat(print(RecordedRuns.steps()))
        .contains("of 9.00 ms\nsteps span 6.00 ms, 1 sample, 4 steps\n")
        .contains(
            "3 steps, mean 2.00 ms, shortest 1.00 ms, longest 4.00 ms; 1 more of unknown length\n")
        .doesNotContain("0 operators", "0 kernels");
  }

  /** What spans is not steps where there are none, and a count is told once. */
  @Test
  void samplesWithTimesHaveASpan() {
    assertThat(print(RecordedRuns.timed()))
        .contains("\nspan 4.00 ms, 5 samples\n")
        .contains("Functions  by cycles: 5 samples on 1 thread\n");
  }

  /** One has no mean, nor is it the longest; words agree with their count. */
  @Test
  void oneOfAKindIsToldAsOne() {
    assertThat(print(RecordedRuns.oneStep()))
        .contains(", 0 operators, 0 Python frames, 1 kernel, 1 step\n")
        .contains("Kernels  1 name, 500 us\n")
        .contains("\n  1 step of 2.00 ms\n");
    assertThat(print(RecordedRuns.kernels()))
        .contains("1 metric of 1 execution, means; plumb sql has the one value");
    assertThat(print(RecordedRuns.snapshot())).contains(" 1 block ").doesNotContain(" 1 blocks");
    assertThat(print(RecordedRuns.graph())).contains("1 data edge\n");
  }

  /** Their sums by step would seem to be what steps cost, and are of imports, too. */
  @Test
  void comparisonsSayThatSamplesAreOfTheWholeRuns() {
    assertThat(compare(RecordedRuns.steps(), RecordedRuns.steps()).replaceAll("\\s+", " "))
        .contains(
            "What samples tell, such as host time, is of the whole runs, with what was before the"
                + " first step and after the last: it is divided by all steps, 4 and 4.");
    assertThat(compare(RecordedRuns.cpu(), RecordedRuns.cpu())).doesNotContain("What samples tell");
  }

  @Test
  void comparisonsDoNotTakeTimesOfCallsForSamples() {
    assertThat(compare(RecordedRuns.operators(true), RecordedRuns.operators(true)))
        .containsPattern("\\n  wall time +10.0 ms +10.0 ms");
  }

  @Test
  void whatWasWaitedForHasATableOfItsOwn() {
    assertThat(print(RecordedRuns.waiting()))
        .contains("Functions  by CPU time: 2.00 ms", "Functions  by waiting time: 8.00 ms")
        .containsPattern("train  train.py:7 +6.00 ms +75.0 %")
        .containsPattern("work  train.py:30 +2.00 ms +25.0 %")
        .containsPattern("By thread  self, waiting time\n +main .* 6.00 ms +75.0 %");
    assertThat(print(RecordedRuns.cpu())).doesNotContain("by waiting time");
  }

  @Test
  void hotContextsNameOperatorAndModuleAboveNativeFunctions() {
    assertThat(print(RecordedRuns.deepLibraries()))
        .containsPattern(
            "inner_11\n +← inner_10\n +← aten::convolution\n +← layers.3.conv \\(Conv2d\\)\n"
                + " +← train.*\n +\\(10 more frames")
        .containsPattern("native_11\n +← native_10\n +← native_9\n +← native_8\n");
  }

  /** Samples are chance, and no sample of an operator is not no time. */
  @Test
  void operatorsWhoseCallsWereTimedAreRankedByThat() {
    assertThat(print(RecordedRuns.operators(true)))
        .contains("Operators  wall time in each, down to the next operator\n")
        .containsPattern(
            """
             calls +wall +host
             +aten::add +20 +6.00 ms +60.0 %
             +aten::mm +10 +3.00 ms +30.0 % +5.00 ms
            """)
        .contains("Modules  wall time whose innermost it is\n")
        .containsPattern("head \\(Linear\\) +5 +10.0 ms +100.0 % +5.00 ms\n");
  }

  @Test
  void countsOfSomeStepsSaySo() {
    assertThat(print(RecordedRuns.operators(true))).doesNotContain("part of the time");
    assertThat(print(RecordedRuns.operatorsOfSomeSteps()))
        .contains("down to the next operator; recorded in a part of the time\n")
        .contains("whose innermost it is; recorded in a part of the time\n");
  }

  @Test
  void operatorsAreListedWhereNothingWasSampled() {
    assertThat(print(RecordedRuns.operators(false)))
        .containsPattern(" calls +wall\n +aten::add +20 +6.00 ms +60.0 %\n")
        .containsPattern("Modules .*\n +calls +wall\n");
  }

  /** What is not known of them is not 0: the table of their own measure has them. */
  @Test
  void operatorsWithoutKnownCallsOrTimeAreNotListed() {
    String text = print(RecordedRuns.windows());
    assertThat(text)
        .containsPattern("(?m)^Operators")
        .containsPattern("(?m)^ +aten::mm +2.00 ms +100.0 %")
        .doesNotContainPattern("(?m)^ +dot.3 +[0-9]")
        .containsPattern("operator time in windows +other");
  }

  @Test
  void kernelsWithoutTimesHaveMetricsAndStallsButNoTimeline() {
    String text = print(RecordedRuns.kernels());
    assertThat(text)
        .contains("device 0 NVIDIA H200", "no timeline", "1 kernel")
        .containsPattern("gemm<float> +1 +2.00 ms +100.0 % +2.00 ms")
        .contains("long_scoreboard 75.0 %", "math_pipe_throttle 20.0 %")
        .containsPattern("sm__throughput.avg.pct_of_peak_sustained_elapsed +61.5 %")
        .doesNotContain("Attribution", "busy");
  }

  /** What people look at first stands first, then names; the kernel that takes longest leads. */
  @Test
  void countersAreOrderedAndHaveUnitsThatFit() {
    String text = print(RecordedRuns.counters()).replaceAll(" +", " ");
    assertThat(text)
        .contains(
            """
             takes long ×1
             Duration 10.8 ms
             Memory Throughput 33.6 %
             Achieved Occupancy 22.5 %
             L2 Hit Rate 54.3 %
             Active Cycles 1,500,000,000 cycle
             Branch Instructions 12,346 inst
             often ×3
             Duration 2.00 us
             of many ×1
             no values of what is looked at first
            """);
  }

  @Test
  void snapshotsSayWhoHoldsTheMemory() {
    assertThat(print(RecordedRuns.snapshot()))
        .contains("Memory snapshot  reserved 20.0 MiB in 1 segment, allocated 9.00 MiB (45.0 %)")
        .containsPattern("8.00 MiB +88.9 % +linear  model.py:3 ×1")
        .contains("← train  train.py:7")
        .contains("no stack recorded");
  }

  @Test
  void sumsOfSeveralSnapshotsAreCalledSums() {
    Links one = RecordedRuns.snapshot().inputs().getFirst();
    assertThat(print(Run.of(List.of(one, one))))
        .contains("Memory snapshots  2 inputs added up\n  reserved 40.0 MiB in 2 segments,")
        .contains("memory.pickle device 0", "memory.pickle (2) device 0")
        .containsPattern("8.00 MiB +44.4 % +linear  model.py:3 ×1, memory.pickle\\n");
  }

  @Test
  void graphsSayWhatIsInThem() {
    assertThat(print(RecordedRuns.graph()))
        .contains("Operator graph  4 nodes, 1 root, 3 deep, 1 data edge")
        .containsPattern("aten::mm +2 +50.0 %");
  }

  private static String compare(Run base, Run fresh) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    RunDiff diff = RunDiff.of(base, fresh, RunDiff.Options.DEFAULTS);
    FindingsDiff findings = FindingsDiff.of(List.of(), List.of(), diff.match());
    DiffText.write(diff, findings, diff.costsOfInterest(), 3, printer, Style.PLAIN, 100);
    printer.flush();
    return out.toString();
  }

  private static String print(Run run) {
    StringWriter out = new StringWriter();
    PrintWriter printer = new PrintWriter(out);
    ReportText.write(run, printer, Style.PLAIN, 100);
    printer.flush();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 100);
    return out.toString();
  }
}
