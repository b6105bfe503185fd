/** Memory of devices: what the peak is made of, what grows, what is held for nothing. */
@NullMarked
package dev.plumb.explain.memory;

import org.jspecify.annotations.NullMarked;
