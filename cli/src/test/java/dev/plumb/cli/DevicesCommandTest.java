package dev.plumb.cli;

import static dev.plumb.cli.Json.list;
import static dev.plumb.cli.Json.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.devices.DeviceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevicesCommandTest {
  private final CommandRunner plumb = new CommandRunner();

  @TempDir private Path folder;

  @Test
  void everyDeviceHasALineAndColumnsAreAligned() {
    assertThat(plumb.run("devices")).isEqualTo(0);
    List<String> lines = plumb.out().lines().toList();
    for (DeviceModel device : DeviceCatalogue.bundled().all()) {
      assertThat(lines)
          .anyMatch(line -> line.matches(device.id() + " +\\Q" + device.name() + "\\E .*"));
    }
    int power = lines.getFirst().indexOf("power") + "power".length();
    assertThat(line("h100-sxm")).hasSize(power).endsWith(" 700");
    assertThat(line("h100-sxm"))
        .contains(" 132 ", " 80 ", " 3352 ", " 66.9 ", " 495 ", " 989 ", " 1979 ");
    assertThat(line("tpu-v5p")).hasSize(power).endsWith(" -").contains(" 459 ");
  }

  private String line(String id) {
    return plumb.out().lines().filter(each -> each.startsWith(id + " ")).findFirst().orElseThrow();
  }

  @Test
  void oneDeviceIsShownWithAllFiguresAndSources() {
    assertThat(plumb.run("devices", "h100-sxm")).isEqualTo(0);
    assertThat(plumb.out())
        .startsWith("NVIDIA H100 SXM5 80GB  [h100-sxm]\n")
        .contains("NVIDIA H100 80GB HBM3")
        .containsPattern("peak\\.matrix\\.bf16 +989\\.4  TFLOP/s +\\[\\d+]\n")
        .containsPattern(
            "peak\\.matrix\\.bf16 +794\\.5  TFLOP/s  measured +\\[\\d+] +2048x2048x13312")
        .containsPattern("limit\\.registers +65536  count ")
        .containsPattern("\\[\\d+] NVIDIA H100 Tensor Core GPU Architecture");
    DeviceModel device = DeviceCatalogue.bundled().byId("h100-sxm");
    assertThat(device).isNotNull();
    assertThat(device.figures())
        .allSatisfy(
            figure -> assertThat(plumb.out()).contains(figure.key().name(), figure.source().url()));
  }

  @Test
  void aNameOfATraceFindsOneAndOfAFamilyAll() {
    plumb.run("devices", "NVIDIA A100 80GB PCIe");
    assertThat(plumb.out()).contains("[a100-pcie-80gb]").doesNotContain("[a100-sxm-80gb]");
    plumb.run("devices", "H100");
    assertThat(plumb.out())
        .contains("[h100-sxm]", "[h100-pcie]", "[h100-nvl]")
        .doesNotContain("[h200");
    plumb.run("devices", "trillium");
    assertThat(plumb.out()).contains("[tpu-v6e]");
  }

  @Test
  void anUnknownNameSaysHowToAddOne() {
    assertThat(plumb.run("devices", "Abacus 3000")).isEqualTo(ExitCode.USAGE);
    assertThat(plumb.err())
        .contains(
            "no device file knows the name \"Abacus 3000\"", "PLUMB_DEVICES", "docs/devices.md");
    assertThat(plumb.out()).isEmpty();
  }

  @Test
  void jsonHasTheSameFigures() {
    assertThat(plumb.run("devices", "mi300x", "--json")).isEqualTo(0);
    Map<String, Object> json = object(Json.parse(plumb.out()));
    assertThat(json)
        .containsEntry("schema", "plumb.devices/1")
        .containsEntry("problems", List.of());
    assertThat(list(json.get("devices"))).hasSize(1);
    Map<String, Object> device = object(list(json.get("devices")).getFirst());
    assertThat(device).containsEntry("id", "mi300x").containsEntry("processor", "CU");
    assertThat(object(device.get("match"))).containsEntry("gfx", "gfx942");
    assertThat(list(device.get("figures")))
        .anySatisfy(figure ->
            assertThat(object(figure))
                .containsEntry("figure", "peak.matrix.bf16")
                .containsEntry("kind", "measured")
                .containsEntry("unit", "TFLOP/s")
                .containsEntry("base_unit", "FLOP/s")
                .hasEntrySatisfying(
                    "value", value -> assertThat(((Number) value).doubleValue()).isEqualTo(708))
                .hasEntrySatisfying(
                    "base_value",
                    value -> assertThat(((Number) value).doubleValue()).isEqualTo(708e12)));
    assertThat(plumb.run("devices", "--json")).isEqualTo(0);
    assertThat(list(object(Json.parse(plumb.out())).get("devices")))
        .hasSameSizeAs(DeviceCatalogue.bundled().all());
  }

  /** What --file prints is a device again, under any other name. */
  @Test
  void theFileOfOneDeviceStartsAnother() throws IOException {
    assertThat(plumb.run("devices", "l4", "--file")).isEqualTo(0);
    Files.writeString(
        folder.resolve("acme.json"),
        plumb.out().replace("NVIDIA L4\"", "Acme Nine\"").replace("L4$", "Acme Nine"));
    assertThat(plumb.run("devices", "--devices", folder.toString(), "Acme Nine")).isEqualTo(0);
    assertThat(plumb.out()).contains("Acme Nine  [acme]", folder.resolve("acme.json").toString());
    assertThat(plumb.err()).isEmpty();
    assertThat(plumb.run("devices", "--file")).isEqualTo(ExitCode.USAGE);
    assertThat(plumb.err()).contains("--file needs one device");
  }

  @Test
  void aFileThatCannotBeReadIsSaidAndCostsNoOther() throws IOException {
    Files.writeString(folder.resolve("bad.json"), "{");
    assertThat(plumb.run("devices", "--devices", folder.toString())).isEqualTo(0);
    assertThat(plumb.err()).contains(folder.resolve("bad.json").toString() + ":1: ");
    assertThat(plumb.out()).contains("h100-sxm");
    assertThat(plumb.run("devices", "--devices", folder.resolve("none").toString()))
        .isEqualTo(ExitCode.USAGE);
  }
}
