package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import java.util.Arrays;

/**
 * The {@code stat_metadata} of one plane: the names of its statistics, which are also the texts
 * that statistics refer to.
 */
final class StatNames {
  /** Texts of this plane only: names and values. */
  final StringPool texts = new StringPool();

  private final LongRows ids = new LongRows();
  private final IntColumn names = new IntColumn();
  private byte[] kinds = new byte[64];
  private int declared;

  /** Adds one; a later name of the same id replaces the earlier one, as in any protobuf map. */
  void declare(long id, int textId) {
    int known = ids.find(id);
    int row = known < 0 ? ids.add(id) : known;
    byte kind = (byte) StatKind.of(texts.get(textId)).ordinal();
    if (known < 0) {
      names.add(textId);
      declared++;
    } else {
      names.set(row, textId);
    }
    setKind(row, kind);
  }

  /** The row of an id; one that the plane does not name is called by its number. */
  int row(long id) {
    int row = ids.find(id);
    if (row < 0) {
      row = ids.add(id);
      names.add(texts.intern("#" + id));
      setKind(row, (byte) StatKind.ARGUMENT.ordinal());
    }
    return row;
  }

  private void setKind(int row, byte kind) {
    if (row >= kinds.length) {
      kinds = Arrays.copyOf(kinds, row * 2);
    }
    kinds[row] = kind;
  }

  /** Whether events' statistics of an id become arguments, as those do that nothing names. */
  boolean isArgument(long id) {
    int row = ids.find(id);
    return row < 0 || kinds[row] < StatKind.CORRELATION.ordinal();
  }

  boolean isIgnored(long id) {
    int row = ids.find(id);
    return row >= 0 && kinds[row] == StatKind.IGNORED.ordinal();
  }

  /** How many the plane itself names. */
  int declared() {
    return declared;
  }

  String name(int row) {
    return row == Ids.NONE ? "" : texts.get(names.get(row));
  }

  int kindOrdinal(int row) {
    return kinds[row];
  }
}
