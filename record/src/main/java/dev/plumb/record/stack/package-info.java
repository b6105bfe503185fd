/** One sampled stack: Python and native frames put together. */
@NullMarked
package dev.plumb.record.stack;

import org.jspecify.annotations.NullMarked;
