package dev.plumb.profile.timeline;

import dev.plumb.profile.NamePattern;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.StringPool;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The slices of a run whose names a pattern finds, in the order of their start. */
public final class SliceSearch {
  /** A slice that was found. */
  public record Hit(int input, int row) {}

  private final Timeline timeline;

  /** By input: places in its {@link SliceOrder}. */
  private final List<IntColumn> places = new ArrayList<>();

  /** By input: what matches, on whatever track it lies. */
  private final List<MarkedSlices> marked = new ArrayList<>();

  private int matchingNames;

  /**
   * Looks at every name, then at the slices of those that match.
   *
   * @param tracks the tracks to search, by number; others are left out
   */
  public SliceSearch(Timeline timeline, NamePattern pattern, IntPredicate tracks) {
    this.timeline = timeline;
    for (int input = 0; input < timeline.run().inputs().size(); input++) {
      SliceOrder order = timeline.order(input);
      BitSet matching = matching(input, pattern);
      IntColumn found = new IntColumn();
      DrawnPlaces drawn = timeline.places(input);
      MarkedSlices marks = new MarkedSlices(drawn);
      for (int at = matching.nextSetBit(0); at >= 0; at = matching.nextSetBit(at + 1)) {
        int row = order.row(at);
        int place = drawn.of(row);
        if (place >= 0) {
          marks.mark(place);
        }
        if (tracks.test(timeline.trackOf(input, row))) {
          found.add(at);
        }
      }
      marked.add(marks);
      places.add(found);
    }
  }

  /** Places in the order of all slices whose names match. */
  private BitSet matching(int input, NamePattern pattern) {
    StringPool strings = timeline.run().inputs().get(input).trace().strings();
    SlicesByName byName = timeline.byName(input);
    BitSet matching = new BitSet(timeline.order(input).size());
    for (int name = 0; name < byName.size(); name++) {
      if (pattern.matches(strings.get(byName.nameId(name)))) {
        byName.places(name, matching::set);
        matchingNames++;
      }
    }
    return matching;
  }

  /** The slices of an input that match, on whatever track they lie. */
  public MarkedSlices matching(int input) {
    return marked.get(input);
  }

  /** Different names that match. */
  public int names() {
    return matchingNames;
  }

  /** Slices that start in {@code [fromNs, toNs)} of the axis. */
  public long total(long fromNs, long toNs) {
    long total = 0;
    for (int input = 0; input < places.size(); input++) {
      total += Math.max(0, firstFrom(input, toNs) - firstFrom(input, fromNs));
    }
    return total;
  }

  /** The first that starts at or after a moment; null if none does. */
  public @Nullable Hit startingAt(long timeNs) {
    Hit best = null;
    for (int input = 0; input < places.size(); input++) {
      int at = firstFrom(input, timeNs);
      if (at < places.get(input).size()) {
        best = earlier(best, hit(input, at));
      }
    }
    return best;
  }

  /** The last that starts before a moment; null if none does. */
  public @Nullable Hit startingBefore(long timeNs) {
    Hit best = null;
    for (int input = 0; input < places.size(); input++) {
      int at = firstFrom(input, timeNs) - 1;
      if (at >= 0) {
        Hit hit = hit(input, at);
        best = best == null || compare(best, hit) < 0 ? hit : best;
      }
    }
    return best;
  }

  /** The one after a slice, which need not match itself. */
  public @Nullable Hit after(Hit slice) {
    Hit best = null;
    for (int input = 0; input < places.size(); input++) {
      int at = firstAfter(input, slice, true);
      if (at < places.get(input).size()) {
        best = earlier(best, hit(input, at));
      }
    }
    return best;
  }

  /** The one before a slice, which need not match itself. */
  public @Nullable Hit before(Hit slice) {
    Hit best = null;
    for (int input = 0; input < places.size(); input++) {
      int at = firstAfter(input, slice, false) - 1;
      if (at >= 0) {
        Hit hit = hit(input, at);
        best = best == null || compare(best, hit) < 0 ? hit : best;
      }
    }
    return best;
  }

  /** How many that start at or after a moment come before one. */
  public long index(Hit slice, long fromNs) {
    long index = 0;
    for (int input = 0; input < places.size(); input++) {
      index += Math.max(0, firstAfter(input, slice, false) - firstFrom(input, fromNs));
    }
    return index;
  }

  private Hit earlier(@Nullable Hit best, Hit hit) {
    return best == null || compare(hit, best) < 0 ? hit : best;
  }

  private Hit hit(int input, int at) {
    return new Hit(input, timeline.order(input).row(places.get(input).get(at)));
  }

  private int compare(Hit one, Hit other) {
    int byTime =
        Long.compare(
            timeline.startNs(one.input, one.row), timeline.startNs(other.input, other.row));
    if (byTime != 0 || one.input != other.input) {
      return byTime != 0 ? byTime : Integer.compare(one.input, other.input);
    }
    SliceOrder order = timeline.order(one.input);
    return Integer.compare(order.placeOf(one.row), order.placeOf(other.row));
  }

  private int firstFrom(int input, long timeNs) {
    SliceOrder order = timeline.order(input);
    IntColumn found = places.get(input);
    return SliceOrder.firstFrom(
        found.size(), timeline.axis().inInput(input, timeNs), at -> order.startNs(found.get(at)));
  }

  /** The first that comes after a slice, or that is it if {@code behind} is false. */
  private int firstAfter(int input, Hit slice, boolean behind) {
    IntColumn found = places.get(input);
    int low = 0;
    int high = found.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = compare(hit(input, middle), slice);
      if (order < 0 || behind && order == 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
