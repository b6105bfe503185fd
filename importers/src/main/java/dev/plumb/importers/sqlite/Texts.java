package dev.plumb.importers.sqlite;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import java.util.Arrays;

/**
 * A table of texts by number ({@code StringIds}, {@code STRING_IDS}, {@code rocpd_string}) as ids
 * of a string pool: what every other table of an export refers to.
 */
public final class Texts {
  private static final long SEED = System.nanoTime() * 0x9E3779B97F4A7C15L;

  private final StringPool pool;
  private long[] keys = new long[256];
  private int[] values = new int[256];
  private int size;

  private Texts(StringPool pool) {
    this.pool = pool;
    Arrays.fill(values, Ids.NONE);
  }

  /** Reads the table; without such a table no text is known. */
  public static Texts read(
      SqliteFile file, String table, String idColumn, String textColumn, StringPool pool) {
    Texts texts = new Texts(pool);
    Rows rows = file.rows(table, idColumn, textColumn);
    while (rows.next()) {
      int text = rows.text(1, pool);
      if (!rows.isNull(0) && text >= 0) {
        texts.put(rows.integer(0, -1), text);
      }
    }
    return texts;
  }

  /** Id in the pool of text {@code key}; {@link Ids#NONE} if there is none of this number. */
  public int id(long key) {
    return values[slot(key)];
  }

  /** Id in the pool of text {@code key}, or of the number itself if there is none. */
  public int idOrNumber(long key) {
    int id = values[slot(key)];
    return id >= 0 ? id : pool.intern(Long.toString(key));
  }

  private void put(long key, int text) {
    int slot = slot(key);
    if (values[slot] < 0 && ++size > keys.length / 2) {
      grow();
      slot = slot(key);
    }
    keys[slot] = key;
    values[slot] = text;
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key ^ SEED) * 0x9E3779B97F4A7C15L >>> 33) & mask;
    while (values[slot] >= 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(values, Ids.NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] >= 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
