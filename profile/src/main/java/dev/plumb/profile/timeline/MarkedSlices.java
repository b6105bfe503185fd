package dev.plumb.profile.timeline;

import java.util.BitSet;

/**
 * Slices of one input that boxes count: all that have one of some names.
 *
 * @param names ids of the names
 * @param rows the slices that have one of them; neither set may be changed
 */
public record MarkedSlices(BitSet names, BitSet rows) {}
