package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** XLA's collectives by their own names. */
class XPlaneCollectivesTest {
  /**
   * The sums are those of a decoder of its own: no instruction of these cores runs beside an
   * all-reduce, so all of it is exposed.
   */
  @Test
  void allReducesOfATpuAreExposedCommunication() throws IOException {
    Path file = Corpus.orSkip().path("xprof/tpu_inference_2.xplane.pb");
    Map<String, Long> exposed = new TreeMap<>();
    for (Object each : asList(Reading.of(file).report().get("devices"))) {
      Map<String, Object> device = asObject(each);
      assertThat(asLong(device.get("collective_kernels"))).isEqualTo(3);
      Object ns = asObject(device.get("timeline")).get("exposed_comm_ns");
      exposed.put((String) device.get("id"), asLong(ns));
    }
    assertThat(exposed)
        .isEqualTo(
            Map.of("0", 365_076_256L, "1", 365_112_929L, "2", 365_089_389L, "3", 365_127_307L));
  }
}
