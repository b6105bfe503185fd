package dev.plumb.present.view;

/**
 * A part of a run's time.
 *
 * @param fromNs begin, from the origin of the run's axis
 * @param toNs end, exclusive
 */
record Range(long fromNs, long toNs) {}
