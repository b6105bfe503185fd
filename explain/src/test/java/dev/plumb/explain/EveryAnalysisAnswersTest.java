package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs the tests that stand beside each analysis, and looks at what it answered in them: it must
 * have found something, have been clean, and have been unable to tell. Words in a test prove
 * nothing.
 */
class EveryAnalysisAnswersTest {
  @Test
  void testsOfEveryAnalysisMakeItGiveItsThreeAnswers() {
    Map<String, List<Analysis>> byPackage = new TreeMap<>();
    for (Analysis each : Analyses.ALL) {
      byPackage
          .computeIfAbsent(each.getClass().getPackageName(), name -> new ArrayList<>())
          .add(each);
    }
    List<String> missing = new ArrayList<>();
    byPackage.forEach((name, analyses) -> {
      Verdict.forget();
      SummaryGeneratingListener ran = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request().selectors(selectPackage(name)).build(), ran);
      assertThat(ran.getSummary().getTestsSucceededCount()).as("tests of " + name).isPositive();
      for (Analysis each : analyses) {
        EnumSet<Verdict> lacking = EnumSet.allOf(Verdict.class);
        lacking.removeAll(Verdict.of(each));
        if (!lacking.isEmpty()) {
          missing.add(each.id() + " is never " + lacking);
        }
      }
    });
    assertThat(missing).isEmpty();
  }

  /** The book tells the answers apart; otherwise the test above could not fail. */
  @Test
  void theBookHoldsWhatWasAnswered() {
    Verdict.forget();
    Analysis idle =
        Analyses.ALL.stream()
            .filter(each -> each.id().equals("gpu.idle"))
            .findFirst()
            .orElseThrow();
    Scenario orphans = new Scenario();
    orphans.orphan("gemm", 0, 10);
    Asked.outcome(idle, orphans.facts());
    assertThat(Verdict.of(idle)).containsExactly(Verdict.NOT_APPLICABLE);
    Scenario late = new Scenario();
    late.kernel("a", 0, 5, 10, 100);
    late.kernel("b", 1_000, 5, 1_010, 100);
    Asked.outcome(idle, late.facts());
    assertThat(Verdict.of(idle)).containsExactly(Verdict.FIRES, Verdict.NOT_APPLICABLE);
  }
}
