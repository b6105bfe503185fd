package dev.plumb.trace;

/** How much a {@link Problem} matters to the reader of a report, mildest first. */
public enum Severity {
  /** Worth counting, changes no result. */
  INFO,
  /** Something was repaired or assumed; results are believed right. */
  NOTICE,
  /** Part of the input is missing from every result. */
  DATA_LOSS,
  /** Results that depend on this must not be trusted. */
  ERROR
}
