package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CollapsedExporterTest {
  @Property(tries = 30)
  void linesAddUpToTheTotalOfEveryMetric(@ForAll long seed) {
    Run run = SampleRuns.hostile(seed);
    for (ExportMetric metric : ExportMetric.values()) {
      long sum = 0;
      for (String line : lines(run, metric, new ArrayList<>())) {
        int blank = line.lastIndexOf(' ');
        sum += Long.parseLong(line.substring(blank + 1));
        assertThat(line.substring(0, blank)).doesNotContain("\r", "\0").doesNotEndWith(";");
      }
      assertThat(sum).as(metric.title()).isEqualTo(metric.total(run.tree()));
    }
  }

  @Test
  void aLineIsThePathBelowTheRootAndItsOwnValue() {
    assertThat(lines(SampleRuns.plain(), ExportMetric.KERNEL, new ArrayList<>()))
        .anyMatch(
            line -> line.matches("plain.json;[^;]+;step;aten::(mm|add);.*aten::(mm|add) \\d+"));
  }

  @Test
  void gpuTimeIsTheDefaultWhereThereIsAny() {
    Run run = SampleRuns.plain();
    assertThat(lines(run, null, new ArrayList<>()))
        .isEqualTo(lines(run, ExportMetric.GPU, new ArrayList<>()));
  }

  @Test
  void changedNamesAreAnnounced() {
    List<String> notes = new ArrayList<>();
    lines(SampleRuns.hostile(1), ExportMetric.GPU, notes);
    assertThat(notes).anyMatch(note -> note.contains("names held ';' or control characters"));
    notes.clear();
    lines(SampleRuns.plain(), ExportMetric.GPU, notes);
    assertThat(notes).hasSize(1).allMatch(note -> note.contains("GPU time in nanoseconds"));
  }

  @Test
  void giganticNamesAndNoEventsAtAllAreWritten() {
    assertThat(lines(SampleRuns.gigantic(), null, new ArrayList<>())).isNotEmpty();
    assertThat(lines(SampleRuns.empty(), null, new ArrayList<>())).isEmpty();
  }

  private static List<String> lines(Run run, ExportMetric metric, List<String> notes) {
    String text = Exported.text(new CollapsedExporter(), run, metric, notes);
    return text.isEmpty() ? List.of() : List.of(text.split("\n"));
  }
}
