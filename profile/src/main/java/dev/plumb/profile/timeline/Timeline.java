package dev.plumb.profile.timeline;

import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A run as lines over time, on one {@link TimeAxis}. Immutable; to be read by any number of
 * threads. Takes 14 bytes for each slice beside the run, and 8 more once somebody searches.
 */
public final class Timeline {
  private final Run run;
  private final TimeAxis axis;
  private final List<SliceOrder> orders = new ArrayList<>();
  private final List<Track> tracks = new ArrayList<>();

  /** By input: for each track of its trace and each type the number of the track; −1 for none. */
  private final List<int[]> bySource = new ArrayList<>();

  /** By input; null until somebody searches. */
  private final @Nullable SlicesByName[] byName;

  /** By input; null until somebody needs them. */
  private final @Nullable DrawnPlaces[] places;

  /** Lays out all slices and counters of a run. */
  public Timeline(Run run) {
    this(run, TimeAxis.of(run), LaidSlices::of, List::of);
  }

  /**
   * Lays out all slices and counters of a run, and what analyses say about its devices.
   *
   * @param lay the slices of a trace on their lanes, see {@link LanesAhead}
   * @param stretches asked when all slices lie on their lanes; another thread may make them
   *     meanwhile
   */
  public Timeline(
      Run run,
      TimeAxis axis,
      Function<Trace, LaidSlices> lay,
      Supplier<List<StretchTrack>> stretches) {
    this.run = run;
    this.axis = axis;
    this.byName = new @Nullable SlicesByName[run.inputs().size()];
    this.places = new @Nullable DrawnPlaces[run.inputs().size()];
    for (int input = 0; input < run.inputs().size(); input++) {
      InputTracks made = new InputTracks(run, input, lay, stretches);
      int first = tracks.size();
      tracks.addAll(made.make());
      orders.add(made.order());
      IdentityHashMap<Track, Integer> places = made.places();
      @Nullable Track[] sources = made.bySource();
      int[] numbers = new int[sources.length];
      for (int i = 0; i < numbers.length; i++) {
        Track track = sources[i];
        numbers[i] = track == null ? Ids.NONE : first + places.getOrDefault(track, 0);
      }
      bySource.add(numbers);
    }
  }

  /** The run. */
  public Run run() {
    return run;
  }

  /** Its time. */
  public TimeAxis axis() {
    return axis;
  }

  /** The tracks, in the order in which they are shown: by input, rank, host before devices. */
  public List<Track> tracks() {
    return tracks;
  }

  /** Makes what searches need, which they would make themselves and wait for. */
  public void prepareSearches() {
    SliceSearch.rehearse(this);
  }

  /** Where the slices of an input are drawn. */
  synchronized DrawnPlaces places(int input) {
    DrawnPlaces known = places[input];
    if (known == null) {
      List<Track> ofInput = tracks.stream().filter(each -> each.input() == input).toList();
      known = new DrawnPlaces(slices(input).size(), ofInput);
      places[input] = known;
    }
    return known;
  }

  /** The slices of an input by their names. */
  synchronized SlicesByName byName(int input) {
    SlicesByName known = byName[input];
    if (known == null) {
      int strings = run.inputs().get(input).trace().strings().size();
      known = new SlicesByName(slices(input), orders.get(input), strings);
      byName[input] = known;
    }
    return known;
  }

  /** Slices of an input by start. */
  SliceOrder order(int input) {
    return orders.get(input);
  }

  /**
   * Draws the slices or stretches of a track.
   *
   * @param window on the axis
   * @param marked slices of the track's input to be counted in each box; null for none
   * @param out gets times on the axis
   */
  public void draw(Track track, Window window, @Nullable MarkedSlices marked, Track.Boxes out) {
    long shift = axis.clock(track.input()).shiftNs();
    track.draw(
        window.shifted(-shift),
        marked,
        (lane, start, end, count, busy, row, longest, found) ->
            out.add(lane, start + shift, end + shift, count, busy, row, longest, found));
  }

  /** Draws a track that is a counter; window and times are on the axis. */
  public void draw(Track track, Window window, CounterSeries.Pixels out) {
    CounterSeries counter = track.counter();
    if (counter != null) {
      long shift = axis.clock(track.input()).shiftNs();
      counter.draw(
          window.shifted(-shift), (time, min, max, last) -> out.add(time + shift, min, max, last));
    }
  }

  /** Number of the track on which a slice is drawn. */
  public int trackOf(int input, int row) {
    SliceTable slices = slices(input);
    return bySource.get(input)[LaidSlices.source(slices, row)];
  }

  /** Lane of a slice on its track; {@link Ids#NONE} if it lies too deep to be drawn. */
  public int laneOf(int input, int row) {
    return tracks.get(trackOf(input, row)).laneOf(places(input).of(row));
  }

  /** Start of a slice on the axis. */
  public long startNs(int input, int row) {
    return axis.onAxis(input, slices(input).startNs(row));
  }

  private SliceTable slices(int input) {
    return run.inputs().get(input).trace().slices();
  }

  /** The device work that a launching call, or what it called, started, by the call's start. */
  public Launches launches(int input) {
    return new Launches(run.inputs().get(input), orders.get(input));
  }

  /** Visits the slices of an input that start in a stretch of the axis, by start. */
  public void startingIn(int input, long fromNs, long toNs, IntConsumer rows) {
    SliceOrder order = orders.get(input);
    int end = order.startingAt(axis.inInput(input, toNs));
    for (int at = order.startingAt(axis.inInput(input, fromNs)); at < end; at++) {
      rows.accept(order.row(at));
    }
  }

  /** Slices of all inputs that start in a stretch of the axis. */
  public long countStartingIn(long fromNs, long toNs) {
    long count = 0;
    for (int input = 0; input < orders.size() && toNs > fromNs; input++) {
      SliceOrder order = orders.get(input);
      count +=
          order.startingAt(axis.inInput(input, toNs))
              - order.startingAt(axis.inInput(input, fromNs));
    }
    return count;
  }

  /** Whether the run has anything with a place in time. */
  public boolean isEmpty() {
    return tracks.isEmpty();
  }
}
