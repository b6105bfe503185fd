package dev.plumb.profile.combine;

import dev.plumb.profile.Source;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Trace;
import java.util.List;

/**
 * What is linked as one: a rank, or the only process.
 *
 * @param trace the first source's own trace, or all sources' in one
 * @param problems where linking counts what does not fit; the first source's
 * @param sources at least one, the first of them without a join
 */
public record Timeline(Trace trace, Problems problems, List<Source> sources) {}
