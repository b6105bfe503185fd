package dev.plumb.profile.diff;

/** What a difference means. */
public enum Verdict {
  /** Equal to the last digit. */
  SAME("same"),
  /** More of what should be little, and by more than chance. */
  REGRESSION("regression"),
  /** Less of it, and by more than chance. */
  IMPROVEMENT("improvement"),
  /** By less than steps of one run differ among each other, or too little to matter. */
  WITHIN_NOISE("within noise");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** Lower-case words for people and for JSON. */
  public String label() {
    return label;
  }
}
