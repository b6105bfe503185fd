/**
 * A run over time: which line a slice is drawn on, pictures of any window of it at any zoom, and
 * what happened at each node of the tree between two moments.
 *
 * <p>Answers cost what is asked for and not what the run holds: lines know the longest slice and
 * the time of any stretch of theirs ({@link dev.plumb.profile.timeline.SpanIndex}), and sums up to
 * a moment are kept at intervals ({@link dev.plumb.profile.timeline.RangeIndex}).
 */
@NullMarked
package dev.plumb.profile.timeline;

import org.jspecify.annotations.NullMarked;
