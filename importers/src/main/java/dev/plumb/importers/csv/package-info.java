/**
 * Comma-separated values (RFC 4180) for the profilers that write tables: quotes, line breaks within
 * quotes, byte order marks, both kinds of line ends. Rows that do not fit their head are counted
 * and read as far as they fit.
 */
@NullMarked
package dev.plumb.importers.csv;

import org.jspecify.annotations.NullMarked;
