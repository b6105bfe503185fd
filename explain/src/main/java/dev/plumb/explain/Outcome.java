package dev.plumb.explain;

/** What an analysis answers. */
public sealed interface Outcome permits Found, Clean, NotApplicable, Failed {}
