/** How steps differ from one another. */
@NullMarked
package dev.plumb.explain.steps;

import org.jspecify.annotations.NullMarked;
