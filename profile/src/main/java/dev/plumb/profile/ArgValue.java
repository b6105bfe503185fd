package dev.plumb.profile;

/** Finds single values in the argument texts of slices, which are JSON members without braces. */
public final class ArgValue {
  private ArgValue() {}

  /**
   * The text or number of a member; "" if there is none. Escapes stay as they are: the names that
   * profilers give to groups and collectives have none.
   */
  public static String of(String members, String key) {
    String quoted = '"' + key + '"';
    for (int at = members.indexOf(quoted); at >= 0; at = members.indexOf(quoted, at + 1)) {
      int value = skipSpace(members, at + quoted.length());
      if (value < members.length() && members.charAt(value) == ':') {
        return value(members, skipSpace(members, value + 1));
      }
    }
    return "";
  }

  private static String value(String members, int from) {
    if (from < members.length() && members.charAt(from) == '"') {
      int to = from + 1;
      while (to < members.length() && members.charAt(to) != '"') {
        to += members.charAt(to) == '\\' ? 2 : 1;
      }
      return members.substring(from + 1, Math.min(to, members.length()));
    }
    boolean list = from < members.length() && members.charAt(from) == '[';
    int to = from;
    while (to < members.length() && members.charAt(to) != (list ? ']' : ',')) {
      to++;
    }
    return members.substring(from, Math.min(list ? to + 1 : to, members.length())).strip();
  }

  private static int skipSpace(String text, int at) {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }
}
