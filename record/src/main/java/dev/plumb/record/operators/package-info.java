/**
 * Operators and modules of recorded threads: which are open, what they took, and where samples and
 * backward operators belong among them.
 */
@NullMarked
package dev.plumb.record.operators;

import org.jspecify.annotations.NullMarked;
