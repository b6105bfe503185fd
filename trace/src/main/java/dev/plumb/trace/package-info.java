/** The trace model: event tables, strings, problems and units that every room shares. */
@NullMarked
package dev.plumb.trace;

import org.jspecify.annotations.NullMarked;
