package dev.plumb.profile.timeline;

import dev.plumb.trace.Trace;
import java.util.Arrays;

/**
 * A timeline as text: a line of characters for each lane, a pixel each. A slice is its name, cut
 * off or drawn out with dashes; several narrow ones of a pixel are their number.
 */
final class TimelinePicture {
  private TimelinePicture() {}

  static String of(Timeline timeline, Window window) {
    StringBuilder text = new StringBuilder();
    for (Track track : timeline.tracks()) {
      text.append(track.type().label()).append(": ").append(track.name()).append('\n');
      if (track.type() == TrackType.COUNTER) {
        timeline.draw(
            track,
            window,
            (time, min, max, last) ->
                text.append("  %d: %.0f to %.0f, then %.0f%n".formatted(time, min, max, last)));
        continue;
      }
      char[][] lanes = new char[track.lanes()][window.pixels()];
      for (char[] lane : lanes) {
        Arrays.fill(lane, ' ');
      }
      timeline.draw(
          track,
          window,
          null,
          (lane, start, end, count, busy, row, longest, marked) ->
              box(
                  lanes[lane],
                  window.pixel(Math.max(start, window.fromNs())),
                  window.pixel(Math.max(start, Math.min(end, window.toNs()) - 1)),
                  count == 1 ? name(timeline, track, row) : Integer.toString(count)));
      for (char[] lane : lanes) {
        text.append("  |").append(lane).append("|\n");
      }
    }
    return text.toString();
  }

  private static String name(Timeline timeline, Track track, int row) {
    Stretches stretches = track.stretches();
    Trace trace = timeline.run().inputs().get(track.input()).trace();
    return stretches != null
        ? stretches.label(row)
        : trace.strings().get(trace.slices().nameId(row));
  }

  private static void box(char[] lane, int first, int last, String name) {
    for (int pixel = first; pixel <= last; pixel++) {
      lane[pixel] = pixel - first < name.length() ? name.charAt(pixel - first) : '-';
    }
  }
}
