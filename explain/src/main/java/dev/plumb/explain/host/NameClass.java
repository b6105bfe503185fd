package dev.plumb.explain.host;

import dev.plumb.trace.StringPool;
import java.util.function.Predicate;

/** Whether names of a trace are of some class; each name is looked at once. */
public final class NameClass {
  private static final byte YES = 1;
  private static final byte NO = 2;

  private final StringPool strings;
  private final Predicate<String> wanted;
  private final byte[] known;

  public NameClass(StringPool strings, Predicate<String> wanted) {
    this.strings = strings;
    this.wanted = wanted;
    known = new byte[strings.size()];
  }

  public boolean holds(int nameId) {
    if (nameId < 0) {
      return false;
    }
    if (known[nameId] == 0) {
      known[nameId] = wanted.test(strings.get(nameId)) ? YES : NO;
    }
    return known[nameId] == YES;
  }
}
