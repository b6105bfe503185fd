package dev.plumb.profile.combine;

import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;

/**
 * One imported input, not yet linked.
 *
 * @param ofSet whether its profiler writes one recording as several files
 */
public record Part(Trace trace, Problems problems, boolean ofSet) {}
