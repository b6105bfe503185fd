/**
 * What the importers of CPU stacks share: lines, samples whose frames come later in the file, and
 * what a frame's text says about the frame. No format.
 */
@NullMarked
package dev.plumb.importers.stacks;

import org.jspecify.annotations.NullMarked;
