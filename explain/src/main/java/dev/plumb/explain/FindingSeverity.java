package dev.plumb.explain;

import java.util.Locale;

/** How much a finding matters, by the share of the run that it concerns. */
public enum FindingSeverity {
  /** A fifth of the run or more. */
  HIGH,
  /** A twentieth or more. */
  MEDIUM,
  /** Less. */
  LOW,
  /** Says how things are; there is nothing to win by itself. */
  INFO;

  private static final double HIGH_SHARE = 0.20;
  private static final double MEDIUM_SHARE = 0.05;

  /** Severity of something that concerns {@code share} of the run, 0 to 1. */
  public static FindingSeverity ofShare(double share) {
    return share >= HIGH_SHARE ? HIGH : share >= MEDIUM_SHARE ? MEDIUM : LOW;
  }

  /** The least share of a run that makes something as severe; nothing for those below medium. */
  public double leastShare() {
    return this == HIGH ? HIGH_SHARE : this == MEDIUM ? MEDIUM_SHARE : 0;
  }

  /** Name in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
