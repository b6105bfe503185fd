package dev.plumb.explain;

import java.util.List;
import java.util.Set;

/**
 * Looks for one kind of inefficiency. Stateless: everything it knows comes from the {@link Facts}.
 */
public interface Analysis {
  /** Name in outputs and configuration, area first: {@code gpu.idle}. Never changes. */
  String id();

  /** What it looks for, in a few words: a title in catalogues. */
  String title();

  /** What it looks for and how, in a sentence or two for people who know the field. */
  String description();

  /** What must be in the run; where any is missing, the answer is {@link NotApplicable}. */
  Set<Evidence> needs();

  /** The limits that decide, each with its default and the reason for that. */
  List<Threshold> thresholds();

  /**
   * Looks at a run that has all of {@link #needs()}.
   *
   * @return {@link Found}, {@link Clean}, or {@link NotApplicable} where only a closer look shows
   *     that evidence is missing
   */
  Outcome run(Facts facts, Limits limits);
}
