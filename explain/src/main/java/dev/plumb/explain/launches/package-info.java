/** Launches, the queues behind them, and what many small kernels cost. */
@NullMarked
package dev.plumb.explain.launches;

import org.jspecify.annotations.NullMarked;
