package dev.plumb.present.view;

import dev.plumb.profile.timeline.Timeline;
import dev.plumb.profile.timeline.Track;
import dev.plumb.profile.timeline.TrackType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The tracks of slices that a page shows before anybody scrolls: it asks for them before it knows
 * which there are. Of each rank the steps come first, then what stands beside streams of devices.
 */
final class FirstTracks {
  /** Deeper tracks are drawn flat at first, about as high as this many rows. */
  private static final int MOST_ROWS = 8;

  /** What the page draws otherwise, or later. */
  private static final Set<TrackType> OTHERS =
      EnumSet.of(TrackType.COUNTER, TrackType.IDLE, TrackType.PATH);

  private record Group(String rank, String name) {}

  private FirstTracks() {}

  /**
   * Numbers of tracks.
   *
   * @param rows how many rows there is room for; the last track may need more
   * @param most how many tracks at most
   */
  static int[] of(Timeline timeline, long rows, int most) {
    List<Track> all = timeline.tracks();
    Set<Group> devices = new HashSet<>();
    List<String> ranks = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (Track track : all) {
      if (track.type() == TrackType.STREAM) {
        devices.add(group(track));
      }
      if (!ranks.contains(track.rank())) {
        ranks.add(track.rank());
      }
    }
    for (int number = 0; number < all.size(); number++) {
      if (!OTHERS.contains(all.get(number).type())) {
        order.add(number);
      }
    }
    order.sort(
        Comparator.<Integer>comparingInt(number -> ranks.indexOf(all.get(number).rank()))
            .thenComparingInt(number -> place(all.get(number), devices)));
    List<Integer> first = new ArrayList<>();
    long left = rows;
    for (int number : order) {
      if (left > 0 && first.size() < most) {
        first.add(number);
        left -= Math.clamp(all.get(number).lanes(), 1, MOST_ROWS);
      }
    }
    return first.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Group group(Track track) {
    return new Group(track.rank(), track.group());
  }

  private static int place(Track track, Set<Group> devices) {
    return track.type() == TrackType.STEPS ? 0 : devices.contains(group(track)) ? 1 : 2;
  }
}
