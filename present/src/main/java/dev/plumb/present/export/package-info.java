/**
 * Files for other tools: one class for each format and one line in {@link
 * dev.plumb.present.export.Exporters}. Names of a trace are hostile input to every one of them.
 */
@NullMarked
package dev.plumb.present.export;

import org.jspecify.annotations.NullMarked;
