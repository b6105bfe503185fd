package dev.plumb.explain;

import java.util.Locale;

/** What a finding rests on. */
public enum Confidence {
  /** Measured times joined by ids that the profiler wrote. */
  EXACT,
  /** Some joins go by time, name or order. */
  INFERRED,
  /** A model or a name pattern decides. */
  HEURISTIC;

  /** The weaker of the two. */
  public Confidence and(Confidence other) {
    return ordinal() >= other.ordinal() ? this : other;
  }

  /** Name in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
