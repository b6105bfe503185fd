package dev.plumb.explain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks one analysis about a scenario. */
public final class Asked {
  private Asked() {}

  public static Outcome outcome(Analysis analysis, Facts facts) {
    return outcome(analysis, facts, Map.of());
  }

  /** With limits by their names within the analysis. */
  public static Outcome outcome(Analysis analysis, Facts facts, Map<String, Double> limits) {
    Map<String, Double> named = new HashMap<>();
    limits.forEach((name, value) -> named.put(analysis.id() + "/" + name, value));
    Outcome outcome =
        new Analyzer(List.of(analysis), named).explain(facts).answers().getFirst().outcome();
    if (outcome instanceof Failed failed) {
      throw new AssertionError(failed.why());
    }
    Verdict.record(analysis, outcome);
    return outcome;
  }

  /** Its findings; none if it is clean or cannot tell. */
  public static List<Finding> findings(Analysis analysis, Facts facts) {
    return outcome(analysis, facts) instanceof Found found ? found.findings() : List.of();
  }
}
