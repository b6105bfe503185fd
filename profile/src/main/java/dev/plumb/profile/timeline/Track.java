package dev.plumb.profile.timeline;

import dev.plumb.trace.Ids;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A line of the timeline: slices on lanes, stretches of time, or a counter. */
public final class Track {
  /** Takes the boxes of a picture, lane by lane and from left to right. */
  public interface Boxes {
    /**
     * One box: one slice, or several that are each narrower than a pixel.
     *
     * @param lane lane of the track
     * @param startNs start of the first one
     * @param endNs end of the last one
     * @param count number of slices
     * @param busyNs time in them within the window
     * @param row the longest one: its row in the slices of the input, or its place in the stretches
     * @param longestNs duration of the longest one
     * @param marked how many of them are marked
     */
    void add(
        int lane,
        long startNs,
        long endNs,
        int count,
        long busyNs,
        int row,
        long longestNs,
        int marked);
  }

  private final TrackType type;
  private final int input;
  private final String rank;
  private final String group;
  private final String name;
  private final String unit;
  private final @Nullable Lanes lanes;
  private final @Nullable Supplier<Stretches> make;
  private @Nullable Stretches stretches;
  private @Nullable SpanIndex stretchIndex;
  private final @Nullable CounterSeries counter;

  private Track(
      TrackType type,
      Heading heading,
      String unit,
      @Nullable Lanes lanes,
      @Nullable Supplier<Stretches> make,
      @Nullable CounterSeries counter) {
    this.type = type;
    this.input = heading.input;
    this.rank = heading.rank;
    this.group = heading.group;
    this.name = heading.name;
    this.unit = unit;
    this.lanes = lanes;
    this.make = make;
    this.counter = counter;
  }

  /**
   * What a track is called.
   *
   * @param group process or device
   */
  record Heading(int input, String rank, String group, String name) {}

  static Track slices(TrackType type, Heading heading, Lanes lanes) {
    return new Track(type, heading, "", lanes, null, null);
  }

  static Track stretches(TrackType type, Heading heading, Supplier<Stretches> make) {
    return new Track(type, heading, "", null, make, null);
  }

  static Track counter(Heading heading, String unit, CounterSeries counter) {
    return new Track(TrackType.COUNTER, heading, unit, null, null, counter);
  }

  /** What stands on it. */
  public TrackType type() {
    return type;
  }

  /** The input of the run that it belongs to. */
  public int input() {
    return input;
  }

  /** Label of its rank. */
  public String rank() {
    return rank;
  }

  /** Its process or device. */
  public String group() {
    return group;
  }

  /** Its own name: text from the trace, never to be trusted. */
  public String name() {
    return name;
  }

  /** "bytes", "bytes/s" or "" of a counter. */
  public String unit() {
    return unit;
  }

  /** Number of lanes; 1 for stretches and counters. */
  public int lanes() {
    return lanes == null ? 1 : lanes.count();
  }

  /** Number of slices; 0 for other types. */
  public long slices() {
    return lanes == null ? 0 : lanes.slices();
  }

  /** Slices that lie deeper than any picture shows. */
  public long hidden() {
    return lanes == null ? 0 : lanes.hidden();
  }

  /** The stretches, computed when they are first asked for; null for other types. */
  public synchronized @Nullable Stretches stretches() {
    if (make != null && stretches == null) {
      stretches = make.get();
      stretchIndex = new SpanIndex(stretches);
    }
    return stretches;
  }

  /** The counter; null for other types. */
  public @Nullable CounterSeries counter() {
    return counter;
  }

  /** Its slices; null for other types. */
  @Nullable Lanes slicesOnLanes() {
    return lanes;
  }

  /** Lane of a slice, by its place; {@link Ids#NONE} if it is not on this track. */
  int laneOf(int place) {
    return lanes == null ? Ids.NONE : lanes.laneOf(place);
  }

  /**
   * Draws slices or stretches.
   *
   * @param window in the time of the input
   * @param marked slices to be counted in each box; null for none
   */
  void draw(Window window, @Nullable MarkedSlices marked, Boxes out) {
    Stretches all = stretches();
    if (all != null && stretchIndex != null) {
      draw(0, all, stretchIndex, window, at -> at, (first, count) -> 0, out);
    }
    for (int lane = 0; lanes != null && lane < lanes.count(); lane++) {
      Lanes.Lane on = lanes.lane(lane);
      Marks marks =
          marked == null
              ? (first, count) -> 0
              : (first, count) -> marked.count(on.first() + first, on.first() + first + count);
      draw(lane, on, lanes.index(lane), window, on::row, marks, out);
    }
  }

  private interface ToRow {
    int row(int at);
  }

  /** How many of some neighbours are marked. */
  private interface Marks {
    int count(int first, int count);
  }

  private static void draw(
      int lane, Spans spans, SpanIndex index, Window window, ToRow rows, Marks marks, Boxes out) {
    LanePicture.draw(
        spans,
        index,
        window,
        (first, count, longest, busyNs) ->
            out.add(
                lane,
                spans.startNs(first),
                spans.endNs(first + count - 1),
                count,
                busyNs,
                rows.row(longest),
                spans.durNs(longest),
                marks.count(first, count)));
  }
}
