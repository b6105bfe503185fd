/**
 * A run as plain tables: one catalogue of documented columns for SQL, CSV and Parquet. Times are
 * nanoseconds of the trace's clock; ids are unique over all inputs.
 */
@NullMarked
package dev.plumb.present.tables;

import org.jspecify.annotations.NullMarked;
