package dev.plumb.explain;

/**
 * The evidence is there and nothing is wrong.
 *
 * @param why what was seen, with the figure that was held against the limit
 */
public record Clean(String why) implements Outcome {}
