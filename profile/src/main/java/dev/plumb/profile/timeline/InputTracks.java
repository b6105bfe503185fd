package dev.plumb.profile.timeline;

import dev.plumb.profile.Run;
import dev.plumb.profile.TrackNames;
import dev.plumb.trace.DeviceWorkTable;
import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the tracks of one input, in the order in which they are shown. */
final class InputTracks {
  private record Placed(int rank, int order, String group, long weight, Track track) {}

  private final Run run;
  private final int input;
  private final Trace trace;
  private final SliceTable slices;
  private final Function<Trace, LaidSlices> lay;
  private @Nullable SliceOrder order;
  private final Supplier<List<StretchTrack>> stretches;
  private final List<Placed> placed = new ArrayList<>();

  private List<Track> inOrder = List.of();

  /** By track of the trace and type: the track made of it. */
  private @Nullable Track[] tracks = new @Nullable Track[0];

  InputTracks(
      Run run, int input, Function<Trace, LaidSlices> lay, Supplier<List<StretchTrack>> stretches) {
    this.run = run;
    this.lay = lay;
    this.stretches = stretches;
    this.input = input;
    this.trace = run.inputs().get(input).trace();
    this.slices = trace.slices();
  }

  /** The slices by start; made by {@link #make}. */
  SliceOrder order() {
    return Objects.requireNonNull(order);
  }

  /** By track of the trace and ordinal of its type: the track that its slices are drawn on. */
  @Nullable Track[] bySource() {
    return tracks;
  }

  List<Track> make() {
    InputCounters from = new InputCounters(run, input);
    // Neither needs anything of the other, and both take as long.
    CompletableFuture<List<Placed>> recorded =
        CompletableFuture.supplyAsync(() -> counters(from::recorded));
    LaidSlices laid = lay.apply(trace);
    order = laid.order();
    tracks = new @Nullable Track[laid.sources()];
    for (int source = 0; source < tracks.length; source++) {
      Lanes on = laid.lanes(source);
      if (on != null) {
        slices(source, on, laid.firstRow(source));
      }
    }
    stretches.get().stream().filter(each -> each.input() == input).forEach(this::stretches);
    List<Placed> derived = counters(from::ofSlices);
    placed.addAll(recorded.join());
    placed.addAll(derived);
    inOrder =
        placed.stream()
            .sorted(
                Comparator.comparingInt(Placed::rank)
                    .thenComparingInt(Placed::order)
                    .thenComparing(Placed::group)
                    .thenComparing(each -> each.track().type())
                    .thenComparing(Comparator.comparingLong(Placed::weight).reversed())
                    .thenComparing(each -> each.track().name()))
            .map(Placed::track)
            .toList();
    return inOrder;
  }

  /** Place of each track in what {@link #make} answered. */
  IdentityHashMap<Track, Integer> places() {
    IdentityHashMap<Track, Integer> places = new IdentityHashMap<>();
    for (int i = 0; i < inOrder.size(); i++) {
      places.put(inOrder.get(i), i);
    }
    return places;
  }

  private int deviceRow(int row) {
    int detail = slices.detail(row);
    return detail < 0 ? Ids.NONE : trace.deviceWork().deviceRow(detail);
  }

  private void slices(int source, Lanes on, int firstRow) {
    TrackType type = LaidSlices.typeOf(source);
    int traceTrack = LaidSlices.traceTrackOf(source);
    String group =
        switch (type) {
          case STREAM, RANGES -> device(deviceRow(firstRow), traceTrack);
          case STEPS -> "";
          default -> TrackNames.process(trace, traceTrack);
        };
    String name =
        switch (type) {
          case STREAM -> stream(firstRow, traceTrack);
          case RANGES -> stream(firstRow, traceTrack) + ", ranges";
          case STEPS -> "steps, " + TrackNames.thread(trace, traceTrack);
          case OTHER -> TrackNames.thread(trace, traceTrack) + ", asynchronous";
          default -> TrackNames.thread(trace, traceTrack);
        };
    int rank = trace.tracks().rank(traceTrack);
    Track track = Track.slices(type, heading(rank, group, name), on);
    tracks[source] = track;
    placed.add(new Placed(rank, rankOrder(type), group, track.slices(), track));
  }

  /** Steps, then what the host did, then the devices, then counters of the trace. */
  private static int rankOrder(TrackType type) {
    return switch (type) {
      case STEPS -> 0;
      case THREAD, OTHER -> 1;
      case PATH, IDLE, STREAM, RANGES -> 2;
      case COUNTER -> 3;
    };
  }

  private Track.Heading heading(int rank, String group, String name) {
    return new Track.Heading(input, rankLabel(run, input, rank), group, name);
  }

  static String rankLabel(Run run, int input, int rank) {
    return rank >= 0 ? "rank " + rank : run.label(input);
  }

  private String device(int deviceRow, int traceTrack) {
    return deviceRow < 0 ? TrackNames.process(trace, traceTrack) : device(trace, deviceRow);
  }

  static String device(Trace trace, int deviceRow) {
    String name = trace.devices().name(deviceRow);
    String id = trace.devices().id(deviceRow);
    return name == null ? "device " + id : name + " (" + id + ")";
  }

  private String stream(int row, int traceTrack) {
    StringPool strings = trace.strings();
    int detail = slices.detail(row);
    int stream = detail < 0 ? Ids.NONE : streamId(trace.deviceWork(), detail);
    String id = stream < 0 ? "" : strings.get(stream);
    return id.isEmpty() ? TrackNames.thread(trace, traceTrack) : "stream " + id;
  }

  private static int streamId(DeviceWorkTable work, int detail) {
    return work.streamId(detail);
  }

  private void stretches(StretchTrack made) {
    String group = device(trace, made.deviceRow());
    String name = made.type() == TrackType.PATH ? "critical path" : "idle";
    Track track = Track.stretches(made.type(), heading(made.rank(), group, name), made.make());
    placed.add(new Placed(made.rank(), rankOrder(made.type()), group, 0, track));
  }

  private List<Placed> counters(Consumer<InputCounters.Sink> make) {
    List<Placed> counters = new ArrayList<>();
    make.accept((rank, group, name, unit, ofDevice, series) -> {
      Track track = Track.counter(heading(rank, group, name), unit, series);
      int at = rankOrder(ofDevice ? TrackType.STREAM : TrackType.COUNTER);
      counters.add(new Placed(rank, at, group, 0, track));
    });
    return counters;
  }
}
