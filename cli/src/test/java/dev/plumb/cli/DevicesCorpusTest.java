package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceMatcher;
import dev.plumb.devices.DeviceModel;
import dev.plumb.devices.TraceDevices;
import dev.plumb.profile.Links;
import dev.plumb.trace.DeviceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names of devices as recorded traces have them. */
class DevicesCorpusTest {
  private static final String UNKNOWN = "unknown";

  /** What each name is found to be, with the properties that stand beside it in these files. */
  private static final Map<String, String> EXPECTED = new HashMap<>();

  static {
    EXPECTED.put("", "mi300x"); // 304 CUs and 192 GiB under capability 9.4 say it
    EXPECTED.put("A100-PCIE-40GB", "a100-pcie-40gb");
    EXPECTED.put("AMD Instinct MI210", "mi210");
    EXPECTED.put("AMD Instinct MI300X", "mi300x");
    EXPECTED.put("AMD Instinct MI300X VF", "mi300x");
    EXPECTED.put("AMD Instinct MI350X", "mi350x");
    EXPECTED.put("AMD Radeon Graphics", "mi210 or mi250"); // alike in all that is recorded
    EXPECTED.put("Ascend910B", "ascend-910b2 or ascend-910b3 or ascend-910b4");
    EXPECTED.put("GeForce GTX 1060 with Max-Q Design", UNKNOWN);
    EXPECTED.put("Intel(R) HD Graphics 630", UNKNOWN);
    EXPECTED.put("Microsoft Basic Render Driver", UNKNOWN);
    EXPECTED.put("NVIDIA A100-PG509-200", "a100-sxm-40gb");
    EXPECTED.put("NVIDIA A100-SXM4-40GB", "a100-sxm-40gb");
    EXPECTED.put("NVIDIA A100-SXM4-80GB", "a100-sxm-80gb");
    EXPECTED.put("NVIDIA A10G", "a10g");
    EXPECTED.put("NVIDIA GeForce RTX 2080 Ti", "rtx-2080-ti");
    EXPECTED.put("NVIDIA GeForce RTX 3080", "rtx-3080");
    EXPECTED.put("NVIDIA H100 80GB HBM3", "h100-sxm");
    EXPECTED.put("NVIDIA H200", "h200-sxm");
    EXPECTED.put("NVIDIA H800", UNKNOWN);
    EXPECTED.put("TPU v6 Lite", "tpu-v6e");
    EXPECTED.put("Tesla V100-DGXS-32GB", "v100-dgxs-32gb");
    EXPECTED.put("Tesla V100-SXM2-16GB", "v100-sxm2-16gb");
    EXPECTED.put("Tesla V100-SXM2-32GB", "v100-sxm2-32gb");
    EXPECTED.put("CUDA 86", "a10 or a10g or a40 or rtx-3080 or rtx-3090 or rtx-a6000");
    EXPECTED.put("CUDA 89", "l4 or l40s or rtx-4090");
    EXPECTED.put(
        "CUDA 90",
        "gh200-144gb or gh200-96gb or h100-nvl or h100-pcie or h100-sxm or h200-nvl or h200-sxm");
    EXPECTED.put("CUDA 100", "b200 or gb200");
    EXPECTED.put("HIP gfx90a", "mi210 or mi250 or mi250x");
    EXPECTED.put("HIP gfx942", "mi300a or mi300x or mi325x");
    EXPECTED.put("HIP gfx950", "mi350x or mi355x");
  }

  /** One of each format beside Trace Event JSON that names devices. */
  private static final List<String> OTHERS =
      List.of(
          "ascend-msinsight/pytorch/db/level1/rank0_ascend_pt/ASCEND_PROFILER_OUTPUT/"
              + "ascend_pytorch_profiler_0.db",
          "esmm/profile.8fce66.ncu-rep",
          "nsys-ai/mock.sqlite",
          "proton/cuda.json",
          "proton/hip.json",
          "proton/triton.json",
          "sglang-fork/profile.ncu-rep",
          "tracelens/rocprof/908_results.json.gz",
          "xprof/tpu_inference_2.xplane.pb");

  @Test
  void namesOfRecordedTracesAreWhatTheyAre() throws IOException {
    CorpusTraces.assumePresent();
    DeviceMatcher matcher = new DeviceMatcher(DeviceCatalogue.bundled());
    List<String> files = new ArrayList<>();
    for (CorpusTraces.Recorded recorded : CorpusTraces.chrome()) {
      if (recorded.facts().containsKey("device_names")) {
        files.add(recorded.path().toString());
      }
    }
    OTHERS.stream()
        .map(CorpusTraces.folder()::resolve)
        .filter(Files::isRegularFile)
        .forEach(path -> files.add(path.toString()));
    Map<String, String> found = new TreeMap<>();
    for (String file : files) {
      for (Links links : RoundTrip.load(file).inputs()) {
        match(links.trace(), matcher, found);
      }
    }
    assertThat(found).hasSizeGreaterThan(20);
    found.forEach((name, ids) -> assertThat(ids).as(name).isEqualTo(EXPECTED.get(name)));
  }

  /** Formats that tell all but the name: what they are found to be, device after device. */
  @Test
  void devicesWithoutANameAreFoundByTheirProperties() throws IOException {
    CorpusTraces.assumePresent();
    assertThat(found("xprof/GPU-multi-worker/34.83.195.179_6003.xplane.pb"))
        .containsOnly("v100-sxm2-16gb");
    assertThat(
            found(
                "tracelens/mi300/jax_conv_minimal_legacy/"
                    + "chi-mi300x-013.ord.vultr.cpe.ice.amd.com.xplane.pb"))
        .containsOnly("mi300x");
    String compute = "rocm-systems/rocprofiler-compute/vcopy/MI300X_A1/";
    assertThat(found(compute + "pmc_perf.csv", compute + "sysinfo.csv")).containsOnly("mi300x");
  }

  private static List<String> found(String... files) throws IOException {
    DeviceMatcher matcher = new DeviceMatcher(DeviceCatalogue.bundled());
    List<String> found = new ArrayList<>();
    String[] paths =
        Stream.of(files)
            .map(file -> CorpusTraces.folder().resolve(file).toString())
            .toArray(String[]::new);
    for (Links links : RoundTrip.load(paths).inputs()) {
      TraceDevices.match(links.trace(), matcher).forEach(each -> found.add(ids(each)));
    }
    return found;
  }

  private static void match(Trace trace, DeviceMatcher matcher, Map<String, String> found) {
    DeviceTable table = trace.devices();
    List<DeviceMatch> matches = TraceDevices.match(trace, matcher);
    for (int row = 0; row < table.size(); row++) {
      String name = table.name(row);
      if (name != null) {
        found.merge(
            name,
            ids(matches.get(row)),
            (one, other) -> one.equals(other) ? one : one + " and " + other);
      }
    }
  }

  private static String ids(DeviceMatch match) {
    return switch (match) {
      case DeviceMatch.Matched one -> one.model().id();
      case DeviceMatch.Ambiguous several -> joined(several.candidates().stream());
      case DeviceMatch.Unknown none -> UNKNOWN;
    };
  }

  private static String joined(Stream<DeviceModel> devices) {
    return devices.map(DeviceModel::id).sorted().collect(Collectors.joining(" or "));
  }
}
