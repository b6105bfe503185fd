/**
 * Walks the machine stack of a sample by the tables that compilers leave for exceptions ({@code
 * .eh_frame}): no frame pointers needed.
 */
@NullMarked
package dev.plumb.record.unwind;

import org.jspecify.annotations.NullMarked;
