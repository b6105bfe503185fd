package dev.plumb.explain;

/**
 * The run cannot tell.
 *
 * @param missing what it lacks
 * @param howToRecord what to do so that the next run can tell
 */
public record NotApplicable(String missing, String howToRecord) implements Outcome {}
