package dev.plumb.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceMatcherTest {
  private static final long GIB = 1L << 30;

  private final DeviceMatcher matcher = new DeviceMatcher(DeviceCatalogue.bundled());

  private static ObservedDevice seen(
      String name, String capability, int processors, long gib, int waveSize) {
    return new ObservedDevice(name, capability, processors, gib * GIB, waveSize, 0);
  }

  private void assertFound(String id, DeviceMatch match) {
    assertThat(match.found()).as(match.text()).map(DeviceModel::id).contains(id);
  }

  private static List<String> candidates(DeviceMatch match) {
    assertThat(match).as(match.text()).isInstanceOf(DeviceMatch.Ambiguous.class);
    assertThat(match.found()).isEmpty();
    return ((DeviceMatch.Ambiguous) match)
        .candidates().stream().map(DeviceModel::id).sorted().toList();
  }

  private static String reason(DeviceMatch match) {
    assertThat(match).as(match.text()).isInstanceOf(DeviceMatch.Unknown.class);
    assertThat(match.found()).isEmpty();
    assertThat(((DeviceMatch.Unknown) match).advice()).contains("docs/devices.md");
    return match.text();
  }

  @Test
  void aNameThatOneVariantHasIsEnough() {
    assertFound("h100-sxm", matcher.match("NVIDIA H100 80GB HBM3"));
    assertFound("h100-pcie", matcher.match(" nvidia h100 pcie "));
    assertThat(matcher.match("NVIDIA H100 80GB HBM3").text())
        .isEqualTo("NVIDIA H100 SXM5 80GB (name)");
  }

  @Test
  void aNameThatVariantsShareIsAmbiguousUntilPropertiesTell() {
    assertThat(candidates(matcher.match("NVIDIA H100")))
        .containsExactly("h100-nvl", "h100-pcie", "h100-sxm");
    assertThat(matcher.match("NVIDIA H100").text())
        .endsWith("the trace does not give the number of processors and size of the memory");
    assertFound("h100-pcie", matcher.match(seen("NVIDIA H100", "9.0", 114, 79, 32)));
    assertFound("h100-nvl", matcher.match(seen("NVIDIA H100", "9.0", 132, 94, 32)));
    assertThat(candidates(matcher.match(seen("NVIDIA A100", "8.0", 108, 40, 32))))
        .containsExactly("a100-pcie-40gb", "a100-sxm-40gb");
  }

  @Test
  void aNameThatNoFileKnowsIsUnknownAndSaysHowToAddOne() {
    assertThat(reason(matcher.match("NVIDIA Z900"))).contains("\"NVIDIA Z900\"");
    assertThat(reason(matcher.match(""))).isEqualTo("the trace does not name the device");
  }

  /** Its peaks are not those of the whole, so nothing is better than something. */
  @Test
  void aSliceOfADeviceIsNotTheDevice() {
    assertThat(reason(matcher.match("NVIDIA A100-SXM4-40GB MIG 1g.5gb"))).contains("part of a GPU");
    assertThat(reason(matcher.match(seen("NVIDIA A100-SXM4-40GB", "8.0", 42, 20, 32))))
        .contains("has 42 SMs instead of 108");
  }

  @Test
  void propertiesThatContradictTheNamePrevail() {
    assertThat(reason(matcher.match(seen("NVIDIA GeForce RTX 3080", "8.6", 70, 12, 32))))
        .contains("70 SMs instead of 68");
    assertThat(reason(matcher.match(seen("Tesla V100-SXM2-16GB", "7.0", 80, 32, 32))))
        .contains("has 32 GiB instead of 16 GiB");
    assertThat(reason(matcher.match(seen("NVIDIA H100 PCIe", "8.0", 0, 0, 0))))
        .contains("compute capability 8.0 instead of 9.0");
    assertThat(reason(matcher.match(seen("NVIDIA H100 PCIe", "9.0", 0, 0, 64))))
        .contains("waves of 64 threads");
  }

  /** Drivers keep some of the memory: an 80 GB device may show 79.1 GiB. */
  @Test
  void memoryThatIsNearIsTheSame() {
    assertFound("mi300x", matcher.match(seen("AMD Instinct MI300X", "9.4", 304, 191, 64)));
  }

  @Test
  void aDeviceWithoutATellingNameIsFoundByArchitectureAndSize() {
    assertFound("mi300x", matcher.match(seen("", "9.4", 304, 191, 64)));
    assertFound("mi325x", matcher.match(seen("AMD Radeon Graphics", "9.4", 304, 255, 64)));
    assertThat(candidates(matcher.match(seen("AMD Radeon Graphics", "9.0", 104, 63, 64))))
        .containsExactly("mi210", "mi250");
    assertThat(reason(matcher.match(seen("AMD Radeon Graphics", "10.3", 36, 8, 32))))
        .contains("AMD Radeon Graphics");
    assertThat(reason(matcher.match(seen("Some GPU", "9.4", 304, 191, 64)))).contains("Some GPU");
  }

  @Test
  void someTracesKnowOnlyTheArchitecture() {
    assertThat(candidates(matcher.match("HIP gfx942")))
        .containsExactly("mi300a", "mi300x", "mi325x");
    assertFound("mi100", matcher.match("gfx908:sramecc+:xnack-"));
    assertFound("mi250x", matcher.match(seen("gfx90a", null, 110, 64, 64)));
    assertThat(candidates(matcher.match("CUDA 100"))).containsExactly("b200", "gb200");
    assertThat(candidates(matcher.match("CUDA 90")))
        .contains("h100-sxm")
        .doesNotContain("mi210", "a100-sxm-40gb");
    assertThat(reason(matcher.match("gfx1100"))).contains("gfx1100");
  }

  @Test
  void propertiesAreReadAsPytorchWritesThem() {
    ObservedDevice seen =
        ObservedDevice.ofKineto(
            Map.of(
                "name", "NVIDIA A100-PG509-200",
                "totalGlobalMem", "42505273344",
                "computeMajor", "8",
                "computeMinor", "0",
                "numSms", "108",
                "warpSize", "32"));
    assertThat(seen)
        .isEqualTo(new ObservedDevice("NVIDIA A100-PG509-200", "8.0", 108, 42505273344L, 32, 0));
    assertFound("a100-sxm-40gb", matcher.match(seen));
    assertThat(
            ObservedDevice.ofKineto(Map.of("name", "X", "numSms", "many", "totalGlobalMem", "-1")))
        .isEqualTo(ObservedDevice.named("X"));
  }

  /** As TensorFlow's profiler tells of a GPU: everything but the name. */
  @Test
  void theClockTellsBoardsOfTheSameChipApart() {
    ObservedDevice v100 = new ObservedDevice("", "7.0", 80, 16_945_512_448L, 0, 1_530_000_000L);
    assertFound("v100-sxm2-16gb", matcher.match(v100));
    ObservedDevice slow = new ObservedDevice("", "7.0", 80, 16_945_512_448L, 0, 1_380_000_000L);
    assertFound("v100-pcie-16gb", matcher.match(slow));
    ObservedDevice capped = new ObservedDevice("", "7.0", 80, 16_945_512_448L, 0, 900_000_000L);
    assertThat(candidates(matcher.match(capped))).contains("v100-sxm2-16gb", "v100-pcie-16gb");
  }

  @Test
  void whatTheTraceSaysOfAnUnknownDeviceIsRepeatedForWhoWritesAFile() {
    ObservedDevice odd = new ObservedDevice("Wonder 9", "99.1", 77, 12L << 30, 32, 0);
    assertThat(reason(matcher.match(odd)))
        .contains("\"Wonder 9\"", "77 processors", "12 GiB", "compute capability 99.1");
  }

  @Test
  void theSmallTpuOfTheFourthGenerationIsNotTheLargeOne() {
    assertFound("tpu-v4", matcher.match("TPU v4"));
    assertThat(reason(matcher.match("TPU v4 lite"))).contains("TPU v4 lite");
  }
}
