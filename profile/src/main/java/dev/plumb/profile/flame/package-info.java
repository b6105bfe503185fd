/**
 * Flame graphs of a calling-context tree: which frames count ({@link
 * dev.plumb.profile.flame.FlameSpec}), what stands above what ({@link
 * dev.plumb.profile.flame.FlameView}), and where the boxes of a window lie ({@link
 * dev.plumb.profile.flame.FlameWindow}). Whoever draws only scales.
 */
@NullMarked
package dev.plumb.profile.flame;

import org.jspecify.annotations.NullMarked;
