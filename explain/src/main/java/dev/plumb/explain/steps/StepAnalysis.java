package dev.plumb.explain.steps;

import dev.plumb.explain.Advice;
import dev.plumb.explain.Analysis;
import dev.plumb.explain.Ceiling;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Confidence;
import dev.plumb.explain.Context;
import dev.plumb.explain.Evidence;
import dev.plumb.explain.EvidenceTable;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.Found;
import dev.plumb.explain.Impact;
import dev.plumb.explain.Limits;
import dev.plumb.explain.Outcome;
import dev.plumb.explain.SliceRef;
import dev.plumb.explain.Step;
import dev.plumb.explain.Threshold;
import dev.plumb.explain.base.Texts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code steps.outliers}: steps that take longer than the others, and in what. */
public final class StepAnalysis implements Analysis {
  private static final String SIGMAS = "min_sigmas";
  private static final String MIN_SHARE = "min_share";
  private static final int CONTEXTS = 8;

  /** More outliers than this are one finding: their number tells more than each of them. */
  private static final int MOST_SINGLE = 2;

  /** How many of them are looked into and listed, the longest first. */
  private static final int MOST_LISTED = 8;

  @Override
  public String id() {
    return "steps.outliers";
  }

  @Override
  public String title() {
    return "Steps that take longer than the others";
  }

  @Override
  public String description() {
    return "Holds each step behind the warm-up against the median of its rank, and names the calling"
        + " contexts that took longer in it. Leading steps of over 1.5 times the median are"
        + " warm-up: they are told, not blamed.";
  }

  @Override
  public Set<Evidence> needs() {
    return Set.of(Evidence.SEVERAL_STEPS);
  }

  @Override
  public List<Threshold> thresholds() {
    return List.of(
        new Threshold(SIGMAS, 3.5, "robust deviations above the median (Iglewicz and Hoaglin)"),
        new Threshold(MIN_SHARE, 0.1, "longer than the median by at least this share of it"));
  }

  @Override
  public Outcome run(Facts facts, Limits limits) {
    Map<String, List<Step>> byRank = new LinkedHashMap<>();
    for (Step step : facts.steps()) {
      String key = step.input() + "/" + step.rank();
      byRank.computeIfAbsent(key, each -> new ArrayList<>()).add(step);
    }
    List<Finding> findings = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (List<Step> steps : byRank.values()) {
      if (steps.size() >= 3) {
        UsualStep usual = UsualStep.of(steps);
        seen.add(
            "median "
                + Texts.time(usual.medianNs())
                + (usual.warmup() == 0 ? "" : " behind " + usual.warmup() + " of warm-up"));
        findings.addAll(outliers(facts, usual, limits));
      }
    }
    if (findings.isEmpty()) {
      return new Clean(
          "steps are alike: " + String.join("; ", seen.subList(0, Math.min(4, seen.size()))));
    }
    return new Found(findings);
  }

  private List<Finding> outliers(Facts facts, UsualStep usual, Limits limits) {
    double least =
        Math.max(limits.get(SIGMAS) * usual.spreadNs(), limits.get(MIN_SHARE) * usual.medianNs());
    List<Step> outliers =
        usual.usual().stream()
            .filter(step -> step.durNs() - usual.medianNs() > least)
            .sorted(Comparator.comparingLong(Step::durNs).reversed())
            .toList();
    if (outliers.isEmpty()) {
      return List.of();
    }
    List<Step> longest = outliers.subList(0, Math.min(MOST_LISTED, outliers.size()));
    StepContents contents = new StepContents(facts, usual, longest);
    if (outliers.size() > MOST_SINGLE) {
      return List.of(all(facts, usual, outliers, longest, contents));
    }
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < outliers.size(); i++) {
      findings.add(
          finding(
              facts, usual, outliers.get(i), contents.excess(i, CONTEXTS), contents.areKnown()));
    }
    return findings;
  }

  /** Threads and devices work side by side: together they may take longer than the step does. */
  private static double share(long longerNs, List<StepContents.Excess> excess) {
    long sum = excess.stream().mapToLong(each -> each.ns() - each.usualNs()).sum();
    return sum > longerNs ? (double) longerNs / sum : 1;
  }

  private Finding all(
      Facts facts,
      UsualStep usual,
      List<Step> outliers,
      List<Step> longest,
      StepContents contents) {
    EvidenceTable.Builder table = EvidenceTable.of("step", "ms", "ms as a rule", "times as long");
    Map<Integer, Long> byNode = new LinkedHashMap<>();
    for (int i = 0; i < longest.size(); i++) {
      Step step = longest.get(i);
      table.row(
          new SliceRef(step.input(), step.row()),
          step.name(),
          Texts.ms(step.durNs()),
          Texts.ms(usual.medianNs()),
          Texts.number((double) step.durNs() / usual.medianNs()));
      List<StepContents.Excess> excess = contents.excess(i, CONTEXTS);
      double share = share(step.durNs() - usual.medianNs(), excess);
      for (StepContents.Excess each : excess) {
        byNode.merge(each.node(), (long) (share * (each.ns() - each.usualNs())), Long::sum);
      }
    }
    List<Context> contexts =
        byNode.entrySet().stream()
            .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
            .limit(CONTEXTS)
            .map(each -> facts.sources().context(each.getKey(), each.getValue()))
            .toList();
    long longer = outliers.stream().mapToLong(step -> step.durNs() - usual.medianNs()).sum();
    Impact impact = facts.impact(longer);
    int rank = outliers.getFirst().rank();
    return new Finding(
        id() + (rank < 0 ? "/several" : "/rank" + rank),
        (rank < 0 ? "" : "rank " + rank + ", ")
            + outliers.size()
            + " of "
            + Texts.count(usual.usual().size(), "step")
            + (usual.warmup() == 0 ? "" : " behind " + usual.warmup() + " of warm-up")
            + " took longer than the others, up to "
            + Texts.time(longest.getFirst().durNs())
            + " in "
            + longest.getFirst().name()
            + "; the median is "
            + Texts.time(usual.medianNs()),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.build(),
        impact,
        new Ceiling(longer, "each of them takes as long as the median step"),
        Confidence.EXACT,
        new Advice(
            contents.areKnown()
                ? "See whether they come at regular distances (evaluation, checkpoints, logging) and"
                    + " what the first context does in them only; where nothing in the process took"
                    + " longer, look at what else runs on the machine."
                : UNKNOWN),
        null);
  }

  private static final String UNKNOWN =
      "What happened in single steps was not kept, only when they ran: look at what the program"
          + " does then, or record a few steps with a profiler of single events.";

  private Finding finding(
      Facts facts, UsualStep usual, Step step, List<StepContents.Excess> excess, boolean known) {
    long longer = step.durNs() - usual.medianNs();
    Impact impact = facts.impact(longer);
    EvidenceTable.Builder table =
        EvidenceTable.of("where", "ms in this step", "ms as a rule", "kind");
    table.row(
        new SliceRef(step.input(), step.row()),
        "the whole step",
        Texts.ms(step.durNs()),
        Texts.ms(usual.medianNs()),
        "host");
    List<Context> contexts = new ArrayList<>();
    double share = share(longer, excess);
    for (StepContents.Excess each : excess) {
      long ns = (long) (share * (each.ns() - each.usualNs()));
      Context context = facts.sources().context(each.node(), ns);
      contexts.add(context);
      table.row(
          context.text(),
          Texts.ms(each.ns()),
          Texts.ms(each.usualNs()),
          each.device() ? "device" : "host");
    }
    String rank = step.rank() < 0 ? "" : "rank " + step.rank() + ", ";
    return new Finding(
        id() + "/" + (step.rank() < 0 ? "" : "rank" + step.rank() + "/") + step.name(),
        rank
            + step.name()
            + " took "
            + Texts.time(step.durNs())
            + ", "
            + Texts.percent((double) longer / usual.medianNs())
            + " longer than the median of "
            + Texts.time(usual.medianNs()),
        FindingSeverity.ofShare(impact.share()),
        contexts,
        table.build(),
        impact,
        new Ceiling(longer, "the step takes as long as the median step"),
        Confidence.EXACT,
        new Advice(
            !known
                ? UNKNOWN
                : contexts.isEmpty()
                    ? "Nothing recorded within the step took longer: look outside of the process."
                    : "See what the first context does in this step only: a checkpoint, an evaluation,"
                        + " a longer input, a garbage collection, a first compilation of new shapes."),
        null);
  }
}
