package dev.plumb.record.doctor;

import org.jspecify.annotations.Nullable;

/**
 * What a check has found.
 *
 * @param need what is checked
 * @param status whether recording can use it
 * @param seen what is there, in a few words
 * @param fix what would help, as exactly as it can be said; null if nothing is wrong
 */
public record Finding(Need need, Status status, String seen, @Nullable String fix) {
  /** How good it is. */
  public enum Status {
    /** Works. */
    OK,
    /** Works in part. */
    LIMITED,
    /** Does not work. */
    MISSING,
    /** The machine has nothing of the kind, and recording on it wants nothing of it. */
    ABSENT
  }

  static Finding ok(Need need, String seen) {
    return new Finding(need, Status.OK, seen, null);
  }

  static Finding limited(Need need, String seen, String fix) {
    return new Finding(need, Status.LIMITED, seen, fix);
  }

  static Finding missing(Need need, String seen, String fix) {
    return new Finding(need, Status.MISSING, seen, fix);
  }

  static Finding absent(Need need, String seen) {
    return new Finding(need, Status.ABSENT, seen, null);
  }
}
