package dev.plumb.profile.diff;

/** How two calling contexts were found to be the same one, best first; or that one has no other. */
public enum MatchQuality {
  /** The same frame under the same callers. */
  SAME("same"),
  /** The same but for what differs between runs: lines, ids, addresses, hip and cuda. */
  NORMALISED("normalised"),
  /** One of several of the same name, told apart by order and by what they call. */
  ALIGNED("aligned"),
  /** Another name, but the same place and the same or similar work. */
  RENAMED("renamed"),
  /** The same, below callers that only one side has. */
  WRAPPER("wrapper"),
  /** Only in the base. */
  ONLY_BASE("gone"),
  /** Only in the new run. */
  ONLY_NEW("new");

  private static final MatchQuality[] VALUES = values();

  private final String label;

  MatchQuality(String label) {
    this.label = label;
  }

  /** Lower-case word for people and for JSON. */
  public String label() {
    return label;
  }

  /** Whether both sides have it. */
  public boolean isPair() {
    return this != ONLY_BASE && this != ONLY_NEW;
  }

  static MatchQuality of(int ordinal) {
    return VALUES[ordinal];
  }
}
