package dev.plumb.present.export;

import dev.plumb.trace.Ids;
import dev.plumb.trace.StringPool;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TrackTable;

/** Process, thread and rank of what stands on a track, in a file that may hold several inputs. */
final class ChromeTracks {
  private final TrackTable tracks;
  private final StringPool strings;
  private final String processPrefix;
  private final int rank;

  /**
   * Tracks of one input.
   *
   * @param processPrefix put before process ids, so that those of several inputs do not collide;
   *     empty for one input
   * @param rank to write where the track has none; −1 for none
   */
  ChromeTracks(Trace trace, String processPrefix, int rank) {
    this.tracks = trace.tracks();
    this.strings = trace.strings();
    this.processPrefix = processPrefix;
    this.rank = rank;
  }

  /** Adds process and thread. */
  void thread(ChromeEvent event, int track) {
    String pid = strings.get(tracks.pidId(track));
    String tid = strings.get(tracks.tidId(track));
    if (!processPrefix.isEmpty()) {
      event.text("pid", processPrefix + pid);
    } else if (!pid.isEmpty()) {
      event.numberOrText("pid", pid);
    }
    if (!tid.isEmpty()) {
      event.numberOrText("tid", tid);
    }
  }

  /** Adds the rank if the track does not have its own. */
  void rank(ChromeEvent event, int track) {
    if (rank >= 0 && tracks.rank(track) < 0) {
      event.integer("rank", rank);
    }
  }

  /** Adds all that is known of a track; {@link Ids#NONE} adds nothing. */
  void place(ChromeEvent event, int track) {
    if (track >= 0) {
      thread(event, track);
      rank(event, track);
    }
  }
}
