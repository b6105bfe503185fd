package dev.plumb.importers.ascend;

import dev.plumb.trace.SliceKind;
import java.util.Locale;

/** What tasks of an NPU are, by the name of their type. */
final class TaskType {
  private static final String[] WAITS = {
    "wait", "record", "event", "notify", "write value", "barrier", "place holder", "profiling"
  };
  private static final String[] CORES = {
    "ai core", "ai vector", "ai cpu", "aicpu", "aiv", "kernel", "mix", "dsa"
  };

  private TaskType() {}

  /**
   * @param computes whether the task is a kernel for certain
   * @param communicates whether it is part of a collective, which is work as a whole
   * @param described whether the file says of each task if it computes
   */
  static SliceKind kind(String type, boolean computes, boolean communicates, boolean described) {
    if (computes) {
      return SliceKind.KERNEL;
    }
    String name = type.toLowerCase(Locale.ROOT).replace('_', ' ');
    if (containsAny(name, WAITS)) {
      return SliceKind.SYNC;
    }
    if (communicates) {
      return SliceKind.DEVICE_OTHER;
    }
    if (name.contains("memcpy") || name.contains("pcie dma") || name.equals("sdma sqe")) {
      return SliceKind.MEMCPY;
    }
    if (name.contains("memset")) {
      return SliceKind.MEMSET;
    }
    if (!containsAny(name, CORES)) {
      return SliceKind.DEVICE_OTHER;
    }
    // A described file has rows of no description around the tasks that such a row starts.
    return described ? SliceKind.GPU_ANNOTATION : SliceKind.KERNEL;
  }

  private static boolean containsAny(String name, String[] words) {
    for (String word : words) {
      if (name.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
