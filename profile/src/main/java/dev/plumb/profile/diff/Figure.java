package dev.plumb.profile.diff;

/** A number that says how the two runs did as a whole. */
public record Figure(FigureKind kind, Change change) {}
