package dev.plumb.importers.xplane;

import dev.plumb.trace.Ids;
import dev.plumb.trace.LongColumn;

/** The runs of programs on one core, so that an instruction finds the launch of its program. */
final class Programs {
  private final LongColumn starts = new LongColumn();
  private final LongColumn ends = new LongColumn();
  private final LongColumn launches = new LongColumn();
  private int last;

  /** Adds a run; those that do not come in the order of time are left out. */
  void add(long startNs, long endNs, long launch) {
    int size = starts.size();
    if (launch != Ids.ABSENT && (size == 0 || startNs >= starts.get(size - 1))) {
      starts.add(startNs);
      ends.add(endNs);
      launches.add(launch);
    }
  }

  /**
   * The launch of the last program to begin by {@code timeNs}; {@link Ids#ABSENT} if it is over.
   */
  long launchOf(long timeNs) {
    int size = starts.size();
    if (size == 0) {
      return Ids.ABSENT;
    }
    if (starts.get(last) > timeNs || last + 1 < size && starts.get(last + 1) <= timeNs) {
      last = search(timeNs);
    }
    return starts.get(last) <= timeNs && timeNs <= ends.get(last) ? launches.get(last) : Ids.ABSENT;
  }

  private int search(long timeNs) {
    int low = 0;
    int high = starts.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts.get(middle) <= timeNs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return Math.max(0, low - 1);
  }
}
