/** Readers of what profilers write, one package per format; each ends in a trace builder. */
@NullMarked
package dev.plumb.importers;

import org.jspecify.annotations.NullMarked;
