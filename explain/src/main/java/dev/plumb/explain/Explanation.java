package dev.plumb.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What all analyses answered about a run.
 *
 * @param answers in the order of the catalogue
 */
public record Explanation(List<Answer> answers) {
  /** What one analysis answered. */
  public record Answer(Analysis analysis, Outcome outcome) {}

  /** Nobody was asked. */
  public static final Explanation NONE = new Explanation(List.of());

  public Explanation {
    answers = List.copyOf(answers);
  }

  /** All findings: those first that a fix could save most by, what only informs last. */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.outcome() instanceof Found found) {
        all.addAll(found.findings());
      }
    }
    all.sort(
        Comparator.comparing((Finding f) -> f.severity() == FindingSeverity.INFO)
            .thenComparing(Comparator.comparingLong(Explanation::worth).reversed())
            .thenComparing(Finding::id));
    return all;
  }

  /** What it would buy at most, or what it concerns where nobody can say. */
  private static long worth(Finding finding) {
    return finding.ceiling() == null ? finding.impact().ns() : finding.ceiling().ns();
  }

  /** Those that broke. */
  public List<Answer> failed() {
    return answers.stream().filter(each -> each.outcome() instanceof Failed).toList();
  }
}
