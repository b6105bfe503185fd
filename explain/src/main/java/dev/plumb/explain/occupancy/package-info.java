/** How kernels fill a device: blocks against processors, warps against their limits. */
@NullMarked
package dev.plumb.explain.occupancy;

import org.jspecify.annotations.NullMarked;
