/** Waiting for the next batch. */
@NullMarked
package dev.plumb.explain.loading;

import org.jspecify.annotations.NullMarked;
