package dev.plumb.profile.diff;

/**
 * A number that says how a run did as a whole.
 *
 * @param id name in options and in JSON: {@code step_ns}
 * @param title what people call it
 * @param unit "ns", "bytes", or "" for a count
 */
public record Figure(String id, String title, String unit, Change change) {}
