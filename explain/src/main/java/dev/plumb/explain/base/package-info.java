/** Small helpers that analyses share: figures as text, sums by source line. */
@NullMarked
package dev.plumb.explain.base;

import org.jspecify.annotations.NullMarked;
