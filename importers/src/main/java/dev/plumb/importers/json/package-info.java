/**
 * JSON, which many formats are: in pieces or whole, within limits, damage counted where it is; and
 * what the beginning of a file says. No format.
 */
@NullMarked
package dev.plumb.importers.json;

import org.jspecify.annotations.NullMarked;
