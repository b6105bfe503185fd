package dev.plumb.present.export;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.RecordedRuns;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a profiler recorded goes out as it came in. */
class RecordedStacksExportTest {
  private final Run cpu = RecordedRuns.cpu();

  @Test
  void collapsedHasTheStacksAndTheirThread() {
    assertThat(collapsed(cpu, null))
        .containsExactlyInAnyOrder(
            "main (11);main;train (train.py:7);loss (train.py:21) 3000000",
            "main (11);main;train (train.py:7);loss (train.py:21);train (train.py:9);memcpy 5000000",
            "worker (12);main;do_poll 1000000");
    assertThat(collapsed(cpu, "cache-misses"))
        .singleElement()
        .asString()
        .endsWith(";train (train.py:9);memcpy 77");
    assertThat(collapsed(cpu, "samples")).contains("worker (12) 2");
    assertThat(collapsed(RecordedRuns.kernels(), "pc"))
        .containsExactlyInAnyOrder(
            "void gemm<float>(int);gemm.cu:12 (gemm.cu:12);LDG.E R4, [R2] 32",
            "void gemm<float>(int);gemm.cu:12 (gemm.cu:12);FFMA R1, R2 8");
    assertThat(collapsed(RecordedRuns.snapshot(), null))
        .containsExactly(
            "train (train.py:7);linear (model.py:3) 8388608", "no stack recorded 1048576");
  }

  private static List<String> collapsed(Run run, String metric) {
    ExportMetric chosen = metric == null ? null : ExportMetric.named(run, metric);
    return Exported.text(new CollapsedExporter(), run, chosen, new ArrayList<>()).lines().toList();
  }

  @Test
  void speedscopeHasAProfileForEachThreadAndMeasure() {
    Map<String, Object> file =
        object(
            ParsedJson.of(Exported.text(new SpeedscopeExporter(), cpu, null, new ArrayList<>())));
    List<String> seen = new ArrayList<>();
    for (Object each : list(file.get("profiles"))) {
      Map<String, Object> profile = object(each);
      long sum = list(profile.get("weights")).stream().mapToLong(Long.class::cast).sum();
      assertThat(profile.get("endValue")).isEqualTo(sum);
      assertThat(list(profile.get("samples"))).hasSameSizeAs(list(profile.get("weights")));
      seen.add(profile.get("name") + " " + profile.get("unit") + " " + sum);
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            "main (11), cpu nanoseconds 8000000",
            "worker (12), cpu nanoseconds 1000000",
            "main (11), samples none 5",
            "worker (12), samples none 3",
            "main (11), cache-misses none 77");
    assertThat(list(object(file.get("shared")).get("frames")))
        .contains(Map.of("name", "loss", "file", "train.py", "line", 21L, "plumb", "python"));
  }

  @Test
  void pprofHasEveryMeasureAndKeepsThreadsAsLabels() throws IOException {
    PprofFile file =
        PprofFile.read(Exported.bytes(new PprofExporter(), cpu, null, new ArrayList<>()));
    assertThat(file.sampleTypes)
        .containsExactly("cpu/nanoseconds", "samples/count", "cache-misses/count");
    assertThat(file.defaultType).isEqualTo("cpu");
    assertThat(file.sum("cpu/nanoseconds")).isEqualTo(9_000_000);
    assertThat(file.sum("samples/count")).isEqualTo(8);
    assertThat(file.sum("cache-misses/count")).isEqualTo(77);
    assertThat(file.samples).hasSize(4);
    PprofFile.Sample deepest =
        file.samples.stream()
            .filter(sample -> sample.locations().size() == 5)
            .findFirst()
            .orElseThrow();
    assertThat(file.functionAt(deepest.locations().getFirst())).isEqualTo("memcpy");
    assertThat(file.functionAt(deepest.locations().getLast())).isEqualTo("main");
    assertThat(file.mappings).containsValues("app", "libc.so.6", "[kernel]");
    assertThat(deepest.labels()).containsEntry("thread", "main (11)");
  }

  @Test
  void graphsAndSnapshotsAreExportedToo() throws IOException {
    PprofFile graph =
        PprofFile.read(
            Exported.bytes(new PprofExporter(), RecordedRuns.graph(), null, new ArrayList<>()));
    assertThat(graph.sum("count/count")).isEqualTo(4);
    assertThat(graph.sum("cpu/nanoseconds")).isEqualTo(9_000);
    PprofFile snapshot =
        PprofFile.read(
            Exported.bytes(new PprofExporter(), RecordedRuns.snapshot(), null, new ArrayList<>()));
    assertThat(snapshot.sum("live/bytes")).isEqualTo(9 << 20);
    assertThat(snapshot.defaultType).isEqualTo("live");
  }

  @Test
  void theNamesOfMeasuresCanBeAskedFor() {
    assertThat(ExportMetric.names(cpu)).contains("gpu", "wall", "live", "cache-misses");
    assertThat(ExportMetric.named(cpu, "joule")).isNull();
  }
}
