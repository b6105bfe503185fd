/**
 * SQL over the tables of a run, by DuckDB in memory. Its table functions read our arrays while a
 * query runs: nothing is imported, nothing is copied before it is asked for.
 */
@NullMarked
package dev.plumb.present.sql;

import org.jspecify.annotations.NullMarked;
