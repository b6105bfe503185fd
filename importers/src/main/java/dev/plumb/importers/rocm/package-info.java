/**
 * What the formats of AMD's profilers have in common: which domain is what kind of slice, where
 * samples of the program counter stand, and why a wave stalled. No format.
 */
@NullMarked
package dev.plumb.importers.rocm;

import org.jspecify.annotations.NullMarked;
