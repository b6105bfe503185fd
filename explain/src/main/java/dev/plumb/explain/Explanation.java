package dev.plumb.explain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What all analyses answered about a run.
 *
 * @param answers in the order of the catalogue
 * @param devices what the devices of the run are
 */
public record Explanation(List<Answer> answers, KnownDevices devices) {
  /** What one analysis answered. */
  public record Answer(Analysis analysis, Outcome outcome) {}

  /** Nobody was asked. */
  public static final Explanation NONE = new Explanation(List.of());

  public Explanation {
    answers = List.copyOf(answers);
  }

  /** Answers about a run of which nobody asked what its devices are. */
  public Explanation(List<Answer> answers) {
    this(answers, KnownDevices.NONE);
  }

  /**
   * Findings of one analysis that another tells with more detail, by the beginnings of their ids:
   * idle time by the line that waits, exposed communication with what could hide it.
   */
  private static final Map<String, String> TOLD_BY =
      Map.of(
          "gpu.idle/data-loading", "data.loading/",
          "gpu.idle/synchronisation", "sync.blocking/",
          "gpu.timeline/exposed-communication", "comm.overlap/");

  /** What the others must concern of it, so that nothing is lost where it is left out. */
  private static final double TOLD = 0.9;

  /**
   * All findings: those first that a fix could save most by, what only informs last. What takes no
   * time, such as memory, stands where the least time of its severity would. What others tell with
   * more detail is left out.
   */
  public List<Finding> findings() {
    List<Finding> all = new ArrayList<>();
    for (Answer answer : answers) {
      if (answer.outcome() instanceof Found found) {
        all.addAll(found.findings());
      }
    }
    all.removeAll(all.stream().filter(each -> isToldByOthers(each, all)).toList());
    long whole = all.stream().mapToLong(each -> each.impact().ofNs()).max().orElse(0);
    all.sort(
        Comparator.comparing((Finding f) -> f.severity() == FindingSeverity.INFO)
            .thenComparing(Comparator.comparingLong((Finding f) -> worth(f, whole)).reversed())
            .thenComparing(Finding::id));
    return all;
  }

  private static boolean isToldByOthers(Finding finding, List<Finding> all) {
    String others = TOLD_BY.get(finding.id());
    long told =
        others == null
            ? 0
            : all.stream()
                .filter(each -> each.id().startsWith(others))
                .mapToLong(each -> each.impact().ns())
                .sum();
    return told > 0 && told >= TOLD * finding.impact().ns();
  }

  /** What it would buy at most, or what it concerns where nobody can say. */
  private static long worth(Finding finding, long wholeNs) {
    if (finding.impact().ofNs() == 0) {
      return (long) (finding.severity().leastShare() * wholeNs);
    }
    return finding.ceiling() == null ? finding.impact().ns() : finding.ceiling().ns();
  }

  /** Those that broke. */
  public List<Answer> failed() {
    return answers.stream().filter(each -> each.outcome() instanceof Failed).toList();
  }
}
