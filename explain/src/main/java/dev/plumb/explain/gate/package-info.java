/** Decides whether one run is good enough against another: thresholds, checks, verdicts. */
@NullMarked
package dev.plumb.explain.gate;

import org.jspecify.annotations.NullMarked;
