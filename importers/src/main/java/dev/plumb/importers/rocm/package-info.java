/**
 * What the formats of AMD's profilers have in common: which domain is what kind of slice, tracks of
 * queues and threads, checked times, arguments as JSON members.
 */
@NullMarked
package dev.plumb.importers.rocm;

import org.jspecify.annotations.NullMarked;
