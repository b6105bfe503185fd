/** Copies between host and device. */
@NullMarked
package dev.plumb.explain.copies;

import org.jspecify.annotations.NullMarked;
