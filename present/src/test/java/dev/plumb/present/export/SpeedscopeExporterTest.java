package dev.plumb.present.export;

import static dev.plumb.present.ParsedJson.list;
import static dev.plumb.present.ParsedJson.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SpeedscopeExporterTest {
  @Property(tries = 30)
  void theFileObeysTheSchemaAndItsWeightsAddUp(@ForAll long seed) {
    Run run = SampleRuns.hostile(seed);
    Map<String, Object> file = export(run, null);
    assertThat(file.get("$schema")).isEqualTo("https://www.speedscope.app/file-format-schema.json");
    List<Object> frames = list(object(file.get("shared")).get("frames"));
    for (Object frame : frames) {
      assertThat(object(frame).get("name")).isInstanceOf(String.class);
      assertThat(object(frame).getOrDefault("line", 1L)).isInstanceOf(Long.class);
    }
    List<Object> profiles = list(file.get("profiles"));
    assertThat(profiles).hasSize(5);
    assertThat((Long) file.get("activeProfileIndex")).isLessThan(profiles.size());
    check(
        object(profiles.get(0)), "nanoseconds", ExportMetric.GPU.total(run.tree()), frames.size());
    check(
        object(profiles.get(1)), "nanoseconds", ExportMetric.CPU.total(run.tree()), frames.size());
    check(object(profiles.get(2)), "bytes", ExportMetric.ALLOC.total(run.tree()), frames.size());
    check(object(profiles.get(3)), "none", ExportMetric.COUNT.total(run.tree()), frames.size());
    check(object(profiles.get(4)), "bytes", ExportMetric.COPIED.total(run.tree()), frames.size());
  }

  private static void check(Map<String, Object> profile, String unit, long total, int frames) {
    assertThat(profile.get("type")).isEqualTo("sampled");
    assertThat(profile.get("unit")).isEqualTo(unit);
    assertThat(profile.get("startValue")).isEqualTo(0L);
    assertThat(profile.get("endValue")).isEqualTo(total);
    List<Object> samples = list(profile.get("samples"));
    List<Object> weights = list(profile.get("weights"));
    assertThat(weights).hasSameSizeAs(samples);
    assertThat(weights.stream().mapToLong(Long.class::cast).sum()).isEqualTo(total);
    for (Object sample : samples) {
      assertThat(list(sample))
          .isNotEmpty()
          .allMatch(frame -> (Long) frame >= 0 && (Long) frame < frames);
    }
  }

  @Test
  void pythonFramesHaveFileAndLine() {
    List<Object> frames =
        list(object(export(SampleRuns.hostile(2), null).get("shared")).get("frames"));
    assertThat(frames)
        .contains(Map.of("name", "forward", "file", "model.py", "line", 12L, "plumb", "python"));
  }

  @Test
  void oneMetricCanBeChosen() {
    Map<String, Object> file = export(SampleRuns.plain(), ExportMetric.KERNEL);
    assertThat(list(file.get("profiles"))).hasSize(1);
  }

  @Test
  void giganticNamesAndNoEventsAtAllAreWritten() {
    assertThat(list(export(SampleRuns.gigantic(), null).get("profiles"))).isNotEmpty();
    assertThat(list(export(SampleRuns.empty(), null).get("profiles"))).hasSize(1);
  }

  private static Map<String, Object> export(Run run, ExportMetric metric) {
    return object(
        ParsedJson.of(Exported.text(new SpeedscopeExporter(), run, metric, new ArrayList<>())));
  }
}
