/** Ranks that differ from the others. */
@NullMarked
package dev.plumb.explain.ranks;

import org.jspecify.annotations.NullMarked;
