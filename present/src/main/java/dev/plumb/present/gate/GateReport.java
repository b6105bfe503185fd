package dev.plumb.present.gate;

import static dev.plumb.present.diff.Values.fromTo;
import static dev.plumb.present.diff.Values.signed;
import static dev.plumb.present.diff.Values.value;

import dev.plumb.explain.gate.Check;
import dev.plumb.explain.gate.Check.Culprit;
import dev.plumb.explain.gate.Check.Result;
import dev.plumb.present.diff.DiffNames;
import dev.plumb.present.diff.DiffPlaces;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.RunDiff;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a gate decided, with the words that all outputs share.
 *
 * @param checks one for each threshold
 * @param places where the contexts of the comparison are
 */
public record GateReport(RunDiff diff, List<Check> checks, DiffPlaces places) {
  public GateReport {
    checks = List.copyOf(checks);
  }

  /** Whether every check passed. */
  public boolean passed() {
    return checks.stream().allMatch(Check::passed);
  }

  /** Checks that did not pass. */
  public List<Check> failed() {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  /** "passed", or how many of how many checks failed. */
  public String verdict() {
    return passed() ? "passed" : "failed: " + failed().size() + " of " + checks.size() + " checks";
  }

  /** A reason in one line: {@code max-regression.step_ns: +7.3 % > 5 %}. */
  public String reason() {
    return failed().stream()
        .map(check ->
            check.name()
                + ": "
                + (check.result() == Result.UNKNOWN
                    ? check.note()
                    : valueOf(check) + " > " + limitOf(check)))
        .collect(Collectors.joining("; "));
  }

  /** What the new run has. */
  public static String valueOf(Check check) {
    return Double.isNaN(check.value()) ? "–" : amount(check, check.value(), isIncrease(check));
  }

  /** What it may have. */
  public static String limitOf(Check check) {
    return amount(check, check.limit(), isIncrease(check));
  }

  /** "77.5 ms → 124 ms"; empty for checks that are about no figure. */
  public static String detailOf(Check check) {
    Change change = check.change();
    return change == null ? "" : fromTo(change, unitOfFigure(check));
  }

  private static boolean isIncrease(Check check) {
    return check.name().contains("regression");
  }

  /** The unit of what is compared, also where the threshold is a share. */
  private static String unitOfFigure(Check check) {
    int dot = check.name().indexOf('.');
    String figure = check.name().substring(dot + 1);
    return figure.endsWith("_ns") ? "ns" : figure.endsWith("_bytes") ? "bytes" : "";
  }

  private static String amount(Check check, double value, boolean signed) {
    if (Double.isInfinite(value)) {
      return "from nothing";
    }
    if (check.unit().equals("%")) {
      return String.format(Locale.ROOT, "%+.1f %%", value);
    }
    return signed ? signed(value, check.unit()) : value(value, check.unit());
  }

  /** A context that costs more, in one line. */
  public String culprit(Culprit culprit) {
    int row = culprit.site().row();
    return signed(culprit.site().change().difference(), culprit.cost().unit())
        + " "
        + culprit.cost().title()
        + " at "
        + DiffNames.label(diff.match(), row, places.of(row), 1).replace("  ", " ");
  }

  /** What a run is called. */
  static String name(Run run) {
    String first = run.inputs().getFirst().trace().name();
    return run.inputs().size() == 1 ? first : first + " and " + (run.inputs().size() - 1) + " more";
  }
}
