package dev.plumb.explain.cost;

import java.util.Locale;

/** How well a cost is known. */
public enum Exactness {
  /** The shapes determine it. */
  EXACT,
  /** Something the trace does not say was assumed; the method says what. */
  ESTIMATE;

  /** The weaker of the two. */
  Exactness and(Exactness other) {
    return this == EXACT ? other : this;
  }

  /** Name in outputs. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
