/**
 * The {@code .plumb} file: traces as Plumb holds them, column by column, checked and compressed.
 * docs/plumb-format.md describes every byte. {@link dev.plumb.trace.store.StoreWriter} writes one;
 * {@link dev.plumb.trace.store.StoreReader} is fed with the bytes of one.
 *
 * <p>What is stored is what an importer delivered; links, the calling-context tree and the report
 * are computed from it as from the original file, so they come out the same.
 */
@NullMarked
package dev.plumb.trace.store;

import org.jspecify.annotations.NullMarked;
