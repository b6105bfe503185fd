package dev.plumb.importers.sqlite;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.StringPool;

/**
 * A table of texts by number ({@code StringIds}, {@code STRING_IDS}, {@code rocpd_string}) as ids
 * of a string pool: what every other table of an export refers to.
 */
public final class Texts {
  private final StringPool pool;
  private final LongMap ids = new LongMap();

  private Texts(StringPool pool) {
    this.pool = pool;
  }

  /** Reads the table; without such a table no text is known. */
  public static Texts read(
      SqliteFile file, String table, String idColumn, String textColumn, StringPool pool) {
    Texts texts = new Texts(pool);
    Rows rows = file.rows(table, idColumn, textColumn);
    while (rows.next()) {
      int text = rows.text(1, pool);
      if (!rows.isNull(0) && text >= 0) {
        texts.ids.put(rows.integer(0, -1), text);
      }
    }
    return texts;
  }

  /** Id in the pool of text {@code key}; {@link Ids#NONE} if there is none of this number. */
  public int id(long key) {
    return ids.get(key);
  }

  /** Id in the pool of text {@code key}, or of the number itself if there is none. */
  public int idOrNumber(long key) {
    int id = ids.get(key);
    return id >= 0 ? id : pool.intern(Long.toString(key));
  }
}
