package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceTable;
import java.util.BitSet;
import java.util.function.IntUnaryOperator;

/**
 * The slices of a trace by their names: a search looks at each name once, and then only at what
 * matches. Four bytes for each slice.
 */
final class SlicesByName {
  /** Ids of the names that slices have. */
  private final int[] names;

  /** Where the slices of each name begin in {@link #places}; one more entry at the end. */
  private final int[] starts;

  /** Places in the {@link SliceOrder}, ascending for each name. */
  private final int[] places;

  /**
   * @param strings number of strings, of which names are some
   */
  SlicesByName(SliceTable slices, SliceOrder order, int strings) {
    int[] counts = new int[strings];
    for (int row = 0, n = slices.size(); row < n; row++) {
      counts[slices.nameId(row)]++;
    }
    int used = 0;
    for (int count : counts) {
      used += count > 0 ? 1 : 0;
    }
    names = new int[used];
    starts = new int[used + 1];
    int[] next = counts;
    int at = 0;
    int sum = 0;
    for (int id = 0; id < strings; id++) {
      int count = counts[id];
      if (count > 0) {
        names[at] = id;
        starts[at++] = sum;
      }
      next[id] = sum;
      sum += count;
    }
    starts[used] = sum;
    places = new int[sum];
    for (int place = 0, n = order.size(); place < n; place++) {
      places[next[slices.nameId(order.row(place))]++] = place;
    }
  }

  /** Number of different names. */
  int size() {
    return names.length;
  }

  /** Id of a name. */
  int nameId(int name) {
    return names[name];
  }

  /** Names that about half of the slices have: no others cost a search more. */
  BitSet halfOfSlices() {
    BitSet half = new BitSet();
    for (int name = 0; name < names.length && 2L * starts[name + 1] <= places.length; name++) {
      half.set(name);
    }
    return half;
  }

  /**
   * Marks the slices of some names. Touches no more than half of all: if the names are those of
   * most slices, it begins with all of them and takes the others away.
   *
   * @param wanted names by their numbers here
   * @param size places of the order to mark in, each of which is one slice's
   * @param where place of a slice in that order, by its place in the {@link SliceOrder}; below 0 if
   *     it has none
   */
  MarkedSlices mark(BitSet wanted, int size, IntUnaryOperator where) {
    int slices = 0;
    for (int name = wanted.nextSetBit(0); name >= 0; name = wanted.nextSetBit(name + 1)) {
      slices += starts[name + 1] - starts[name];
    }
    boolean most = slices > places.length - slices;
    MarkedSlices marks = new MarkedSlices(size, most);
    for (int name = 0; name < names.length; name++) {
      if (wanted.get(name) != most) {
        for (int at = starts[name]; at < starts[name + 1]; at++) {
          int place = where.applyAsInt(places[at]);
          if (place >= 0) {
            marks.flip(place);
          }
        }
      }
    }
    return marks;
  }
}
