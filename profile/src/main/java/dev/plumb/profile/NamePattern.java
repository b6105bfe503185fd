package dev.plumb.profile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a person types to find names: a text that stands anywhere in them, upper and lower case
 * alike; or a regular expression between slashes, {@code /conv|gemm/}, with {@code i} behind it for
 * any case.
 */
public final class NamePattern {
  /** Longer ones are refused. */
  public static final int LONGEST = 500;

  /** Looks at characters in one name; expressions that need more are refused. */
  private static final int MOST_LOOKS = 2_000_000;

  private final String text;
  private final String plain;
  private final Matcher matcher;

  private NamePattern(String text, String plain, Pattern pattern) {
    this.text = text;
    this.plain = plain;
    this.matcher = pattern.matcher("");
  }

  /**
   * Understands what was typed.
   *
   * @throws IllegalArgumentException if it is too long or no regular expression; the message is for
   *     who typed it
   */
  public static NamePattern of(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
    }
    int end = text.lastIndexOf('/');
    String flags = text.substring(end + 1);
    if (end > 1 && text.startsWith("/") && (flags.isEmpty() || flags.equals("i"))) {
      try {
        int insensitive = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
        return new NamePattern(
            text, "", Pattern.compile(text.substring(1, end), flags.isEmpty() ? 0 : insensitive));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "is no regular expression: " + e.getDescription() + " at " + e.getIndex(), e);
      }
    }
    return new NamePattern(text, text.toLowerCase(Locale.ROOT), Pattern.compile(""));
  }

  /**
   * Whether a name has it.
   *
   * @throws IllegalArgumentException if the expression takes too long to tell
   */
  public synchronized boolean matches(String name) {
    if (!plain.isEmpty()) {
      return name.toLowerCase(Locale.ROOT).contains(plain);
    }
    try {
      return matcher.reset(new Counted(name, new int[1])).find();
    } catch (StackOverflowError deep) {
      throw new IllegalArgumentException("nests too deeply for a name here", deep);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** A name that counts how often it is looked at: some expressions take exponential time. */
  private record Counted(String name, int[] looks) implements CharSequence {
    @Override
    public int length() {
      return name.length();
    }

    @Override
    public char charAt(int index) {
      if (looks[0]++ > MOST_LOOKS) {
        throw new IllegalArgumentException("takes too long on a name here");
      }
      return name.charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return name.substring(from, to);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
