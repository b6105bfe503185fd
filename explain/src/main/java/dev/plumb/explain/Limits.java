package dev.plumb.explain;

import java.util.Map;

/** The thresholds of one analysis as they apply: its defaults, or what the user set instead. */
public final class Limits {
  private final Map<String, Double> values;

  Limits(Map<String, Double> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * Value of a threshold.
   *
   * @throws IllegalArgumentException if the analysis declares none of that name
   */
  public double get(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no threshold " + name);
    }
    return value;
  }
}
