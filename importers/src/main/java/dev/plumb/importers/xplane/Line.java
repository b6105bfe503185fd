package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;

/** The line that is being read. */
final class Line {
  long id;
  String name = "";
  String displayName = "";
  long timestampNs;
  LineKind kind = LineKind.HOST;

  /** Row of the track; {@link Ids#NONE} until the first event. */
  int track = Ids.NONE;

  /** Id of the stream's or line's name, for device work. */
  int streamId = Ids.NONE;

  /** {@code Stream #134(Compute)} is stream 134; other lines are called by their names. */
  String streamName() {
    if (kind != LineKind.STREAM) {
      return name;
    }
    int from = name.indexOf('#') + 1;
    int to = name.indexOf('(', from);
    return name.substring(from, to < 0 ? name.length() : to);
  }
}
