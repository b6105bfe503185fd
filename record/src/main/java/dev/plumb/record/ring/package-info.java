/**
 * Reads what recorded processes write about themselves: one file for each process, mapped by both
 * sides, with a ring of events and one of samples for each thread. {@code record/native/plumb.h} is
 * the other side.
 */
@NullMarked
package dev.plumb.record.ring;

import org.jspecify.annotations.NullMarked;
