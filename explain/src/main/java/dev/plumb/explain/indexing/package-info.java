/** Look-ups and scatters that libraries run in order. */
@NullMarked
package dev.plumb.explain.indexing;

import org.jspecify.annotations.NullMarked;
