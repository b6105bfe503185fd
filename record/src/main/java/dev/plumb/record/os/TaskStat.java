package dev.plumb.record.os;

import org.jspecify.annotations.Nullable;

/**
 * A thread, by {@code /proc/PID/task/TID/stat}.
 *
 * @param state R running, S sleeping, D waiting for a disk, T stopped, Z ended
 * @param userTicks CPU time in the program, clock ticks (10 ms)
 * @param systemTicks CPU time in the kernel, clock ticks
 * @param startTicks when it began, clock ticks since the system did
 */
public record TaskStat(char state, long userTicks, long systemTicks, long startTicks) {
  static @Nullable TaskStat parse(String text) {
    // The name in parentheses may have spaces and parentheses itself: what counts is behind them.
    int end = text.lastIndexOf(") ");
    if (end < 0) {
      return null;
    }
    String[] parts = text.substring(end + 2).strip().split(" ");
    if (parts.length < 20 || parts[0].isEmpty()) {
      return null;
    }
    try {
      return new TaskStat(
          parts[0].charAt(0),
          Long.parseLong(parts[11]),
          Long.parseLong(parts[12]),
          Long.parseLong(parts[19]));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
