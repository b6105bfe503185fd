/** Products of matrices whose shape or precision keeps them from matrix units. */
@NullMarked
package dev.plumb.explain.gemm;

import org.jspecify.annotations.NullMarked;
