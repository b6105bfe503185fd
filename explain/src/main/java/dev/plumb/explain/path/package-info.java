/** The critical path: what the end of a run waited for, back to its beginning. */
@NullMarked
package dev.plumb.explain.path;

import org.jspecify.annotations.NullMarked;
