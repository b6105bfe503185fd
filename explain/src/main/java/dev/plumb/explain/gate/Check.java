package dev.plumb.explain.gate;

import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One threshold and what became of it.
 *
 * @param name name of the threshold: {@code max-regression.step_ns}
 * @param what what is held against it, in words: "step"
 * @param unit unit of value and limit: "ns", "bytes", "%" or ""
 * @param value what the new run has; {@link Double#NaN} where nothing was measured
 * @param limit what it may have
 * @param result whether it keeps to it
 * @param note what else there is to say, or null
 * @param change base and new run, or null where the threshold is not about a figure
 * @param culprits contexts that broke it, or where most of it comes from
 */
public record Check(
    String name,
    String what,
    String unit,
    double value,
    double limit,
    Result result,
    @Nullable String note,
    @Nullable Change change,
    List<Culprit> culprits) {
  /** What a check says. */
  public enum Result {
    /** The new run keeps to it. */
    PASSED("passed"),
    /** It does not. */
    FAILED("failed"),
    /** It was not measured, which is no reason to let it pass. */
    UNKNOWN("not measured");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    /** Lower-case words for people and for JSON. */
    public String label() {
      return label;
    }
  }

  /** A context that costs more than before. */
  public record Culprit(Cost cost, Site site) {}

  public Check {
    culprits = List.copyOf(culprits);
  }

  /** Whether the gate stays open. */
  public boolean passed() {
    return result == Result.PASSED;
  }
}
