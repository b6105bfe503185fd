/**
 * Laps of a stopwatch: the worked example of {@code docs/adding-an-importer.md}, and no format that
 * Plumb reads.
 *
 * <p>The first line is {@code laps 1}; each other line is {@code thread,start,duration,name}, times
 * in whole microseconds, names to the end of the line. Supported: all of it. Ignored: empty lines.
 */
@NullMarked
package dev.plumb.importers.laps;

import org.jspecify.annotations.NullMarked;
