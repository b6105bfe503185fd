/** Operators in several kernels of which one would do: attention, norms, losses, optimizers. */
@NullMarked
package dev.plumb.explain.unfused;

import org.jspecify.annotations.NullMarked;
