package dev.plumb.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceDevicesTest {
  private final DeviceMatcher matcher = new DeviceMatcher(DeviceCatalogue.bundled());

  private List<DeviceMatch> match(TraceBuilder builder) {
    Trace trace = builder.seal();
    return TraceDevices.match(trace, matcher);
  }

  private static TraceBuilder named(String... names) {
    TraceBuilder builder = new TraceBuilder("a test", "test", new Problems());
    for (int i = 0; i < names.length; i++) {
      int row = builder.devices().row(String.valueOf(i));
      if (!names[i].isEmpty()) {
        builder.devices().setName(row, names[i]);
      }
    }
    return builder;
  }

  @Test
  void everyDeviceOfTheTableGetsAnAnswerInItsOrder() {
    List<DeviceMatch> matches = match(named("NVIDIA L4", "", "Tesla T4"));
    assertThat(matches).hasSize(3);
    assertThat(matches.get(0).found()).map(DeviceModel::id).contains("l4");
    assertThat(matches.get(1).text()).isEqualTo("the trace does not name the device");
    assertThat(matches.get(2).found()).map(DeviceModel::id).contains("t4");
  }

  @Test
  void propertiesThatPytorchKeptAreUsed() {
    TraceBuilder builder = named("NVIDIA H100", "NVIDIA H100");
    builder.putMetadata(
        "deviceProperties",
        """
        [{"id": 1, "name": "NVIDIA H100", "totalGlobalMem": 85000000000, "computeMajor": 9,
          "computeMinor": 0, "numSms": 114, "warpSize": 32, "more": {"nested": [1]}}]
        """);
    List<DeviceMatch> matches = match(builder);
    assertThat(matches.get(0)).isInstanceOf(DeviceMatch.Ambiguous.class);
    assertThat(matches.get(1).found()).map(DeviceModel::id).contains("h100-pcie");
    assertThat(matches.get(1).text()).contains("114 SMs, 79 GiB");
  }

  @Test
  void whereAllDescribedDevicesAreAlikeOneOfAnotherNumberIsTooAsRocmNumbersThem() {
    TraceBuilder builder = new TraceBuilder("a test", "test", new Problems());
    builder.devices().row("9");
    String one = "\"name\": \"AMD Instinct MI300X\", \"numSms\": 304}";
    builder.putMetadata("deviceProperties", "[{\"id\": 0, " + one + ", {\"id\": 1, " + one + "]");
    assertThat(match(builder).getFirst().found()).map(DeviceModel::id).contains("mi300x");
  }

  @Test
  void whereDescribedDevicesDifferOneOfAnotherNumberIsUnknown() {
    TraceBuilder builder = new TraceBuilder("a test", "test", new Problems());
    builder.devices().row("9");
    builder.putMetadata(
        "deviceProperties",
        "[{\"id\": 0, \"name\": \"NVIDIA L4\"}, {\"id\": 1, \"name\": \"Tesla T4\"}]");
    assertThat(match(builder).getFirst().found()).isEmpty();
  }

  @Test
  void propertiesOfTheTableTellVariantsApart() {
    TraceBuilder builder = named("NVIDIA H100", "NVIDIA H100");
    builder.devices().setProperties(1, DeviceProperties.of(9, 0, 114, 85_000_000_000L, 32, 0));
    List<DeviceMatch> matches = match(builder);
    assertThat(matches.get(0)).isInstanceOf(DeviceMatch.Ambiguous.class);
    assertThat(matches.get(1).found()).map(DeviceModel::id).contains("h100-pcie");
  }

  @Test
  void aMachineThatIsDescribedWithoutItsNumbersDescribesEachOfItsDevices() {
    TraceBuilder builder = new TraceBuilder("a test", "test", new Problems());
    builder.devices().row("GPU 2");
    int machine = builder.devices().row("GPU");
    builder.devices().setName(machine, "MI300X");
    builder.devices().setProperties(machine, DeviceProperties.ofGfx(90402, 304, 0, 64, 0));
    assertThat(match(builder).getFirst().found()).map(DeviceModel::id).contains("mi300x");
  }

  @Test
  void damagedPropertiesLeaveTheName() {
    for (String damaged : List.of("[{\"id\": 0, ", "{}", "[3]", "")) {
      TraceBuilder builder = named("NVIDIA L4");
      builder.putMetadata("deviceProperties", damaged);
      assertThat(match(builder).getFirst().found()).as(damaged).map(DeviceModel::id).contains("l4");
    }
  }
}
