/**
 * The JSON of the <a href="https://github.com/firefox-devtools/profiler/tree/main/docs-developer">
 * Firefox Profiler</a>: raw, as Gecko writes it (version 3 and later: tables with a schema), and
 * processed, as the page saves it and samply, perf's gecko script and others write it (tables of
 * columns, also those that share tables between threads).
 *
 * <p>Supported: threads with samples, their weights and CPU time, allocations, markers as slices
 * and instants, processes in processes, libraries, sources. Ignored: payloads of markers,
 * categories, counters, pages, screenshots. Missing: symbols of raw addresses, raw versions 1 and
 * 2.
 *
 * <p>Held until the end: the columns of all tables that are used, because later members may be
 * shared by earlier ones.
 */
@NullMarked
package dev.plumb.importers.gecko;

import org.jspecify.annotations.NullMarked;
