package dev.plumb.record.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time of processes that came and went before anybody saw them. When a process asks how a child
 * has ended, the kernel gives it the child's CPU time and what that had of its own children ({@code
 * cutime} and {@code cstime} of <a href="https://man7.org/linux/man-pages/man5/proc.5.html">{@code
 * /proc/PID/stat}</a>). What of it has no place in the tree is theirs: with what samples of others
 * are off by, it makes the sum over all processes the kernel's.
 */
final class ChildTimes {
  /** What sums may be off by: ticks of the kernel, and a few periods of samples. */
  static final long SLACK_NS = 40_000_000;

  /** And for each process that was observed: what its samples may be off by goes both ways. */
  static final long SLACK_OF_EACH_NS = 10_000_000;

  /** So much more may what a process used itself be off that has ended: what samples said last. */
  static final long SLACK_AT_END_NS = 100_000_000;

  private static final class Times {
    private final long baseNs;
    private long parent;
    private long ownNs;
    private long childrenNs;

    /** Of children that were observed until they ended, and those below them. */
    private long observedNs;

    private int observed;

    /** What was told of those that nobody saw. */
    private long unseenNs;

    Times(long baseNs) {
      this.baseNs = baseNs;
    }
  }

  private final Map<Long, Times> processes = new LinkedHashMap<>();

  /**
   * A process is there.
   *
   * @param baseNs CPU time of children that had ended before the recording
   */
  void observe(long pid, long baseNs) {
    processes.putIfAbsent(pid, new Times(baseNs));
  }

  /**
   * A process had ended by the time it was found; what it used is to be told of ({@link #own}).
   *
   * @param parent who that was; if it is not known, whoever the process is below
   */
  void observeEnded(long pid, long parent, long ancestor) {
    if (!processes.containsKey(pid)) {
      observe(pid, 0);
      children(pid, processes.containsKey(parent) ? parent : ancestor, 0);
    }
  }

  /** What a process has used itself by now; negative if it has ended. */
  void own(long pid, long ns) {
    Times times = processes.get(pid);
    if (times != null) {
      times.ownNs = Math.max(times.ownNs, ns);
    }
  }

  /** Who the parent of a process is now, and the CPU time of its children that have ended. */
  void children(long pid, long parent, long ns) {
    Times times = processes.get(pid);
    if (times != null) {
      times.parent = parent;
      times.childrenNs = Math.max(times.childrenNs, ns);
    }
  }

  /** Processes that are known and have not ended. */
  List<Long> pids() {
    return List.copyOf(processes.keySet());
  }

  /**
   * Processes have ended, and their parents were told.
   *
   * @param placedNs by process: what of its time has a place already; negative if that is all that
   *     its clock said last
   */
  void ended(Map<Long, Long> placedNs) {
    List<Long> ended = new ArrayList<>(placedNs.keySet());
    ended.removeIf(pid -> !processes.containsKey(pid));
    // Children first: what is theirs is their parents' too. When they began says less: a shell and
    // its program may do so in one tick.
    Map<Long, Integer> depths = new HashMap<>();
    ended.forEach(pid -> depths.put(pid, depth(pid)));
    ended.sort(Comparator.comparing(depths::get, Comparator.reverseOrder()));
    for (Long pid : ended) {
      Times times = processes.remove(pid);
      Times parent = times == null ? null : processes.get(times.parent);
      if (times != null && parent != null) {
        long placed = placedNs.getOrDefault(pid, -1L);
        parent.observedNs +=
            (placed < 0 ? times.ownNs : placed) + times.observedNs + times.unseenNs;
        parent.observed++;
      }
    }
  }

  /**
   * How many processes that are known are above one; numbers that are given again make no circle.
   */
  private int depth(long pid) {
    int depth = 0;
    Times times = processes.get(pid);
    while (times != null && depth < processes.size()) {
      depth++;
      times = processes.get(times.parent);
    }
    return depth;
  }

  /**
   * The program has ended.
   *
   * @param allNs CPU time of it and all below it that whoever started them was told of
   * @param sampledNs what its own samples stand for
   */
  void endedAll(long pid, long sampledNs, long allNs) {
    Times times = processes.get(pid);
    if (times != null) {
      long children = allNs - Math.max(times.ownNs, sampledNs) + times.baseNs;
      if (children - times.childrenNs > SLACK_AT_END_NS) {
        times.childrenNs = children;
      }
    }
  }

  /**
   * CPU time of children of a process that nobody saw, as far as is known now; ns. Whoever asks has
   * a place for it: what was never asked for is the parent's.
   */
  long unseenNs(long pid) {
    Times times = processes.get(pid);
    if (times == null) {
      return 0;
    }
    long unseen = Math.max(times.childrenNs - times.baseNs - times.observedNs, 0);
    if (times.unseenNs > 0 || unseen > SLACK_NS + SLACK_OF_EACH_NS * times.observed) {
      times.unseenNs = unseen;
    }
    return times.unseenNs;
  }
}
