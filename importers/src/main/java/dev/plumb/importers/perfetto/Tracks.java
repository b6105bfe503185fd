package dev.plumb.importers.perfetto;

import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tracks by their UUIDs. A description may come before or after the first event. */
final class Tracks {
  private static final int MOST_PARENTS = 32;
  private static final int LONGEST_NAME = 1 << 16;

  /** One track as described, and its row once it is used. */
  static final class Track {
    final long uuid;
    long parent = Ids.ABSENT;
    int name = Ids.NONE;
    long pid = Ids.ABSENT;
    long tid = Ids.ABSENT;
    int processName = Ids.NONE;
    int threadName = Ids.NONE;
    boolean counter;
    boolean incremental;
    int unit = Ids.NONE;
    long multiplier = 1;
    double sum;
    int row = Ids.NONE;

    Track(long uuid) {
      this.uuid = uuid;
    }

    boolean isThread() {
      return tid != Ids.ABSENT;
    }
  }

  private final TraceBuilder out;
  private final Timeline timeline;
  private final LongMap rows = new LongMap();
  private final List<Track> all = new ArrayList<>();

  Tracks(TraceBuilder out) {
    this.out = out;
    this.timeline = new Timeline(out);
  }

  Timeline timeline() {
    return timeline;
  }

  /** The track of a UUID, described or not. */
  Track of(long uuid) {
    int row = rows.get(uuid);
    if (row < 0) {
      row = all.size();
      all.add(new Track(uuid));
      rows.put(uuid, row);
    }
    return all.get(row);
  }

  void read(WireReader in, long end) throws IOException {
    Track read = new Track(0);
    long uuid = 0;
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> uuid = in.number();
        case 2, 10, 13 -> read.name = text(in);
        case 5 -> read.parent = in.number();
        case 3, 4, 8 -> {
          int field = in.field();
          long inner = in.enter();
          while (in.next(inner)) {
            member(in, field, read);
          }
        }
        default -> in.skip();
      }
    }
    merge(of(uuid), read);
  }

  private void member(WireReader in, int message, Track read) throws IOException {
    int field = message * 100 + in.field();
    switch (field) {
      case 301, 401 -> read.pid = (int) in.number();
      case 306 -> read.processName = text(in);
      case 402 -> read.tid = (int) in.number();
      case 405 -> read.threadName = text(in);
      case 803 -> read.unit = out.strings().intern(unit(in.number()));
      case 804 -> read.multiplier = in.number();
      case 805 -> read.incremental = in.number() != 0;
      case 806 -> read.unit = text(in);
      default -> in.skip();
    }
    read.counter |= message == 8;
  }

  private int text(WireReader in) throws IOException {
    int length = in.bytes(LONGEST_NAME);
    return out.strings().intern(in.buffer(), in.start(), in.start() + length);
  }

  private static String unit(long number) {
    return switch ((int) number) {
      case 1 -> "ns";
      case 2 -> "count";
      case 3 -> "bytes";
      default -> "value";
    };
  }

  private static void merge(Track known, Track read) {
    known.parent = read.parent != Ids.ABSENT ? read.parent : known.parent;
    known.name = read.name >= 0 ? read.name : known.name;
    known.pid = read.pid != Ids.ABSENT ? read.pid : known.pid;
    known.tid = read.tid != Ids.ABSENT ? read.tid : known.tid;
    known.processName = read.processName >= 0 ? read.processName : known.processName;
    known.threadName = read.threadName >= 0 ? read.threadName : known.threadName;
    known.counter |= read.counter;
    known.incremental |= read.incremental;
    known.unit = read.unit >= 0 ? read.unit : known.unit;
    known.multiplier = read.multiplier != 1 ? read.multiplier : known.multiplier;
  }

  /** Row of a track; threads of one id are one row, whatever their tracks' UUIDs. */
  int row(Track track) {
    if (track.row < 0) {
      int tid =
          track.isThread()
              ? timeline.id(track.tid)
              : track.name >= 0
                  ? track.name
                  : out.strings()
                      .intern(track.uuid == 0 ? "" : "track " + Long.toUnsignedString(track.uuid));
      track.row = timeline.track(timeline.id(pid(track)), tid);
    }
    return track.row;
  }

  /** Process of a track or of the nearest track around it; {@link Ids#ABSENT} if there is none. */
  long pid(Track track) {
    Track at = track;
    for (int i = 0; i < MOST_PARENTS && at.pid == Ids.ABSENT && at.parent != Ids.ABSENT; i++) {
      int row = rows.get(at.parent);
      if (row < 0) {
        break;
      }
      at = all.get(row);
    }
    return at.pid;
  }

  /** Names the rows that were used. */
  void finish() {
    for (Track track : all) {
      if (track.row >= 0) {
        int name = track.isThread() && track.threadName >= 0 ? track.threadName : track.name;
        if (name >= 0) {
          out.tracks().setThreadNameId(track.row, name);
        }
        int process = processName(track);
        if (process >= 0) {
          out.tracks().setProcessNameId(track.row, process);
        }
      }
    }
  }

  private int processName(Track track) {
    Track at = track;
    for (int i = 0; i < MOST_PARENTS && at.processName < 0 && at.parent != Ids.ABSENT; i++) {
      int row = rows.get(at.parent);
      if (row < 0) {
        break;
      }
      at = all.get(row);
    }
    return at.processName;
  }
}
