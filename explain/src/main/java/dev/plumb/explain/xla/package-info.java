/** What XLA itself says of the operations that it compiled. */
@NullMarked
package dev.plumb.explain.xla;

import org.jspecify.annotations.NullMarked;
