package dev.plumb.record.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an NVIDIA GPU did, by a CUPTI that plays a script. */
class CuptiRecordingTest extends GpuRecordingCases {
  CuptiRecordingTest() {
    super(Vendor.NVIDIA);
  }

  @Override
  int streams() {
    return 5;
  }

  @ParameterizedTest
  @CsvSource({
    "FAKE_CUPTI_SUBSCRIBE, 39, another profiler has CUPTI",
    "FAKE_CUPTI_SUBSCRIBE, 15, 'error 15 (CUPTI_ERROR_OF_OURS), as it does where the driver has no'",
    "FAKE_CUPTI_SUBSCRIBE, 999, 'error 999 (CUPTI_ERROR_UNKNOWN), as it does where the driver has no'",
    "FAKE_CUPTI_VERSION, 12, CUPTI 12 is not a version",
    "FAKE_CUPTI_VERSION, 140000, CUPTI 140000 is not a version",
    "FAKE_CUPTI_REFUSES, 10, administrators only",
    "CUDA_INJECTION64_PATH, /nowhere/libcupti.so, another tool"
  })
  void whereItCannotBeDoneThatIsSaidOnce(String variable, String value, String why)
      throws Exception {
    assertRefused(Map.of(variable, value), why);
  }

  @Test
  void olderVersionsAreKnown() throws Exception {
    for (String version : List.of("14", "28", "130000")) {
      Recorded run =
          gpu.record(
              List.of("0 enter runtime cudaLaunchKernel 1", "0 kernel 0 7 10 30 1 0 seen"),
              Plan.Gpu.AUTO,
              Map.of("FAKE_CUPTI_VERSION", version));
      assertThat(run.contexts(Quantity.KERNEL_NS))
          .isEqualTo(Map.of(List.of("cudaLaunchKernel", "seen"), 20L));
    }
  }

  /** Where several are installed, one that is newer than the driver would not begin. */
  @ParameterizedTest
  @CsvSource({"12020, 22", "13000, 130001", "9020, 130001"})
  void theNewestThatTheDriverKnowsIsTaken(int driver, String version, @TempDir Path installed)
      throws Exception {
    String fake = FakeGpu.source("fake_cupti.c");
    gpu.shared(fake, installed.resolve("libcupti.so.13"), "-DFAKE_VERSION=130001");
    gpu.shared(fake, installed.resolve("libcupti.so.12"), "-DFAKE_VERSION=22");
    Path cuda = installed.resolve("libcuda.so.1");
    String source =
        """
        __attribute__((visibility("default"))) int cuDriverGetVersion(int *version) {
          *version = %d;
          return 0;
        }
        """
            .formatted(driver);
    Path code = Files.writeString(installed.resolve("cuda.c"), source);
    gpu.shared(code.toString(), cuda, "-Wl,-soname,libcuda.so.1");

    Recorded run =
        gpu.record(
            List.of("0 enter runtime cudaLaunchKernel 1"),
            Plan.Gpu.AUTO,
            Map.of(
                "PLUMB_CUPTI",
                "",
                "LD_LIBRARY_PATH",
                installed.toString(),
                "LD_PRELOAD",
                cuda.toString()));

    assertThat(run.note("devices")).contains("{\"cupti\":\"" + version + "\"");
  }

  /**
   * Continuous sampling does not say which launch it was; one kernel at a time does, from CUDA 12.4
   * (22) on.
   */
  @ParameterizedTest
  @CsvSource({
    "continuous, 130001",
    "serialized, 130001",
    "serialized, 22",
    "continuous, 18",
    "serialized, 18"
  })
  void samplesOfProgramCountersHaveTheirReasons(String how, int version) throws Exception {
    List<String> script = new ArrayList<>();
    script.add("0 context created 4096");
    script.add("0 op aten::mm");
    script.add("0 enter runtime cudaLaunchKernel 9");
    script.add("0 end");
    // Barrier; the part of it that is told again; selected.
    script.add("0 samples 16 9 _Z4gemmPf 30 12 4");
    script.add("0 samples 32 9 _Z4gemmPf 0 0 8");
    script.add("0 sleep 250");
    script.add("0 samples 16 9 _Z4gemmPf 5 5 0");
    script.add("0 lostsamples 6");
    script.add("0 context goes 4096");

    Recorded run =
        gpu.record(
            script,
            Plan.Gpu.SAMPLES,
            Map.of("PLUMB_GPU_SAMPLES", how, "FAKE_CUPTI_VERSION", String.valueOf(version)));

    boolean isTold = how.equals("serialized") && version >= 22;
    List<String> path = isTold ? List.of("aten::mm", "cudaLaunchKernel") : List.of();
    assertThat(run.outcome.missing().containsKey("launches of the GPU's samples"))
        .isEqualTo(how.equals("serialized") && !isTold);
    assertThat(run.contexts(Quantity.PC_SAMPLES))
        .isEqualTo(
            Map.of(
                with(path, "gemm(float*)", "+0x10"), 39L,
                with(path, "gemm(float*)", "+0x20"), 8L));
    assertThat(run.problem(ProblemCode.SAMPLES_LOST)).isEqualTo(6);
    assertThat(reasons(run)).isEqualTo(Map.of("stalled_barrier", 35L, "selected", 12L));
  }

  @Test
  void samplesThatAreRefusedLeaveTheRest() throws Exception {
    Recorded run =
        gpu.record(
            List.of(
                "0 context created 4096",
                "0 enter runtime cudaLaunchKernel 1",
                "0 kernel 0 7 10 30 1 0 seen"),
            Plan.Gpu.SAMPLES,
            Map.of("FAKE_CUPTI_NO_SAMPLES", "1"));

    assertThat(run.outcome.missing().get("samples of the GPU")).contains("administrators only");
    assertThat(run.contexts(Quantity.KERNEL_NS))
        .isEqualTo(Map.of(List.of("cudaLaunchKernel", "seen"), 20L));
  }

  @Test
  void declarationsAgreeWithTheHeaders() throws Exception {
    checkDeclarations("CUDA_HOME", "/usr/local/cuda", "cupti.h");
  }
}
