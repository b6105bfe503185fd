package dev.plumb.profile;

import dev.plumb.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * One input of a run as its importer left it.
 *
 * @param trace what it held, with its problems; its rows live on in the timeline
 * @param join how it came to the timeline; null for the one that others were joined to
 */
public record Source(Trace trace, @Nullable Join join) {}
