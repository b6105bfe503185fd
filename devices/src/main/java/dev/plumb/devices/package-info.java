/**
 * What hardware can do: one JSON file per device, each number with unit, kind and source; and which
 * of them a trace's device is.
 */
@NullMarked
package dev.plumb.devices;

import org.jspecify.annotations.NullMarked;
