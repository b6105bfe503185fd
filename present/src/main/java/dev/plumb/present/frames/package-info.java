/** Frames and paths of the calling-context tree as other tools want them. */
@NullMarked
package dev.plumb.present.frames;

import org.jspecify.annotations.NullMarked;
