package dev.plumb.profile;

import dev.plumb.trace.TrackTable;
import java.util.HashMap;
import java.util.Map;

/** A small number for each process of each rank: ids that a process counts repeat in others. */
final class Processes {
  private Processes() {}

  /** The process of each track. */
  static int[] ofTracks(TrackTable tracks) {
    Map<Long, Integer> numbers = new HashMap<>();
    int[] processes = new int[tracks.size()];
    for (int row = 0; row < processes.length; row++) {
      long key = (long) tracks.rank(row) << 32 | tracks.pidId(row) & 0xFFFF_FFFFL;
      processes[row] = numbers.computeIfAbsent(key, k -> numbers.size());
    }
    return processes;
  }
}
