package dev.plumb.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs analyses over a run; one that breaks costs none of the others. */
public final class Analyzer {
  private final List<Analysis> analyses;
  private final Map<String, Double> overrides;

  /**
   * Of these analyses.
   *
   * @param overrides thresholds to use instead of defaults: {@code analysis.id/threshold} → value;
   *     see {@link #unknown}
   */
  public Analyzer(List<Analysis> analyses, Map<String, Double> overrides) {
    this.analyses = List.copyOf(analyses);
    this.overrides = Map.copyOf(overrides);
  }

  /** Overrides that no analysis has a threshold for. */
  public List<String> unknown() {
    List<String> unknown = new ArrayList<>(overrides.keySet());
    for (Analysis analysis : analyses) {
      analysis.thresholds().forEach(each -> unknown.remove(analysis.id() + "/" + each.name()));
    }
    unknown.sort(null);
    return unknown;
  }

  /** Asks each analysis. */
  public Explanation explain(Facts facts) {
    List<Explanation.Answer> answers = new ArrayList<>();
    for (Analysis analysis : analyses) {
      answers.add(new Explanation.Answer(analysis, ask(analysis, facts)));
    }
    return new Explanation(answers, KnownDevices.of(facts));
  }

  private Outcome ask(Analysis analysis, Facts facts) {
    List<Evidence> missing =
        analysis.needs().stream().filter(each -> !facts.has(each)).sorted().toList();
    if (!missing.isEmpty()) {
      return new NotApplicable(
          missing.stream().map(Evidence::what).collect(Collectors.joining(", ")),
          missing.stream()
              .map(each -> each.howToRecord(facts))
              .distinct()
              .collect(Collectors.joining("; ")));
    }
    try {
      Outcome outcome = analysis.run(facts, limits(analysis));
      return outcome instanceof Found found && (facts.isForeign() || facts.isJvm())
          ? new Found(found.findings().stream().map(Analyzer::withoutCode).toList())
          : outcome;
    } catch (RuntimeException defect) {
      StackTraceElement[] at = defect.getStackTrace();
      return new Failed(defect + (at.length == 0 ? "" : " at " + at[0]));
    }
  }

  /** Lines of code are PyTorch's: they do not help where it is not used. */
  private static Finding withoutCode(Finding finding) {
    return new Finding(
        finding.id(),
        finding.title(),
        finding.severity(),
        finding.contexts(),
        finding.evidence(),
        finding.impact(),
        finding.ceiling(),
        finding.confidence(),
        new Advice(finding.advice().text()),
        finding.recordNext());
  }

  private Limits limits(Analysis analysis) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Threshold each : analysis.thresholds()) {
      String key = analysis.id() + "/" + each.name();
      values.put(each.name(), overrides.getOrDefault(key, each.value()));
    }
    return new Limits(values);
  }
}
