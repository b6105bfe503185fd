/** Where the host waits for the device and need not. */
@NullMarked
package dev.plumb.explain.sync;

import org.jspecify.annotations.NullMarked;
