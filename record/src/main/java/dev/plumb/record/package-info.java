/**
 * Live recording: programs are observed while they run, and what is seen is merged at once into a
 * tree of calling contexts, so that a recording's size does not depend on its length.
 */
@NullMarked
package dev.plumb.record;

import org.jspecify.annotations.NullMarked;
