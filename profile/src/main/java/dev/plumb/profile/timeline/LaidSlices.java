package dev.plumb.profile.timeline;

import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The slices of a trace by start, and on their lanes: what a {@link Timeline} needs of a trace that
 * is not linked yet, so that it can be made while others link it.
 */
public final class LaidSlices {
  private static final int TYPES = TrackType.values().length;

  /** By ordinal of {@link SliceKind}: ordinal of the type of track. */
  private static final int[] TYPE_OF_KIND =
      Arrays.stream(SliceKind.values()).mapToInt(kind -> TrackType.of(kind).ordinal()).toArray();

  private final SliceOrder order;

  /** By track of the trace and type; null where there is none. */
  private final @Nullable Lanes[] lanes;

  /** The first slice of each of them. */
  private final int[] firstRow;

  private LaidSlices(Trace trace) {
    SliceTable slices = trace.slices();
    order = new SliceOrder(slices);
    lanes = new @Nullable Lanes[trace.tracks().size() * TYPES];
    firstRow = new int[lanes.length];
    for (int at = 0, n = order.size(); at < n; at++) {
      int row = order.row(at);
      int source = source(slices, row);
      Lanes on = lanes[source];
      if (on == null) {
        on = new Lanes(slices, typeOf(source).isNested());
        lanes[source] = on;
        firstRow[source] = row;
      }
      on.add(row);
    }
    int drawn = 0;
    for (Lanes on : lanes) {
      drawn = on == null ? drawn : on.seal(drawn);
    }
  }

  /** Lays the slices of a trace; takes some hundred nanoseconds for each. */
  public static LaidSlices of(Trace trace) {
    return new LaidSlices(trace);
  }

  /** The slices by start. */
  SliceOrder order() {
    return order;
  }

  /** Pairs of a track of the trace and a type of track. */
  int sources() {
    return lanes.length;
  }

  /** Number of the pair that a slice belongs to. */
  static int source(SliceTable slices, int row) {
    return slices.trackRow(row) * TYPES + TYPE_OF_KIND[slices.kindOrdinal(row)];
  }

  static TrackType typeOf(int source) {
    return TrackType.values()[source % TYPES];
  }

  static int traceTrackOf(int source) {
    return source / TYPES;
  }

  /** The slices of a pair; null if there are none. */
  @Nullable Lanes lanes(int source) {
    return lanes[source];
  }

  /** The first slice of a pair that has any. */
  int firstRow(int source) {
    return firstRow[source];
  }
}
