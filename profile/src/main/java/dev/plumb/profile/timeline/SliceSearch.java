package dev.plumb.profile.timeline;

import dev.plumb.profile.Links;
import dev.plumb.profile.NamePattern;
import dev.plumb.trace.StringPool;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The slices of a run whose names a pattern finds, in the order of their start. */
public final class SliceSearch {
  /** A slice that was found. */
  public record Hit(int input, int row) {}

  private static final int REHEARSALS = 4;

  private final Timeline timeline;

  /** By input: names that match. */
  private final List<BitSet> names = new ArrayList<>();

  /** By input: places in its {@link SliceOrder}, of the tracks that are searched. */
  private final List<MarkedSlices> found = new ArrayList<>();

  /** By input: the same by where it is drawn, on whatever track; null until a picture asks. */
  private final @Nullable MarkedSlices[] drawn;

  /**
   * Looks at every name, then at the slices of those that match, or of those that do not if these
   * are fewer.
   *
   * @param tracks numbers of the tracks to search; null for all
   */
  public SliceSearch(Timeline timeline, NamePattern pattern, @Nullable BitSet tracks) {
    this.timeline = timeline;
    List<Links> inputs = timeline.run().inputs();
    drawn = new MarkedSlices[inputs.size()];
    for (int input = 0; input < inputs.size(); input++) {
      int number = input;
      BitSet matching = new BitSet();
      SlicesByName byName = timeline.byName(input);
      StringPool strings = inputs.get(input).trace().strings();
      for (int name = 0; name < byName.size(); name++) {
        matching.set(name, pattern.matches(strings.get(byName.nameId(name))));
      }
      names.add(matching);
      SliceOrder order = timeline.order(input);
      MarkedSlices places = byStart(timeline, input, matching);
      if (tracks != null) {
        places.keep(place -> tracks.get(timeline.trackOf(number, order.row(place))));
      }
      found.add(places.seal());
    }
  }

  /**
   * Searches for what takes longest, so that the JVM has compiled it before somebody waits for it:
   * it runs what it has not compiled yet many times slower.
   */
  static void rehearse(Timeline timeline) {
    for (int time = 0; time < REHEARSALS; time++) {
      // Regular expressions take longer than all else: 150 ms for 1,200 names the first time.
      new SliceSearch(timeline, NamePattern.of("/rehears|ing/"), null);
      new SliceSearch(timeline, NamePattern.of("/^rehears::/i"), null);
    }
    for (int input = 0; input < timeline.run().inputs().size(); input++) {
      BitSet half = timeline.byName(input).halfOfSlices();
      for (int time = 0; time < REHEARSALS; time++) {
        byStart(timeline, input, half).seal();
        byDrawing(timeline, input, half).seal();
      }
    }
  }

  private static MarkedSlices byStart(Timeline timeline, int input, BitSet names) {
    return timeline.byName(input).mark(names, timeline.order(input).size(), place -> place);
  }

  private static MarkedSlices byDrawing(Timeline timeline, int input, BitSet names) {
    SliceOrder order = timeline.order(input);
    DrawnPlaces places = timeline.places(input);
    return timeline.byName(input).mark(names, places.size(), place -> places.of(order.row(place)));
  }

  /** The slices of an input that match, on whatever track they lie, by where they are drawn. */
  public synchronized MarkedSlices matching(int input) {
    MarkedSlices known = drawn[input];
    if (known == null) {
      known = byDrawing(timeline, input, names.get(input)).seal();
      drawn[input] = known;
    }
    return known;
  }

  /** Different names that match. */
  public int names() {
    return names.stream().mapToInt(BitSet::cardinality).sum();
  }

  /** Slices that start in {@code [fromNs, toNs)} of the axis. */
  public long total(long fromNs, long toNs) {
    long total = 0;
    for (int input = 0; input < found.size(); input++) {
      total += Math.max(0, startingBefore(input, toNs) - startingBefore(input, fromNs));
    }
    return total;
  }

  /** The first that starts at or after a moment; null if none does. */
  public @Nullable Hit startingAt(long timeNs) {
    return first(input -> startingBefore(input, timeNs));
  }

  /** The last that starts before a moment; null if none does. */
  public @Nullable Hit startingBefore(long timeNs) {
    return last(input -> startingBefore(input, timeNs));
  }

  /** The one after a slice, which need not match itself. */
  public @Nullable Hit after(Hit slice) {
    return first(input -> upTo(input, slice, true));
  }

  /** The one before a slice, which need not match itself. */
  public @Nullable Hit before(Hit slice) {
    return last(input -> upTo(input, slice, false));
  }

  /** How many that start at or after a moment come before one. */
  public long index(Hit slice, long fromNs) {
    long index = 0;
    for (int input = 0; input < found.size(); input++) {
      index += Math.max(0, upTo(input, slice, false) - startingBefore(input, fromNs));
    }
    return index;
  }

  /** The first of all inputs, when a number of each input's come earlier. */
  private @Nullable Hit first(IntUnaryOperator earlier) {
    Hit best = null;
    for (int input = 0; input < found.size(); input++) {
      int number = earlier.applyAsInt(input);
      if (number < found.get(input).size()) {
        Hit hit = hit(input, number);
        best = best == null || startNs(hit) < startNs(best) ? hit : best;
      }
    }
    return best;
  }

  /** The last of all inputs, when only a number of each input's come into question. */
  private @Nullable Hit last(IntUnaryOperator earlier) {
    Hit best = null;
    for (int input = 0; input < found.size(); input++) {
      int number = earlier.applyAsInt(input);
      if (number > 0) {
        Hit hit = hit(input, number - 1);
        best = best == null || startNs(best) <= startNs(hit) ? hit : best;
      }
    }
    return best;
  }

  private Hit hit(int input, int number) {
    return new Hit(input, timeline.order(input).row(found.get(input).place(number)));
  }

  private long startNs(Hit hit) {
    return timeline.startNs(hit.input, hit.row);
  }

  /** How many of an input start before a moment of the axis. */
  private int startingBefore(int input, long timeNs) {
    return found
        .get(input)
        .before(timeline.order(input).startingAt(timeline.axis().inInput(input, timeNs)));
  }

  /**
   * How many of an input come before a slice. Those of several inputs that start together are in
   * the order of the inputs.
   *
   * @param itself whether the slice counts too
   */
  private int upTo(int input, Hit slice, boolean itself) {
    if (input == slice.input) {
      return found.get(input).before(timeline.order(input).placeOf(slice.row) + (itself ? 1 : 0));
    }
    return startingBefore(input, startNs(slice) + (input < slice.input ? 1 : 0));
  }
}
