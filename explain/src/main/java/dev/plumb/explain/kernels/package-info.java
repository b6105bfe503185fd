/** What hardware counters and samples of program counters say about kernels. */
@NullMarked
package dev.plumb.explain.kernels;

import org.jspecify.annotations.NullMarked;
