package dev.plumb.present.sql;

/** How the rows of a query are written. */
public enum ResultFormat {
  /** An aligned table for people. */
  TEXT,
  /** RFC 4180 with a header line. */
  CSV,
  /** An array of objects. */
  JSON
}
