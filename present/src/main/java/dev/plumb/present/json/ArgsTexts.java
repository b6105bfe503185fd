package dev.plumb.present.json;

import dev.plumb.trace.StringPool;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one trace as well-formed JSON. Events share argument texts; each is looked at
 * once as long as all of them are small enough to keep.
 */
public final class ArgsTexts {
  private static final long MOST_KEPT_BYTES = 64L << 20;

  private final StringPool pool;
  private final @Nullable String @Nullable [] kept;

  /** Arguments of {@code pool}. */
  public ArgsTexts(StringPool pool) {
    this.pool = pool;
    this.kept = pool.bytes() <= MOST_KEPT_BYTES ? new @Nullable String[pool.size()] : null;
  }

  /** An object; null for no arguments. Safe to call from several threads. */
  public @Nullable String object(int id) {
    if (id < 0) {
      return null;
    }
    if (kept == null) {
      return JsonMembers.object(pool.get(id));
    }
    String text = kept[id];
    if (text == null) {
      text = JsonMembers.object(pool.get(id));
      kept[id] = text; // a race writes an equal text twice
    }
    return text;
  }
}
