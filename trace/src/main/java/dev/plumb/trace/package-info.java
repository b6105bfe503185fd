/** Event tables, string pool, problems, units and byte sources. Depends on nothing. */
@NullMarked
package dev.plumb.trace;

import org.jspecify.annotations.NullMarked;
