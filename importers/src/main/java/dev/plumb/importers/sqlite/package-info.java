/**
 * SQLite database files, read without SQLite: what several profilers export.
 *
 * <p>Importers only ever scan whole tables, so this package reads the pages itself (<a
 * href="https://www.sqlite.org/fileformat2.html">file format</a>) in place of a library: nothing in
 * a hostile schema is ever executed (views, triggers, virtual tables and expressions are text that
 * nobody looks at), damage has an offset and costs one page and not the file, there is no native
 * code, and a row costs a tenth of what it costs through JDBC.
 *
 * <p>Supported: ordinary tables of all encodings and page sizes, overflow pages, rowid aliases,
 * columns added later with their constant defaults. Ignored: indexes, views, triggers, virtual
 * tables. Not supported: tables WITHOUT ROWID and generated columns, which no profiler writes (they
 * are absent); a write-ahead log or hot journal beside the file (counted as a problem).
 *
 * <p>State: a cache of 2 MiB, one page for each level of a tree, one bit for each page of the file.
 */
@NullMarked
package dev.plumb.importers.sqlite;

import org.jspecify.annotations.NullMarked;
