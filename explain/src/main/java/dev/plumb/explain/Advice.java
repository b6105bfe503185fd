package dev.plumb.explain;

import org.jspecify.annotations.Nullable;

/**
 * What to change.
 *
 * @param text what to do, in a sentence or two
 * @param code a line or a few of code that does it, or null where none can be given
 */
public record Advice(String text, @Nullable String code) {
  /** Advice without code. */
  public Advice(String text) {
    this(text, null);
  }
}
