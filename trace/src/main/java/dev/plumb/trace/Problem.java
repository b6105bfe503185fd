package dev.plumb.trace;

import org.jspecify.annotations.Nullable;

/**
 * One kind of problem in one input, with how often it occurred.
 *
 * @param count occurrences, at least 1
 * @param firstOffset byte offset of the first occurrence that had one, or {@link
 *     Problems#NO_OFFSET}
 * @param detail what the first occurrence that had a detail said about itself
 */
public record Problem(
    ProblemCode code, Severity severity, long count, long firstOffset, @Nullable String detail) {}
