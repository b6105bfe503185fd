package dev.plumb.profile.timeline;

import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.SliceTable;
import java.util.ArrayList;
import java.util.List;

/**
 * The slices of one line of the timeline, put on as many lanes as they need so that no two on a
 * lane overlap. Rows are those of the trace's slice table.
 */
final class Lanes {
  /** Deeper ones are counted and not drawn: no screen shows them. */
  static final int MOST = 1_000;

  /** Slices of one lane. */
  static final class Lane implements Spans {
    private static final int LONG = Integer.MAX_VALUE;

    private final SliceTable slices;
    private final IntColumn rows = new IntColumn();

    /** Durations, side by side as they are looked at; {@link #LONG} for those that do not fit. */
    private final IntColumn durations = new IntColumn();

    private int first;

    Lane(SliceTable slices) {
      this.slices = slices;
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public long startNs(int at) {
      return slices.startNs(rows.get(at));
    }

    @Override
    public long durNs(int at) {
      int duration = durations.get(at);
      return duration == LONG ? slices.durNs(rows.get(at)) : duration;
    }

    private void add(int row) {
      long duration = slices.durNs(row);
      rows.add(row);
      durations.add(duration < 0 || duration >= LONG ? LONG : (int) duration);
    }

    int row(int at) {
      return rows.get(at);
    }

    /** Place of its first slice among those of all lanes of the input. */
    int first() {
      return first;
    }
  }

  private final SliceTable slices;
  private final LaneChooser chooser;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<SpanIndex> indexes = new ArrayList<>();
  private long hidden;

  /**
   * @param nested whether slices lie inside one another, callees below callers; else each takes the
   *     first lane that is free
   */
  Lanes(SliceTable slices, boolean nested) {
    this.slices = slices;
    this.chooser = nested ? new LaneChooser.Nested() : new LaneChooser.FirstFree();
  }

  /** Adds a slice; they come by start, the longest first. */
  void add(int row) {
    int lane = chooser.lane(slices.startNs(row), slices.endNs(row));
    if (lane >= MOST) {
      hidden++;
      return;
    }
    while (lane >= lanes.size()) {
      lanes.add(new Lane(slices));
    }
    lanes.get(lane).add(row);
  }

  /**
   * Ends the adding.
   *
   * @param first slices on lanes that were sealed before
   * @return the same with those of these lanes
   */
  int seal(int first) {
    int next = first;
    for (Lane lane : lanes) {
      lane.first = next;
      next += lane.size();
      indexes.add(new SpanIndex(lane));
    }
    return next;
  }

  int count() {
    return lanes.size();
  }

  Lane lane(int at) {
    return lanes.get(at);
  }

  SpanIndex index(int at) {
    return indexes.get(at);
  }

  /** Slices that are too deep to be drawn. */
  long hidden() {
    return hidden;
  }

  /** Slices that are drawn. */
  long slices() {
    long sum = 0;
    for (Lane lane : lanes) {
      sum += lane.size();
    }
    return sum;
  }

  /** The lane of a slice, by its place; {@link Ids#NONE} if it is not here. */
  int laneOf(int place) {
    for (int lane = 0; lane < lanes.size(); lane++) {
      Lane on = lanes.get(lane);
      if (place >= on.first && place < on.first + on.size()) {
        return lane;
      }
    }
    return Ids.NONE;
  }
}
