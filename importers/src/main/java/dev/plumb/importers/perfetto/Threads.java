package dev.plumb.importers.perfetto;

import dev.plumb.importers.records.Timeline;
import dev.plumb.importers.wire.WireReader;
import dev.plumb.trace.Ids;
import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import dev.plumb.trace.LongMap;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;

/** The threads and processes of the machine, as the operating system names them. */
final class Threads {
  private final TraceBuilder out;
  private final Timeline timeline;
  private final LongMap processNames = new LongMap();
  private final LongMap threadRows = new LongMap();
  private final LongColumn processes = new LongColumn();
  private final IntColumn names = new IntColumn();

  /** Rows of tracks that were used, with the ids that they are of. */
  private final IntColumn usedRows = new IntColumn();

  private final LongColumn usedPids = new LongColumn();
  private final LongColumn usedTids = new LongColumn();
  private final LongMap used = new LongMap();

  Threads(TraceBuilder out, Timeline timeline) {
    this.out = out;
    this.timeline = timeline;
  }

  /** Reads a {@code ProcessTree}. */
  void readTree(WireReader in, long end) throws IOException {
    while (in.next(end)) {
      if (in.type() != WireReader.BYTES) {
        in.skip();
      } else if (in.field() == 1) {
        process(in);
      } else if (in.field() == 2) {
        thread(in);
      } else {
        in.skip();
      }
    }
  }

  private void process(WireReader in) throws IOException {
    long pid = 0;
    int name = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      if (in.field() == 1) {
        pid = (int) in.number();
      } else if (in.field() == 3 && name < 0) { // the command, before its arguments
        name = Sequence.text(in, out.strings());
      } else {
        in.skip();
      }
    }
    if (name >= 0) {
      processNames.put(pid, name);
    }
    put(pid, pid, name);
  }

  private void thread(WireReader in) throws IOException {
    long tid = 0;
    long pid = Ids.ABSENT;
    int name = Ids.NONE;
    long end = in.enter();
    while (in.next(end)) {
      switch (in.field()) {
        case 1 -> tid = (int) in.number();
        case 2 -> name = Sequence.text(in, out.strings());
        case 3 -> pid = (int) in.number();
        default -> in.skip();
      }
    }
    put(tid, pid, name);
  }

  private void put(long tid, long pid, int name) {
    int row = threadRows.get(tid);
    if (row < 0) {
      threadRows.put(tid, processes.size());
      processes.add(pid);
      names.add(name);
    } else {
      processes.set(row, pid == Ids.ABSENT ? processes.get(row) : pid);
      names.set(row, name < 0 ? names.get(row) : name);
    }
  }

  /** Says what the scheduler calls a thread. */
  void name(long tid, int nameId) {
    if (threadRows.get(tid) < 0) {
      put(tid, Ids.ABSENT, nameId);
    } else if (names.get(threadRows.get(tid)) < 0) {
      names.set(threadRows.get(tid), nameId);
    }
  }

  /** Process of a thread; {@link Ids#ABSENT} if unknown. */
  long pid(long tid) {
    int row = threadRows.get(tid);
    return row < 0 ? Ids.ABSENT : processes.get(row);
  }

  /** Row of the track of a thread; absent ids are none. */
  int row(long pid, long tid) {
    int row = timeline.thread(pid, tid);
    if (used.get(row) < 0) {
      used.put(row, usedRows.add(row));
      usedPids.add(pid);
      usedTids.add(tid);
    }
    return row;
  }

  /** Row of a track of what belongs to no thread. */
  int device(String unit, String line) {
    int none = out.strings().intern("");
    return timeline.deviceTrack(none, out.strings().intern(unit), out.strings().intern(line));
  }

  Timeline timeline() {
    return timeline;
  }

  /** Names the tracks that were used and have no name yet. */
  void finish() {
    for (int i = 0; i < usedRows.size(); i++) {
      int row = usedRows.get(i);
      int thread = threadRows.get(usedTids.get(i));
      int name = thread < 0 ? Ids.NONE : names.get(thread);
      if (name >= 0 && out.tracks().threadNameId(row) < 0) {
        out.tracks().setThreadNameId(row, name);
      }
      int process = processNames.get(usedPids.get(i));
      if (process >= 0 && out.tracks().processNameId(row) < 0) {
        out.tracks().setProcessNameId(row, process);
      }
    }
  }
}
