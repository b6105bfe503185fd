package dev.plumb.record.jvm;

import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.Ids;
import java.util.HashMap;
import java.util.Map;

/** Threads of the recorded processes, by the system's numbers, whichever source saw them first. */
final class Tracks {
  private final ContextTree tree;
  private final Map<String, Integer> rows = new HashMap<>();

  Tracks(ContextTree tree) {
    this.tree = tree;
  }

  /**
   * The track of a thread.
   *
   * @param name kept from the first who knows one: the JVM calls the main thread {@code
   *     DestroyJavaVM} once it has ended
   */
  int row(long pid, String thread, String name) {
    int row =
        rows.computeIfAbsent(pid + " " + thread, key -> tree.track(Long.toString(pid), thread));
    if (!name.isEmpty() && tree.tracks().threadNameId(row) == Ids.NONE) {
      tree.tracks().setThreadNameId(row, tree.strings().intern(name));
    }
    return row;
  }
}
