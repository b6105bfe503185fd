/** Where the time of devices goes, and why they wait. */
@NullMarked
package dev.plumb.explain.timeline;

import org.jspecify.annotations.NullMarked;
