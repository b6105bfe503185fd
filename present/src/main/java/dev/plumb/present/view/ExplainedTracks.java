package dev.plumb.present.view;

import dev.plumb.explain.DeviceLane;
import dev.plumb.explain.Facts;
import dev.plumb.explain.path.CriticalPath;
import dev.plumb.explain.timeline.IdleGaps;
import dev.plumb.profile.timeline.StretchTrack;
import dev.plumb.profile.timeline.Stretches;
import dev.plumb.profile.timeline.TrackType;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What analyses say about each device over time, as tracks: idle time by cause, the critical path.
 */
final class ExplainedTracks {
  private ExplainedTracks() {}

  static List<StretchTrack> of(Facts facts) {
    List<StretchTrack> tracks = new ArrayList<>();
    List<DeviceLane> lanes = facts.lanes();
    for (int at = 0; at < lanes.size(); at++) {
      int device = at;
      tracks.add(
          track(TrackType.PATH, lanes.get(at), () -> new Path(CriticalPath.of(facts).get(device))));
      tracks.add(
          track(TrackType.IDLE, lanes.get(at), () -> new Idle(IdleGaps.of(facts).get(device))));
    }
    return tracks;
  }

  /** Computes what the tracks will ask for. */
  static void compute(Facts facts) {
    IdleGaps.of(facts);
    CriticalPath.of(facts);
  }

  private static StretchTrack track(TrackType type, DeviceLane lane, Supplier<Stretches> make) {
    Trace trace = lane.trace();
    int rank = trace.tracks().rank(trace.slices().trackRow(lane.row(0)));
    return new StretchTrack(type, lane.input(), rank, lane.deviceRow(), make);
  }

  private record Idle(IdleGaps gaps) implements Stretches {
    @Override
    public int size() {
      return gaps.size();
    }

    @Override
    public long startNs(int at) {
      return gaps.startNs(at);
    }

    @Override
    public long durNs(int at) {
      return gaps.durNs(at);
    }

    @Override
    public String label(int at) {
      return gaps.cause(at).label();
    }

    @Override
    public int slice(int at) {
      return gaps.blame(at);
    }
  }

  /** The analysis walks back from the end. */
  private record Path(CriticalPath path) implements Stretches {
    @Override
    public int size() {
      return path.size();
    }

    private int piece(int at) {
      return path.size() - 1 - at;
    }

    @Override
    public long startNs(int at) {
      return path.startNs(piece(at));
    }

    @Override
    public long durNs(int at) {
      return path.durNs(piece(at));
    }

    @Override
    public String label(int at) {
      return path.part(piece(at)).label();
    }

    @Override
    public int slice(int at) {
      return path.row(piece(at));
    }
  }
}
