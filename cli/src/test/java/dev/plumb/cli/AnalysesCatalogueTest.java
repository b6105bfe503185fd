package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing that looks for findings stays outside of the catalogue. */
class AnalysesCatalogueTest {
  @Test
  void everyAnalysisIsListed() {
    List<String> written =
        Architecture.production().stream()
            .filter(each -> each.isAssignableTo(Analysis.class) && !each.isInterface())
            .map(JavaClass::getName)
            .sorted()
            .toList();
    List<String> listed =
        Analyses.ALL.stream().map(each -> each.getClass().getName()).sorted().toList();
    assertThat(listed).isEqualTo(written);
  }

  /** Each has a section in docs/analyses.md, and each section is one. */
  @Test
  void everyAnalysisIsExplained() throws IOException {
    List<String> explained =
        Files.readAllLines(Markdown.ROOT.resolve("docs/analyses.md")).stream()
            .filter(line -> line.matches("## [a-z]+\\.[a-z-]+"))
            .map(line -> line.substring(3))
            .toList();
    assertThat(explained).isEqualTo(Analyses.ALL.stream().map(Analysis::id).sorted().toList());
  }

  @Test
  void idsAreDistinctAndWellFormed() {
    List<String> ids = Analyses.ALL.stream().map(Analysis::id).toList();
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]+\\.[a-z-]+"));
    for (Analysis each : Analyses.ALL) {
      assertThat(each.title()).as(each.id()).isNotBlank();
      assertThat(each.description()).as(each.id()).endsWith(".");
      each.thresholds().forEach(limit -> assertThat(limit.why()).as(limit.name()).isNotBlank());
    }
  }
}
