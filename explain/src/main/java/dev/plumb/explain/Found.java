package dev.plumb.explain;

import java.util.List;

/**
 * There is something to say.
 *
 * @param findings at least one
 */
public record Found(List<Finding> findings) implements Outcome {
  public Found {
    findings = List.copyOf(findings);
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("nothing found is Clean");
    }
  }

  /** {@link Found}, or {@link Clean} with this reason if there is nothing. */
  public static Outcome orClean(List<Finding> findings, String why) {
    return findings.isEmpty() ? new Clean(why) : new Found(findings);
  }
}
