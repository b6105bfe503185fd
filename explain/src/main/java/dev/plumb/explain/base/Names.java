package dev.plumb.explain.base;

import dev.plumb.trace.StringPool;
import org.jspecify.annotations.Nullable;

/** Names of a trace as texts, each made once, for loops that see the same few again and again. */
public final class Names {
  private final StringPool strings;
  private final @Nullable String[] known;

  public Names(StringPool strings) {
    this.strings = strings;
    known = new @Nullable String[strings.size()];
  }

  /** The text of an id. */
  public String of(int nameId) {
    String name = known[nameId];
    if (name == null) {
      name = strings.get(nameId);
      known[nameId] = name;
    }
    return name;
  }
}
