/** What the host's time goes into. */
@NullMarked
package dev.plumb.explain.cpu;

import org.jspecify.annotations.NullMarked;
