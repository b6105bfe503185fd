package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.record.Pythons;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an AMD GPU did, by a rocprofiler-sdk that plays a script. */
class RocprofilerRecordingTest extends GpuRecordingCases {
  private static final List<String> SEEN =
      List.of("0 enter runtime hipLaunchKernel 1", "0 kernel 0 7 10 30 1 0 seen");

  private static final Map<List<String>, Long> SEEN_KERNELS =
      Map.of(List.of("hipLaunchKernel", "seen"), 20L);

  RocprofilerRecordingTest() {
    super(Vendor.AMD);
  }

  /** Copies have no queue: they are of a sixth stream. */
  @Override
  int streams() {
    return 6;
  }

  /** Before 1.0 a call's record knows no call around it, and kernels have no address. */
  @ParameterizedTest
  @ValueSource(strings = {"500", "602", "10000", "10105"})
  void versionsAreKnown(String version) throws Exception {
    GpuScript script = new GpuScript(Vendor.AMD, 5, 300);

    Recorded run =
        gpu.record(script.lines, Plan.Gpu.AUTO, Map.of("FAKE_ROCPROFILER_VERSION", version));

    for (Quantity each : List.of(Quantity.KERNEL_NS, Quantity.COPY_BYTES)) {
      assertThat(run.contexts(each)).isEqualTo(script.expected.get(each));
    }
    assertThat(run.note("devices")).contains("\"rocprofiler\":\"" + version + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "FAKE_ROCPROFILER_OTHER_TOOL, 1, another tool has rocprofiler-sdk",
    "FAKE_ROCPROFILER_VERSION, 400, rocprofiler-sdk 0.4.0 is not a version",
    "FAKE_ROCPROFILER_VERSION, 700, rocprofiler-sdk 0.7.0 is not a version",
    "FAKE_ROCPROFILER_VERSION, 20000, rocprofiler-sdk 2.0.0 is not a version",
    "FAKE_ROCPROFILER_REFUSES, create_context, refuses with error 16",
    "FAKE_ROCPROFILER_REFUSES, calls, refuses with error 16",
    "FAKE_ROCPROFILER_REFUSES, code, refuses with error 16",
    "FAKE_ROCPROFILER_REFUSES, dispatches, refuses with error 16",
    "FAKE_ROCPROFILER_REFUSES, start_context, refuses with error 16",
    "ROCP_TOOL_LIBRARIES, /nowhere/libother.so, another tool is loaded into HIP"
  })
  void whereItCannotBeDoneThatIsSaidOnce(String variable, String value, String why)
      throws Exception {
    assertRefused(Map.of(variable, value), why);
  }

  @Test
  void otherVersionsAreTriedIfSomebodySaysSo() throws Exception {
    Map<String, String> any =
        Map.of("FAKE_ROCPROFILER_VERSION", "20000", "PLUMB_ROCPROFILER_ANY_VERSION", "1");

    assertThat(gpu.record(SEEN, Plan.Gpu.AUTO, any).contexts(Quantity.KERNEL_NS))
        .isEqualTo(SEEN_KERNELS);
  }

  /** Where there is no SDK, HIP must not look for one: it would end the program. */
  @Test
  void nothingIsSetWithoutTheSdk() throws Exception {
    Recorded run =
        gpu.record(SEEN, Plan.Gpu.AUTO, Map.of("PLUMB_ROCPROFILER", "/nowhere/librocprofiler.so"));

    assertThat(run.output).contains("injected 0");
    assertThat(run.outcome.missing()).doesNotContainKey("work of the GPU");
  }

  @Test
  void copiesThatAreRefusedLeaveTheRest() throws Exception {
    List<String> script = new ArrayList<>(SEEN);
    script.add("0 copy 2 100 0 10 20 1");

    Recorded run = gpu.record(script, Plan.Gpu.AUTO, Map.of("FAKE_ROCPROFILER_REFUSES", "copies"));

    assertThat(run.outcome.missing()).containsKey("copies of the GPU");
    assertThat(run.contexts(Quantity.KERNEL_NS)).isEqualTo(SEEN_KERNELS);
  }

  /** Kernels that nobody told of, records that are too small, and names of code that has gone. */
  @Test
  void whatIsNotKnownIsCounted() throws Exception {
    Recorded run =
        record(
            List.of(
                "0 enter runtime hipLaunchKernel 1",
                "0 kernel 0 7 10 30 1 0 ?",
                "0 kernel 0 7 10 11 1 0 _Z4gonev",
                "0 unload _Z4gonev",
                "0 kernel 0 7 10 17 1 0 _Z4gonev",
                "0 small",
                "0 small"));

    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(
            Map.of(
                List.of("hipLaunchKernel", "[unknown kernel]"), 20L,
                List.of("hipLaunchKernel", "gone()"), 8L));
    assertThat(run.problem(ProblemCode.EVENTS_LOST)).isEqualTo(2);
  }

  /** Nobody but Plumb asks for what is in the buffers of a program that runs. */
  @Test
  void buffersAreAskedForWhileTheProgramRuns() throws Exception {
    List<String> script = new ArrayList<>(SEEN);
    script.add("0 awaitflush");
    script.add("0 kill");

    Recorded run = record(script);

    assertThat(run.contexts(Quantity.KERNEL_NS)).isEqualTo(SEEN_KERNELS);
    assertThat(run.problem(ProblemCode.TARGET_KILLED)).isEqualTo(1);
  }

  /** In Python, where the framework's windows are taken, HIP loads no profiler of ours. */
  @ParameterizedTest
  @CsvSource({"AUTO, False False", "ALWAYS, True True"})
  void pythonsThatTakeWindowsLoadNoProfiler(Plan.Gpu when, String set) throws Exception {
    Path script =
        Files.writeString(
            gpu.folder.resolve("names.py"),
            "import os; print(*(n in os.environ for n in"
                + " ('ROCP_TOOL_LIBRARIES', 'ROCPROFILER_REGISTER_LIBRARY')))");

    Recorded run = gpu.recordCommand(List.of(Pythons.any(), script.toString()), when, Map.of());

    assertThat(run.output).contains(set);
  }

  @Test
  void samplesByHardwareHaveTheirReasons() throws Exception {
    Recorded run =
        gpu.record(
            List.of(
                "0 op aten::mm",
                "0 enter runtime hipLaunchKernel 9",
                "0 end",
                "0 pcs 16 9 _Z4gemmPf 30 5",
                "0 pcs 16 9 _Z4gemmPf 4 -1",
                "0 pcs 32 9 _Z4gemmPf 8 3",
                "0 pcs 0 9 _Z4relu 2 3",
                "0 invalidsamples 6"),
            Plan.Gpu.SAMPLES,
            Map.of());

    List<String> path = List.of("aten::mm", "hipLaunchKernel");
    assertThat(run.contexts(Quantity.PC_SAMPLES))
        .isEqualTo(
            Map.of(
                with(path, "gemm(float*)", "+0x10"), 34L,
                with(path, "gemm(float*)", "+0x20"), 8L,
                with(path, "relu", "+0x0"), 2L));
    assertThat(reasons(run)).isEqualTo(Map.of("BARRIER_WAIT", 30L, "ISSUED", 4L, "WAITCNT", 10L));
    assertThat(run.problem(ProblemCode.SAMPLES_LOST)).isEqualTo(6);
  }

  @Test
  void samplesByTheHostHaveNoReasons() throws Exception {
    Recorded run =
        gpu.record(
            List.of(
                "0 enter runtime hipLaunchKernel 9", "0 trap 16 9 _Z4gemmPf 3", "0 trap 8 9 ? 2"),
            Plan.Gpu.SAMPLES,
            Map.of("FAKE_ROCPROFILER_OLD_GPU", "1"));

    assertThat(run.byName(Quantity.PC_SAMPLES, CodeKind.INSTRUCTION)).containsEntry("+0x10", 3L);
    assertThat(run.contexts(Quantity.PC_SAMPLES))
        .containsEntry(List.of("hipLaunchKernel", "gemm(float*)", "+0x10"), 3L);
    assertThat(run.contexts(Quantity.PC_SAMPLES).values()).containsExactlyInAnyOrder(3L, 2L);
    assertThat(reasons(run)).isEqualTo(Map.of("", 5L));
  }

  @ParameterizedTest
  @CsvSource({
    "FAKE_ROCPROFILER_REFUSES, samples, error 16",
    "FAKE_ROCPROFILER_VERSION, 600, '1.0, of ROCm 7'"
  })
  void samplesThatAreRefusedLeaveTheRest(String variable, String value, String why)
      throws Exception {
    Recorded run = gpu.record(SEEN, Plan.Gpu.SAMPLES, Map.of(variable, value));

    assertThat(run.outcome.missing().get("samples of the GPU")).contains(why);
    assertThat(run.contexts(Quantity.KERNEL_NS)).isEqualTo(SEEN_KERNELS);
  }

  @Test
  void declarationsAgreeWithTheHeaders() throws Exception {
    checkDeclarations("ROCM_PATH", "/opt/rocm", "rocprofiler-sdk/rocprofiler.h");
  }
}
