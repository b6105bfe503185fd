/** Forward, backward, recomputation, optimizer. */
@NullMarked
package dev.plumb.explain.phases;

import org.jspecify.annotations.NullMarked;
