package dev.plumb.record.os;

import java.util.HashMap;
import java.util.Map;

/** The numbers that the threads of a process have here, by those that they have for themselves. */
public final class ThreadIds {
  private final ProcessFiles files;
  private final boolean areSame;
  private final Map<Integer, Integer> outside = new HashMap<>();

  /** Threads of a process. */
  public ThreadIds(ProcessFiles files) {
    this.files = files;
    this.areSame = !PidNamespace.label(files.pid()).contains("@");
  }

  /**
   * A thread's number here. One that has ended before it was asked for has none: the answer is then
   * a negative one, which is no other thread's.
   */
  public int outside(int own) {
    if (areSame || own <= 0) {
      return own;
    }
    Integer known = outside.get(own);
    if (known == null) {
      for (int tid : files.threads()) {
        outside.put(files.ownId(tid), tid);
      }
      known = outside.computeIfAbsent(own, none -> -own);
    }
    return known;
  }
}
