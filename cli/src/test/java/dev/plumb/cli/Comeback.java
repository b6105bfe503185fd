package dev.plumb.cli;

import dev.plumb.profile.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the totals of a run that was written in a format and read back compare. What the format does
 * not hold must be absent: never a wrong number.
 *
 * @param totals how many were compared
 * @param lost what the format does not hold and the run has
 */
record Comeback(int totals, List<String> differences, Set<String> lost) {
  static Comeback of(Run run, Run back, String target) {
    Map<String, Object> before = RunTotals.of(run);
    Map<String, Object> after = RunTotals.of(back);
    Map<String, String> notCarried = NotCarried.by(target, run);
    List<String> differences = new ArrayList<>();
    Set<String> lost = new TreeSet<>();
    long operatorSteps = NotCarried.operatorSteps(target, run);
    if (operatorSteps > 0) {
      before.merge("cpu_ops", -operatorSteps, (all, steps) -> (Long) all + (Long) steps);
      lost.add(NotCarried.OPERATOR_STEPS);
    }
    before.forEach((total, value) -> {
      Object read = after.getOrDefault(total, RunTotals.NONE);
      String reason = NotCarried.reason(notCarried, total);
      if (!value.equals(read) && reason != null && RunTotals.isNothing(read)) {
        lost.add(reason);
      } else if (!value.equals(read)) {
        differences.add(total + ": " + value + " becomes " + read);
      }
    });
    after.forEach((total, read) -> {
      boolean known = before.containsKey(total) || RunTotals.isNothing(read);
      if (!known && NotCarried.reason(notCarried, total) == null) {
        differences.add(total + ": nothing becomes " + read);
      }
    });
    return new Comeback(before.size(), differences, lost);
  }

  @Override
  public String toString() {
    String result = differences.isEmpty() ? "equal" : "DIFFER: " + differences;
    String missing = lost.isEmpty() ? "" : "; not carried: " + String.join("; ", lost);
    return totals + " totals " + result + missing;
  }
}
