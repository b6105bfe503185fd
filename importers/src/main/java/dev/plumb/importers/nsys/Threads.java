package dev.plumb.importers.nsys;

import dev.plumb.importers.sqlite.Rows;
import dev.plumb.trace.Ids;
import dev.plumb.trace.LongMap;

/**
 * Threads by their global id: 8 bits of hardware, 8 of virtual machine, 24 of process, 24 of
 * thread. A process has the id of its thread 0.
 */
final class Threads {
  private final Export export;
  private final LongMap tracks = new LongMap();
  private long[] ids = new long[64];
  private int size;

  /** Machine of the first thread; those of other machines say which. */
  private long firstMachine = Ids.ABSENT;

  private long lastId = Ids.ABSENT;
  private int lastRow;
  private int unknown = Ids.NONE;

  Threads(Export export) {
    this.export = export;
  }

  /** The track of a thread; {@link Ids#ABSENT} for one that the row does not name. */
  int row(long globalTid) {
    if (globalTid == lastId && size > 0) {
      return lastRow;
    }
    if (globalTid == Ids.ABSENT) {
      if (unknown < 0) {
        int none = export.strings.intern("");
        unknown = export.out.tracks().add(none, none);
      }
      return unknown;
    }
    int row = tracks.get(globalTid);
    if (row < 0) {
      row = add(globalTid);
    }
    lastId = globalTid;
    lastRow = row;
    return row;
  }

  private int add(long id) {
    long thread = id & 0xFFFFFF;
    int row =
        export
            .out
            .tracks()
            .add(
                export.strings.intern(process(id)),
                export.strings.intern(Long.toString(thread == 0 ? id >> 24 & 0xFFFFFF : thread)));
    tracks.put(id, row);
    if (size == ids.length) {
      ids = java.util.Arrays.copyOf(ids, size * 2);
    }
    ids[size++] = id;
    return row;
  }

  /** The process's number, with its machine if that is not the first. */
  String process(long id) {
    long machine = id >>> 48;
    if (firstMachine == Ids.ABSENT) {
      firstMachine = machine;
    }
    String pid = Long.toString(id >> 24 & 0xFFFFFF);
    return machine == firstMachine ? pid : (machine >> 8) + "." + (machine & 0xFF) + ":" + pid;
  }

  /** Names the threads that were used; the export names all of the machine. */
  void applyNames() {
    LongMap processNames = new LongMap();
    Rows processes = export.file.rows("PROCESSES", "globalPid", "name");
    while (processes.next()) {
      int name = processes.text(1, export.strings);
      if (name >= 0) {
        processNames.put(processes.integer(0, -1), name);
      }
    }
    Rows threadNames = export.file.rows("ThreadNames", "globalTid", "nameId");
    while (threadNames.next()) {
      int row = tracks.get(threadNames.integer(0, -1));
      int name = export.texts.id(threadNames.integer(1, -1));
      if (row >= 0 && name >= 0) {
        export.out.tracks().setThreadNameId(row, name);
      }
    }
    for (int i = 0; i < size; i++) {
      int name = processNames.get(ids[i] & Export.PROCESS);
      if (name >= 0) {
        export.out.tracks().setProcessNameId(tracks.get(ids[i]), name);
      }
    }
  }
}
