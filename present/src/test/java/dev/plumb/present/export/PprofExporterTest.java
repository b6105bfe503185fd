package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PprofExporterTest {
  @Property(tries = 30)
  void everyValueAddsUpToTheTree(@ForAll long seed) throws IOException {
    Run run = SampleRuns.hostile(seed);
    PprofFile file = export(run);
    assertThat(file.sampleTypes)
        .containsExactly(
            "count/count", "gpu/nanoseconds", "cpu/nanoseconds", "alloc/bytes", "copied/bytes");
    assertThat(file.sum("count/count")).isEqualTo(ExportMetric.COUNT.total(run.tree()));
    assertThat(file.sum("gpu/nanoseconds")).isEqualTo(ExportMetric.GPU.total(run.tree()));
    assertThat(file.sum("cpu/nanoseconds")).isEqualTo(ExportMetric.CPU.total(run.tree()));
    assertThat(file.sum("alloc/bytes")).isEqualTo(ExportMetric.ALLOC.total(run.tree()));
  }

  @Test
  void samplesBeginWithTheLeafAndSayWhatItIs() throws IOException {
    PprofFile file = export(SampleRuns.plain());
    assertThat(file.defaultType).isEqualTo("gpu");
    PprofFile.Sample kernel =
        file.samples.stream()
            .filter(sample -> "kernel".equals(sample.labels().get("kind")))
            .findFirst()
            .orElseThrow();
    assertThat(file.functionAt(kernel.locations().getFirst())).startsWith("aten::");
    assertThat(file.functionAt(kernel.locations().getLast())).isEqualTo("plain.json");
    assertThat(kernel.labels()).containsEntry("rank", "plain.json");
  }

  @Test
  void pythonFramesHaveFileAndLine() throws IOException {
    assertThat(export(SampleRuns.hostile(2)).functions.values())
        .contains(
            new PprofFile.Function("forward", "[python] model.py(12): forward", "model.py", 12));
  }

  @Test
  void ranksAreLabels() throws IOException {
    PprofFile file = export(SampleRuns.ranks(3));
    assertThat(
            file.samples.stream().map(PprofFile.Sample::labels).map(l -> l.get("rank")).distinct())
        .containsExactlyInAnyOrder("rank 0", "rank 1", "rank 2");
  }

  @Test
  void giganticNamesAndNoEventsAtAllAreWritten() throws IOException {
    assertThat(export(SampleRuns.gigantic()).strings).anyMatch(text -> text.length() >= 1 << 20);
    PprofFile empty = export(SampleRuns.empty());
    assertThat(empty.samples).isEmpty();
    assertThat(empty.durationNs).isZero();
    assertThat(Map.copyOf(empty.functions)).hasSize(1);
  }

  private static PprofFile export(Run run) throws IOException {
    return PprofFile.read(Exported.bytes(new PprofExporter(), run, null, new ArrayList<>()));
  }
}
