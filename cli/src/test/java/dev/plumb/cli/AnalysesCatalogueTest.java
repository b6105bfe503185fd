package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import dev.plumb.explain.Analyses;
import dev.plumb.explain.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that looks for findings stays outside of the catalogue. */
class AnalysesCatalogueTest {
  /** What tests say of the answers; what only informs is never clean. */
  private static final List<Pattern> ANSWERS =
      List.of(
          Pattern.compile("Finding"),
          Pattern.compile("Clean\\.class|\\(Clean\\)|FindingSeverity\\.INFO"),
          Pattern.compile("NotApplicable"));

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

  /** Each is tested where it finds something, where it is clean, and where it cannot tell. */
  @Test
  void everyAnalysisHasCasesOfItsThreeAnswers() throws IOException {
    List<String> missing = new ArrayList<>();
    Path tests = Markdown.ROOT.resolve("explain/src/test/java");
    for (Analysis analysis : Analyses.ALL) {
      Path folder = tests.resolve(analysis.getClass().getPackageName().replace('.', '/'));
      String name = "new " + analysis.getClass().getSimpleName() + "(";
      StringBuilder text = new StringBuilder();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          String test = Files.readString(file);
          text.append(test.contains(name) ? test : "");
        }
      }
      for (Pattern answer : ANSWERS) {
        if (!answer.matcher(text).find()) {
          missing.add(analysis.id() + " " + answer);
        }
      }
    }
    assertThat(missing).isEmpty();
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
