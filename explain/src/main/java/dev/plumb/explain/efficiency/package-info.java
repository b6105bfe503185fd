/** How close operators come to what their device can do. */
@NullMarked
package dev.plumb.explain.efficiency;

import org.jspecify.annotations.NullMarked;
