package dev.plumb.trace;

/** A name in a command that a reader copies: advice often has the user's own file names in it. */
public final class ShellWord {
  private ShellWord() {}

  /** The text as POSIX shells take it for one word. */
  public static String of(String text) {
    // As it is where that is safe: most names need no quotes, and are read more easily so.
    return text.matches("[\\w./:@%+,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
