/**
 * Plumb's own store, {@code .plumb}: docs/plumb-format.md. Everything in it is read; a file of a
 * newer version is refused, and sections that this version does not know are passed over.
 */
@NullMarked
package dev.plumb.importers.plumb;

import org.jspecify.annotations.NullMarked;
