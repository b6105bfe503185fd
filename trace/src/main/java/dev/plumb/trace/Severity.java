package dev.plumb.trace;

import java.util.Locale;

/** How much a {@link Problem} matters to the reader of a report, mildest first. */
public enum Severity {
  /** Worth counting, changes no result. */
  INFO,
  /** Something was repaired or assumed; results are believed right. */
  NOTICE,
  /** Part of the input is missing from every result. */
  DATA_LOSS,
  /** Results that depend on this must not be trusted. */
  ERROR;

  /** Stable name for JSON: {@code info}, {@code notice}, {@code data-loss}, {@code error}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
