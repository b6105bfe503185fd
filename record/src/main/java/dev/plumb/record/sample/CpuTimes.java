package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import java.util.HashMap;
import java.util.Map;

/**
 * What samples stand for: the CPU time that their thread has used since its last one. More exact
 * than the period that was asked for: timers are late on busy machines, and samples are lost.
 */
final class CpuTimes {
  private static final class Used {
    private long sinceStartNs;
    private long leftNs;
    private int waiting;
  }

  private final ProcessFiles files;
  private final long periodNs;
  private final Map<Integer, Used> threads = new HashMap<>();

  /** Begins with what threads have used before they are sampled. */
  CpuTimes(ProcessFiles files, long periodNs) {
    this.files = files;
    this.periodNs = periodNs;
    for (int tid : files.threads()) {
      Used used = new Used();
      used.sinceStartNs = Math.max(files.ranNs(tid), 0);
      threads.put(tid, used);
    }
  }

  /** Says that a sample of a thread waits to be taken. */
  void expect(int tid) {
    threads.computeIfAbsent(tid, t -> new Used()).waiting++;
  }

  /** Looks at the clocks of all threads with waiting samples. */
  void look() {
    for (Map.Entry<Integer, Used> entry : threads.entrySet()) {
      Used used = entry.getValue();
      if (used.waiting > 0) {
        long now = files.ranNs(entry.getKey());
        used.leftNs = now < 0 ? used.waiting * periodNs : Math.max(now - used.sinceStartNs, 0);
        used.sinceStartNs = Math.max(now, used.sinceStartNs);
      }
    }
  }

  /** What the next sample of a thread stands for, ns. */
  long take(int tid) {
    Used used = threads.get(tid);
    if (used == null || used.waiting <= 0) {
      return periodNs; // was not shown
    }
    long value = used.leftNs / used.waiting;
    used.leftNs -= value;
    used.waiting--;
    return value;
  }

  /** Forgets threads that are gone. */
  void retain(int[] tids) {
    threads.keySet().retainAll(java.util.Arrays.stream(tids).boxed().toList());
  }

  int size() {
    return threads.size();
  }
}
