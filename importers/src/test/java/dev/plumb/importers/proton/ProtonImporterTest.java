package dev.plumb.importers.proton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Imported;
import dev.plumb.importers.testing.JsonFuzz;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProtonImporterTest {
  private static final String PROFILE =
      """
      [{"children": [
         {"children": [
            {"children": [], "frame": {"name": "gemm", "type": "function"},
             "metrics": {"count": 3, "time (ns)": 9007199254740993, "flops16": 2.5e3,
                         "device_id": "1", "device_type": "CUDA"}}],
          "frame": {"name": "layer0", "type": "function"}, "metrics": {"cpu_time (ns)": 12}},
         {"frame": {"name": "/src/a.py:7@step"}, "children": [],
          "metrics": {"stalled_wait": 4, "time (ns)": 0, "half": 1.5}}],
       "frame": {"name": "ROOT", "type": "function"}, "metrics": {"count": 0, "time (ns)": 0}},
       {"CUDA": {"1": {"arch": "90", "num_sms": 132}}}, 17]
      """;

  private final ProtonImporter importer = new ProtonImporter();

  @Test
  void metricsStandAtTheirNodesWhateverTheOrderOfTheMembers() {
    Imported imported = Imported.of(importer, PROFILE);
    assertThat(imported.samples())
        .containsExactlyInAnyOrder(
            "KERNELS=3 layer0:scope;gemm:kernel",
            "KERNEL_NS=9007199254740993 layer0:scope;gemm:kernel",
            "OTHER=2500 layer0:scope;gemm:kernel",
            "CPU_NS=12 layer0:scope",
            "PC_SAMPLES=4 /src/a.py:7@step:kernel (wait)",
            "OTHER=2 /src/a.py:7@step:kernel");
    assertThat(imported.problems())
        .containsExactlyInAnyOrder("value-not-an-event 1@601", "value-rounded 1@453");
    assertThat(imported.trace().devices().name(0)).isEqualTo("CUDA 90");
    assertThat(imported.trace().events()).isEqualTo(4);
  }

  @Test
  void itIsKnownByItsContent() {
    assertThat(match(PROFILE)).isEqualTo(Match.CERTAIN);
    assertThat(match("[{\"ph\": \"X\", \"ts\": 1}]")).isEqualTo(Match.NO);
    assertThat(match("{\"children\": []}")).isEqualTo(Match.NO);
    assertThat(match("")).isEqualTo(Match.NO);
  }

  private Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  @Test
  void anyTextGivesTablesOrOneMessage() {
    JsonFuzz.run(importer, PROFILE, 3_000);
  }
}
