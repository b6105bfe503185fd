package dev.plumb.importers.xplane;

import dev.plumb.trace.ByteColumn;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.SliceKind;
import java.util.Arrays;

/**
 * What events mean, by their type and those of their statistics that are no columns. Events repeat:
 * kind, name, arguments and stack are worked out once for each combination, and then found again by
 * comparing numbers.
 */
final class Meanings {
  /** Beyond this many numbers, all are forgotten: statistics that never repeat need no memory. */
  private static final int MOST_NUMBERS = 1 << 22;

  private final MeaningFinder finder;
  private long[] keys = new long[1024];
  private int keyCount;
  private IntColumn keyFrom = new IntColumn();
  private IntColumn hashes = new IntColumn();
  private ByteColumn kinds = new ByteColumn();
  private IntColumn names = new IntColumn();
  private IntColumn args = new IntColumn();
  private IntColumn stacks = new IntColumn();
  private LongColumn bytes = new LongColumn();
  private int[] slots = new int[1024];

  Meanings(MeaningFinder finder) {
    this.finder = finder;
  }

  /** The row of what an event means. */
  int row(LineKind line, int typeRow, Stats stats) {
    int hash = hash(line, typeRow, stats);
    int mask = slots.length - 1;
    int slot = hash & mask;
    for (int row; (row = slots[slot] - 1) >= 0; slot = (slot + 1) & mask) {
      if (hashes.get(row) == hash && same(row, line, typeRow, stats)) {
        return row;
      }
    }
    if (keyCount > MOST_NUMBERS) {
      forget();
      return row(line, typeRow, stats);
    }
    return add(slot, hash, line, typeRow, stats);
  }

  private static int hash(LineKind line, int typeRow, Stats stats) {
    long hash = 31L * typeRow + line.ordinal();
    for (int i = 0; i < stats.count; i++) {
      hash =
          (hash ^ stats.values[i] ^ (long) stats.rows[i] << 40 ^ (long) stats.types[i] << 60)
              * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    hash *= 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32 ^ hash >>> 47);
  }

  private static long first(LineKind line, int typeRow) {
    return (long) typeRow << 8 | line.ordinal();
  }

  private static long head(Stats stats, int i) {
    return (long) stats.rows[i] << 8 | stats.types[i];
  }

  private boolean same(int row, LineKind line, int typeRow, Stats stats) {
    int at = keyFrom.get(row);
    int end = row + 1 < keyFrom.size() ? keyFrom.get(row + 1) : keyCount;
    long[] known = keys;
    if (end - at != 1 + 2 * stats.count || known[at] != first(line, typeRow)) {
      return false;
    }
    at++;
    for (int i = 0; i < stats.count; i++, at += 2) {
      if (known[at + 1] != stats.values[i] || known[at] != head(stats, i)) {
        return false;
      }
    }
    return true;
  }

  private int add(int slot, int hash, LineKind line, int typeRow, Stats stats) {
    int own = stats.count;
    keyFrom.add(keyCount);
    if (keyCount + 1 + 2 * own > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(keys.length * 2, keyCount + 1 + 2 * own));
    }
    keys[keyCount++] = first(line, typeRow);
    for (int i = 0; i < own; i++) {
      keys[keyCount++] = head(stats, i);
      keys[keyCount++] = stats.values[i];
    }
    finder.find(line, typeRow, stats);
    hashes.add(hash);
    kinds.add((byte) finder.kind.ordinal());
    names.add(finder.nameId);
    args.add(finder.argsId);
    bytes.add(finder.bytes);
    int row = stacks.add(finder.stackRow);
    slots[slot] = row + 1;
    if (row * 2 > slots.length) {
      grow();
    }
    return row;
  }

  private void grow() {
    slots = new int[slots.length * 4];
    int mask = slots.length - 1;
    for (int row = 0; row < hashes.size(); row++) {
      int slot = hashes.get(row) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = row + 1;
    }
  }

  private void forget() {
    keyCount = 0;
    keyFrom = new IntColumn();
    hashes = new IntColumn();
    kinds = new ByteColumn();
    names = new IntColumn();
    args = new IntColumn();
    stacks = new IntColumn();
    bytes = new LongColumn();
    Arrays.fill(slots, 0);
  }

  SliceKind kind(int row) {
    return SliceKind.of(kinds.get(row));
  }

  /** Id in the trace's strings. */
  int nameId(int row) {
    return names.get(row);
  }

  /** Id in the trace's arguments; {@link Ids#NONE} if there are none. */
  int argsId(int row) {
    return args.get(row);
  }

  /** Row of the trace's stacks; {@link Ids#NONE} if there is none. */
  int stackRow(int row) {
    return stacks.get(row);
  }

  /** Bytes copied; {@link Ids#ABSENT} if not given. */
  long bytes(int row) {
    return bytes.get(row);
  }
}
