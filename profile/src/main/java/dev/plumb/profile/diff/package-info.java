/**
 * What changed between two runs: calling contexts matched by structure, costs normalised by steps,
 * and how much of a difference is noise.
 */
@NullMarked
package dev.plumb.profile.diff;

import org.jspecify.annotations.NullMarked;
