package dev.plumb.explain;

/**
 * The analysis broke. The others' answers stand.
 *
 * @param why the defect, for a report to the makers
 */
public record Failed(String why) implements Outcome {}
