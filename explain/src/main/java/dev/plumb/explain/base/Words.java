package dev.plumb.explain.base;

import java.util.Locale;

/**
 * Whether names hold any of some words, in either case: for names that are seen once, faster than
 * patterns.
 */
public final class Words {
  private final String[] words;

  private Words(String[] words) {
    this.words = words;
  }

  /** These words, in lower case. */
  public static Words of(String... words) {
    return new Words(words.clone());
  }

  /** Whether a name holds any of them. */
  public boolean in(String name) {
    return inLower(name.toLowerCase(Locale.ROOT));
  }

  /** As {@link #in}, for a name that is in lower case already. */
  public boolean inLower(String lower) {
    for (String word : words) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a name in lower case begins with any of them. */
  public boolean beginLower(String lower) {
    for (String word : words) {
      if (lower.startsWith(word)) {
        return true;
      }
    }
    return false;
  }
}
