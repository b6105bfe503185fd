package dev.plumb.importers.rocprofcsv;

/** Puts the rows of one table of CSV into tables of ours. */
interface RowWriter {
  /** Takes the row that the reader is at. */
  void write();

  /** Ends the table. */
  default void finish() {}
}
