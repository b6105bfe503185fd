package dev.plumb.profile.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.Join;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.KernelMetricTable;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.Times;
import dev.plumb.trace.Trace;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CombinerTest {
  private static Join join(Timeline timeline, int source) {
    return Objects.requireNonNull(timeline.sources().get(source).join());
  }

  @Test
  void aSingleInputStaysWhatItIs() {
    Traces only = new Traces("a", "chrome");
    only.kernel("1", "k", 0, 5, 1);
    Part part = only.part(false);
    List<Timeline> timelines = Combiner.combine(List.of(part));
    assertThat(timelines).hasSize(1);
    assertThat(timelines.getFirst().trace()).isSameAs(part.trace());
  }

  @Test
  void filesOfOneProcessAreOneRecordingWhoseLaunchesAndKernelsMeet() {
    Traces kernels = new Traces("out/9_kernel_trace.csv", "rocprofv3-csv");
    kernels.kernel("9", "gemm", 1_000, 500, 17);
    Traces calls = new Traces("out/9_hip_api_trace.csv", "rocprofv3-csv");
    calls.launch("9", "12", 900, 50, 17);
    Traces agents = new Traces("out/9_agent_info.csv", "rocprofv3-csv");
    agents.out.devices().setName(agents.out.devices().row("0"), "MI300X");
    List<Timeline> timelines =
        Combiner.combine(List.of(kernels.part(true), calls.part(true), agents.part(true)));
    assertThat(timelines).hasSize(1);
    Timeline one = timelines.getFirst();
    assertThat(one.trace().slices().size()).isEqualTo(2);
    assertThat(one.trace().events()).isEqualTo(2);
    assertThat(one.trace().devices().name(0)).isEqualTo("MI300X");
    Links links = Linker.link(one.trace(), one.problems());
    assertThat(links.launch(0)).isEqualTo(1);
    assertThat(links.quality(0)).isEqualTo(LinkQuality.EXACT);
    assertThat(join(one, 1).by()).isEqualTo("process id");
    assertThat(join(one, 2).by()).isEqualTo("format and folder");
    assertThat(join(one, 2).quality()).isEqualTo(LinkQuality.INFERRED);
  }

  @Test
  void otherProcessesAndTheSameKernelsTwiceAreOtherTimelines() {
    Traces first = new Traces("out/9_kernel_trace.csv", "rocprofv3-csv");
    first.kernel("9", "gemm", 1_000, 500, 17);
    Traces otherProcess = new Traces("out/10_kernel_trace.csv", "rocprofv3-csv");
    otherProcess.kernel("10", "gemm", 1_000, 500, 17);
    Traces again = new Traces("again/9_kernel_trace.csv", "rocprofv3-csv");
    again.kernel("9", "gemm", 1_000, 500, 17);
    assertThat(
            Combiner.combine(List.of(first.part(true), otherProcess.part(true), again.part(true))))
        .hasSize(3);
  }

  @Test
  void aTableOfTheTimelinesKernelsAddsItsMetricsAndNoKernel() {
    Traces timeline = new Traces("out/trace_view.json", "chrome");
    timeline.kernel("1", "add", 1_000, 10, 1);
    int second = timeline.kernel("1", "add", 2_000, 10, 2);
    Traces table = new Traces("out/kernel_details.csv", "ascend-csv");
    int row = table.kernel("", "add", 2_001, 10, 2); // rounded
    table.kernel("", "add", 1_000, 10, 1);
    table.out.kernelMetrics().add(row, -1, table.text("cycles"), -1, 7, -1, -1);
    List<Timeline> timelines = Combiner.combine(List.of(table.part(true), timeline.part(false)));
    assertThat(timelines).hasSize(1);
    Timeline one = timelines.getFirst();
    assertThat(one.trace().slices().size()).isEqualTo(2);
    assertThat(one.trace().kernelMetrics().sliceRow(0)).isEqualTo(second);
    assertThat(join(one, 1).by()).isEqualTo("kernel name and start");
    assertThat(join(one, 1).matched()).isEqualTo(2);
  }

  @Test
  void tablesOfOtherFoldersAndOfOtherKernelsStayTimelines() {
    Traces timeline = new Traces("out/trace_view.json", "chrome");
    timeline.kernel("1", "add", 1_000, 10, 1);
    Traces elsewhere = new Traces("old/kernel_details.csv", "ascend-csv");
    elsewhere.kernel("", "add", 1_000, 10, 1);
    Traces later = new Traces("out/kernel_details.csv", "ascend-csv");
    later.kernel("", "add", 9_000, 10, 1);
    assertThat(
            Combiner.combine(List.of(timeline.part(false), elsewhere.part(true), later.part(true))))
        .hasSize(3);
  }

  private static Traces counters(String name, String process, long startNs, double value) {
    Traces table = new Traces(name, "rocprof-csv");
    int kernel = table.kernel(process, "gemm", startNs, 500, 17);
    table
        .out
        .kernelMetrics()
        .add(kernel, Ids.NONE, table.text("SQ_WAVES"), Ids.NONE, value, Ids.NONE, Ids.NONE);
    return table;
  }

  @Test
  void aTableOfCountersRepeatsTheKernelsOfItsRecordingAndAddsNone() {
    Traces calls = new Traces("out/app_hip_api_trace.csv", "rocprof-csv");
    calls.launch("9", "12", 900, 50, 17);
    Traces kernels = new Traces("out/app_kernel_trace.csv", "rocprof-csv");
    kernels.kernel("9", "gemm", 1_000, 500, 17);
    Traces sums = new Traces("out/app_kernel_stats.csv", "rocprof-csv");
    sums.sumOfKernels("gemm", 500);
    List<Timeline> timelines =
        Combiner.combine(
            List.of(
                counters("out/app_counter_collection.csv", "9", 1_000, 64).part(true),
                calls.part(true),
                sums.part(true),
                kernels.part(true)));
    assertThat(timelines).hasSize(1);
    Timeline one = timelines.getFirst();
    assertThat(one.sources()).hasSize(4);
    assertThat(one.trace().slices().size()).isEqualTo(2);
    assertThat(one.trace().samples().size()).isZero();
    assertThat(one.trace().kernelMetrics().size()).isEqualTo(1);
    int kernel = one.trace().kernelMetrics().sliceRow(0);
    Links links = Linker.link(one.trace(), one.problems());
    assertThat(links.quality(kernel)).isEqualTo(LinkQuality.EXACT);
  }

  @Test
  void runsThatCollectOtherCountersOfTheSameKernelsAreOneRun() {
    List<Timeline> timelines =
        Combiner.combine(
            List.of(
                counters("MI200/SQ_IFETCH_LEVEL.csv", "", 1_000, 1).part(true),
                counters("MI200/pmc_perf_0.csv", "", 77_000, 2).part(true),
                counters("MI200/pmc_perf_1.csv", "", 88_000, 3).part(true)));
    assertThat(timelines).hasSize(1);
    assertThat(timelines.getFirst().trace().slices().size()).isEqualTo(1);
    assertThat(timelines.getFirst().trace().kernelMetrics().size()).isEqualTo(3);
    assertThat(join(timelines.getFirst(), 2).quality()).isEqualTo(LinkQuality.INFERRED);
  }

  @Test
  void filesOfTwoProgramsInOneFolderAreTwoRecordings() {
    Traces kernels = new Traces("out/b_kernel_trace.csv", "rocprof-csv");
    kernels.kernel("", "gemm", 1_000, 500, 17);
    Traces calls = new Traces("out/a_hip_api_trace.csv", "rocprof-csv");
    calls.launch("9", "12", 900, 50, 17);
    assertThat(Combiner.combine(List.of(kernels.part(true), calls.part(true)))).hasSize(2);
  }

  @Test
  void theBeginningOfANameIsWhatAllFilesOfASetHaveInCommon() {
    assertThat(Combiner.prefix("out/1234_agent_info.csv")).isEqualTo("out/1234_");
    assertThat(Combiner.prefix("out/a_hip_api_trace.csv")).isEqualTo("out/a_");
    assertThat(Combiner.prefix("out/r_cuda_gpu_trace.csv.gz")).isEqualTo("out/r_");
    assertThat(Combiner.prefix("MI200/SQ_IFETCH_LEVEL.csv")).isEqualTo("MI200/");
    assertThat(Combiner.prefix("rank0/kernel_details.csv")).isEqualTo("rank0/");
    assertThat(Combiner.prefix("rank0/trace_view.json")).isEqualTo("rank0/");
    assertThat(Combiner.prefix("trace.json")).isEqualTo("");
  }

  @Test
  void inputsThatAreNoSetStayRanks() {
    Traces first = new Traces("rank0.json", "chrome");
    first.kernel("1", "gemm", 0, 5, 1);
    Traces second = new Traces("rank1.json", "chrome");
    second.launch("1", "2", 0, 5, 1);
    assertThat(Combiner.combine(List.of(first.part(false), second.part(false)))).hasSize(2);
  }

  @Test
  void kernelMetricsFollowNameAndLaunchOrderAndTheRestIsCounted() {
    Traces timeline = new Traces("trace.json", "chrome");
    int second = timeline.kernel("1", "gemm<64>(float*)", 2_000, 10, 2);
    int first = timeline.kernel("1", "gemm<64>(float*)", 1_000, 10, 1);
    int copy = timeline.kernel("1", "void ns::copy<float>(int)", 3_000, 10, 3);
    Traces measured = new Traces("run.ncu-rep", "ncu-rep");
    measured.execution("void gemm<(int)64>(float *)", 11, 25.0);
    measured.execution("copy", 12, 50.0);
    measured.execution("void gemm<(int)64>(float *)", 13, 75.0);
    measured.execution("unknown", 14, 99.0);
    Part metrics = measured.part(false);
    List<Timeline> timelines = Combiner.combine(List.of(metrics, timeline.part(false)));
    assertThat(timelines).hasSize(1);
    KernelMetricTable table = timelines.getFirst().trace().kernelMetrics();
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.sliceRow(0)).isEqualTo(first);
    assertThat(table.sliceRow(1)).isEqualTo(copy);
    assertThat(table.sliceRow(2)).isEqualTo(second);
    assertThat(table.value(2)).isEqualTo(75.0);
    // A measured duration is of another execution: the timeline's own stays the only one.
    assertThat(timelines.getFirst().trace().samples().size()).isZero();
    Join join = join(timelines.getFirst(), 1);
    assertThat(join.matched()).isEqualTo(3);
    assertThat(join.total()).isEqualTo(4);
    assertThat(join.quality()).isEqualTo(LinkQuality.INFERRED);
    assertThat(metrics.problems().count(ProblemCode.JOIN_INCOMPLETE)).isEqualTo(1);
  }

  @Test
  void metricsOfKernelsThatNobodyHasStayOnTheirOwn() {
    Traces timeline = new Traces("trace.json", "chrome");
    timeline.kernel("1", "gemm", 0, 10, 1);
    Traces measured = new Traces("run.ncu-rep", "ncu-rep");
    measured.execution("other", 11, 25.0);
    List<Timeline> timelines =
        Combiner.combine(List.of(timeline.part(false), measured.part(false)));
    assertThat(timelines).hasSize(2);
    assertThat(timelines.get(1).trace().kernelMetrics().size()).isEqualTo(1);
  }

  @Test
  void samplesOfTheSameThreadsGoToTheirTimelineWithUnixTimes() {
    Traces timeline = new Traces("trace.json", "chrome");
    timeline.out.setBaseTimeNs(1_000_000);
    timeline.launch("1", "42", 500, 100, 1);
    Traces sampled = new Traces("perf.txt", "perf");
    sampled.out.setBaseTimeNs(1_000_400);
    sampled.sample("42", "memcpy", 150);
    sampled.sample("42", "late", 90_000);
    Timeline one = Combiner.combine(List.of(timeline.part(false), sampled.part(false))).getFirst();
    assertThat(one.sources()).hasSize(2);
    Trace trace = one.trace();
    assertThat(trace.samples().timeNs(0)).isEqualTo(550);
    assertThat(trace.samples().trackRow(0)).isEqualTo(trace.slices().trackRow(0));
    assertThat(join(one, 1).matched()).isEqualTo(1);
    assertThat(join(one, 1).total()).isEqualTo(2);
    assertThat(join(one, 1).offsetNs()).isEqualTo(400);
    assertThat(join(one, 1).quality()).isEqualTo(LinkQuality.EXACT);
  }

  @Test
  void aSampleWithTwoValuesIsOneSample() {
    Traces timeline = new Traces("trace.json", "chrome");
    timeline.launch("1", "42", 500, 100, 1);
    Traces sampled = new Traces("perf.txt", "perf");
    for (int time = 510; time < 530; time += 10) {
      sampled.sample("42", "memcpy", time);
      int clock = sampled.measure(Quantity.CPU_NS, "cpu-clock");
      int stack = sampled.stack(CodeKind.NATIVE, "memcpy");
      sampled
          .out
          .samples()
          .add(time, sampled.track("1", "42"), stack, clock, 10, Ids.NONE, Ids.NONE);
    }
    Timeline one = Combiner.combine(List.of(timeline.part(false), sampled.part(false))).getFirst();
    assertThat(one.trace().samples().size()).isEqualTo(4);
    assertThat(join(one, 1).matched()).isEqualTo(2);
    assertThat(join(one, 1).total()).isEqualTo(2);
  }

  @Test
  void samplesOfAnotherClockKeepTheirThreadsAndLoseTheirTimes() {
    Traces timeline = new Traces("trace.json", "chrome");
    timeline.launch("1", "42", 500, 100, 1);
    Traces sampled = new Traces("perf.txt", "perf");
    sampled.sample("42", "memcpy", 77_000_000);
    Timeline one = Combiner.combine(List.of(timeline.part(false), sampled.part(false))).getFirst();
    assertThat(one.trace().samples().timeNs(0)).isEqualTo(Times.NONE);
    assertThat(join(one, 1).matched()).isZero();
    assertThat(join(one, 1).quality()).isEqualTo(LinkQuality.INFERRED);
    assertThat(join(one, 1).by()).contains("thread only");
  }

  @Test
  void samplesOfOtherThreadsAreAnotherTimeline() {
    Traces timeline = new Traces("trace.json", "chrome");
    timeline.launch("1", "42", 500, 100, 1);
    Traces sampled = new Traces("perf.txt", "perf");
    sampled.sample("43", "memcpy", 510);
    assertThat(Combiner.combine(List.of(timeline.part(false), sampled.part(false)))).hasSize(2);
  }
}
