package dev.plumb.explain.gate;

import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.FindingsDiff;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.explain.gate.Check.Result;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.Figure;
import dev.plumb.profile.diff.FigureKind;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a comparison against thresholds. What was not measured does not pass. */
public final class Gate {
  private static final int CULPRITS = 5;

  private final RunDiff diff;
  private final FindingsDiff findings;
  private final boolean ignoreNoise;

  /**
   * A gate for one comparison.
   *
   * @param ignoreNoise whether a regression counts that is smaller than what steps differ by
   */
  public Gate(RunDiff diff, FindingsDiff findings, boolean ignoreNoise) {
    this.diff = diff;
    this.findings = findings;
    this.ignoreNoise = ignoreNoise;
  }

  /** Checks each threshold, in the order of their kinds. */
  public List<Check> check(Thresholds thresholds) {
    List<Check> checks = new ArrayList<>();
    thresholds.mostMore().forEach((kind, amount) -> checks.add(regression(kind, amount)));
    thresholds.most().forEach((kind, amount) -> checks.add(most(kind, amount)));
    Amount context = thresholds.contextRegression();
    if (context != null) {
      checks.add(contextRegression(context));
    }
    Amount kernels = thresholds.newKernels();
    if (kernels != null) {
      checks.add(newKernels(kernels));
    }
    Amount found = thresholds.newFindings();
    if (found != null) {
      checks.add(newFindings(found));
    }
    return checks;
  }

  private Check regression(FigureKind kind, Amount amount) {
    String name = "max-regression." + kind.id();
    Figure figure = diff.figure(kind);
    String unit = amount.percent() ? "%" : kind.unit();
    if (figure == null) {
      return unknown(name, kind, unit, amount);
    }
    Change change = figure.change();
    double value = amount.percent() ? 100 * change.relative() : change.difference();
    boolean over = value > amount.value();
    boolean chance = over && !change.isBeyondNoise() && !ignoreNoise;
    Result result = over && !chance ? Result.FAILED : Result.PASSED;
    String note =
        chance
            ? "more, but within what steps differ by"
            : change.hasNoise() ? null : "no noise estimate";
    return new Check(
        name,
        kind.title(),
        unit,
        value,
        amount.value(),
        result,
        note,
        change,
        culprits(kind, result));
  }

  private Check most(FigureKind kind, Amount amount) {
    String name = "max." + kind.id();
    Figure figure = diff.figure(kind);
    if (figure == null) {
      return unknown(name, kind, kind.unit(), amount);
    }
    double value = figure.change().fresh();
    Result result = value > amount.value() ? Result.FAILED : Result.PASSED;
    return new Check(
        name,
        kind.title(),
        kind.unit(),
        value,
        amount.value(),
        result,
        null,
        figure.change(),
        culprits(kind, result));
  }

  private static Check unknown(String name, FigureKind kind, String unit, Amount amount) {
    return new Check(
        name,
        kind.title(),
        unit,
        Double.NaN,
        amount.value(),
        Result.UNKNOWN,
        kind == FigureKind.STEP ? "not both runs mark steps" : "not both runs recorded it",
        null,
        List.of());
  }

  /** The contexts that cost more, of the costs that a figure is about; for checks that failed. */
  private List<Culprit> culprits(FigureKind kind, Result result) {
    if (result != Result.FAILED) {
      return List.of();
    }
    List<Culprit> culprits = new ArrayList<>();
    for (Cost cost : costsOf(kind)) {
      for (Site site : diff.cost(cost).sites()) {
        if (site.change().verdict() == Verdict.REGRESSION) {
          culprits.add(new Culprit(cost, site));
        }
      }
    }
    culprits.sort(Comparator.comparingDouble(culprit -> -culprit.site().change().difference()));
    return culprits.subList(0, Math.min(CULPRITS, culprits.size()));
  }

  private List<Cost> costsOf(FigureKind kind) {
    return switch (kind) {
      case STEP, SPAN, DEVICE_SPAN, IDLE -> diff.costsOfInterest();
      case COMPUTE, EXPOSED_COMM, EXPOSED_COPIES, DEVICE, KERNEL, COPY, COPY_BYTES ->
          List.of(Cost.DEVICE);
      case KERNELS, LAUNCHES -> List.of(Cost.KERNELS);
      case HOST -> List.of(Cost.HOST);
      case WALL -> List.of(Cost.WALL);
      case SAMPLES -> List.of(Cost.SAMPLES);
      case PC_SAMPLES -> List.of(Cost.PC_SAMPLES);
      case ALLOCATED -> List.of(Cost.ALLOCATED);
      case LIVE -> List.of(Cost.LIVE);
    };
  }

  private Check contextRegression(Amount amount) {
    String unit = amount.percent() ? "%" : "ns";
    double worst = 0;
    List<Culprit> culprits = new ArrayList<>();
    boolean measured = false;
    for (Cost cost : diff.costsOfInterest()) {
      if (!amount.percent() && !cost.unit().equals("ns")) {
        continue;
      }
      CostDiff costs = diff.cost(cost);
      measured |= costs.all().base() != 0;
      for (Site site : costs.sites()) {
        Change change = site.change();
        boolean more =
            ignoreNoise ? change.difference() > 0 : change.verdict() == Verdict.REGRESSION;
        double value =
            amount.percent() ? 100 * change.difference() / costs.all().base() : change.difference();
        if (more && value > amount.value()) {
          culprits.add(new Culprit(cost, site));
        }
        worst = more ? Math.max(worst, value) : worst;
      }
    }
    culprits.sort(Comparator.comparingDouble(culprit -> -culprit.site().change().difference()));
    Result result = !measured ? Result.UNKNOWN : culprits.isEmpty() ? Result.PASSED : Result.FAILED;
    return new Check(
        "max-context-regression",
        "largest regression of a context",
        unit,
        measured ? worst : Double.NaN,
        amount.value(),
        result,
        measured ? (diff.hasNoise() ? null : "no noise estimate") : "no times were recorded",
        null,
        culprits);
  }

  private Check newKernels(Amount amount) {
    List<String> names = diff.newKernels();
    boolean measured = diff.figure(FigureKind.KERNELS) != null;
    return count(
        "max-new-kernels",
        "kernels that are new",
        measured ? names.size() : Double.NaN,
        amount,
        measured ? first(names) : "not both runs recorded kernels");
  }

  private Check newFindings(Amount amount) {
    List<String> titles =
        findings.appeared().stream()
            .filter(finding -> finding.severity() != FindingSeverity.INFO)
            .map(Finding::title)
            .toList();
    return count("max-new-findings", "findings that are new", titles.size(), amount, first(titles));
  }

  private static @Nullable String first(List<String> names) {
    return names.isEmpty() ? null : "the first: " + names.getFirst();
  }

  private static Check count(
      String name, String what, double value, Amount amount, @Nullable String note) {
    Result result =
        Double.isNaN(value)
            ? Result.UNKNOWN
            : value > amount.value() ? Result.FAILED : Result.PASSED;
    return new Check(name, what, "", value, amount.value(), result, note, null, List.of());
  }
}
