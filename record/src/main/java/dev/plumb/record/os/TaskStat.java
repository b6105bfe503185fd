package dev.plumb.record.os;

import org.jspecify.annotations.Nullable;

/**
 * A thread, by {@code /proc/PID/task/TID/stat}, or a process, by {@code /proc/PID/stat}.
 *
 * @param state R running, S sleeping, D waiting for a disk, T stopped, Z ended
 * @param parent the process that is told how this one ends
 * @param group of processes, which gets the keys of the terminal together
 * @param foreground the group that gets them now; −1 without a terminal
 * @param userTicks CPU time in the program, clock ticks (10 ms)
 * @param systemTicks CPU time in the kernel, clock ticks
 * @param childTicks CPU time of the process's children that have ended and that it has asked for,
 *     and of theirs
 * @param startTicks when it began, clock ticks since the system did
 */
public record TaskStat(
    char state,
    long parent,
    long group,
    long foreground,
    long userTicks,
    long systemTicks,
    long childTicks,
    long startTicks) {
  private static final long TICK_NS = 10_000_000;

  /** {@link #childTicks} in ns. */
  public long childrenNs() {
    return childTicks * TICK_NS;
  }

  /** Whether its group can get keys of a terminal. */
  public boolean hasTerminal() {
    return foreground >= 0;
  }

  /** Whether its group gets the keys of the terminal. */
  public boolean isInForeground() {
    return foreground == group;
  }

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
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[5]),
          Long.parseLong(parts[11]),
          Long.parseLong(parts[12]),
          Long.parseLong(parts[13]) + Long.parseLong(parts[14]),
          Long.parseLong(parts[19]));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
