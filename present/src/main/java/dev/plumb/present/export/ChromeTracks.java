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

  /** Whether ranks of tracks were read from the arguments of their events, which are kept. */
  private final boolean fromChrome;

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
    this.fromChrome = trace.format().equals("chrome");
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

  /** Adds the rank, unless the arguments of the track's events say it. */
  void rank(ChromeEvent event, int track) {
    if (tracks.rank(track) >= 0) {
      if (!fromChrome) {
        event.integer("rank", tracks.rank(track));
      }
    } else if (rank >= 0) {
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
