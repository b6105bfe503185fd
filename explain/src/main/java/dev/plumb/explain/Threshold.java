package dev.plumb.explain;

/**
 * A limit that decides whether something is worth a finding.
 *
 * @param name name within its analysis, with the unit as its end: {@code min_share}, {@code
 *     max_gap_us}
 * @param value the default
 * @param why where the default comes from
 */
public record Threshold(String name, double value, String why) {}
