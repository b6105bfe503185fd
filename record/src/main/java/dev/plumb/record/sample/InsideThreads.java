package dev.plumb.record.sample;

import dev.plumb.record.ring.Pauses;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which threads of a process sample themselves, and since when. A thread's CPU time from then on is
 * that of the samples from inside, all before is that of those from outside, so that nothing is
 * counted twice.
 */
public final class InsideThreads {
  /** What there is to know about a process with a sampler in it. */
  public interface Source {
    /** Tells {@link InsideThreads#samplesSince} of all threads that sample themselves now. */
    void tell(InsideThreads threads);

    /** Whether there may be any. */
    default boolean isPossible() {
      return true;
    }

    /** What the process wants not to be recorded, up to now. */
    default Pauses pauses() {
      return Pauses.NONE;
    }

    /** CPU time of a thread in pauses that have ended, ns; −1 if it is not known. */
    default long pausedCpuNs(int tid) {
      return -1;
    }
  }

  private static final class Span {
    private final long sinceNs;
    private final long sinceCpuNs;
    private long untilNs = Long.MAX_VALUE;
    private boolean wasTold;

    Span(long sinceNs, long sinceCpuNs) {
      this.sinceNs = sinceNs;
      this.sinceCpuNs = sinceCpuNs;
    }
  }

  private record Nobody() implements Source {
    @Override
    public void tell(InsideThreads threads) {}

    @Override
    public boolean isPossible() {
      return false;
    }
  }

  private final Source source;
  private final Map<Integer, Span> spans = new HashMap<>();

  /** Those that say that they sample themselves, and of which no samples come. */
  private final Set<Integer> silent = new HashSet<>();

  private int everSilent;

  /** Threads of a process. */
  public InsideThreads(Source source) {
    this.source = source;
  }

  /** No thread samples itself. */
  static InsideThreads none() {
    return new InsideThreads(new Nobody());
  }

  /** Whether threads may sample themselves. */
  boolean isPossible() {
    return source.isPossible();
  }

  /**
   * A thread samples itself.
   *
   * @param sinceNs since when, of CLOCK_MONOTONIC
   * @param sinceCpuNs the CPU time that it had used by then
   */
  public void samplesSince(int tid, long sinceNs, long sinceCpuNs) {
    Span span = spans.get(tid);
    if (span == null || span.sinceNs != sinceNs) {
      span = new Span(sinceNs, sinceCpuNs);
      spans.put(tid, span);
      silent.remove(tid); // it is another thread of that number, or another program
    }
    span.wasTold = true;
  }

  /** What the process wants not to be recorded, up to now. */
  Pauses pauses() {
    return source.pauses();
  }

  /** CPU time of a thread in pauses that have ended, ns; −1 if it is not known. */
  long pausedCpuNs(int tid) {
    return source.pausedCpuNs(tid);
  }

  /** Learns which threads sample themselves now. */
  public void look() {
    spans.values().forEach(span -> span.wasTold = false);
    source.tell(this);
    long now = System.nanoTime();
    for (Span span : spans.values()) {
      if (!span.wasTold) {
        span.untilNs = Math.min(span.untilNs, now);
      }
    }
  }

  /** Whether the sampler inside has the samples of what a thread does at a time. */
  public boolean covers(int tid, long timeNs) {
    if (!isPossible() || silent.contains(tid)) {
      return false;
    }
    Span span = spans.get(tid);
    if (span == null || timeNs > span.untilNs) {
      look();
      span = spans.get(tid);
    }
    return span != null && timeNs >= span.sinceNs && timeNs <= span.untilNs;
  }

  /** The CPU time that a thread had used when it began to sample itself; −1 if it does not. */
  long sinceCpuNs(int tid) {
    Span span = spans.get(tid);
    return span == null || span.untilNs != Long.MAX_VALUE ? -1 : span.sinceCpuNs;
  }

  /** The thread runs and no samples of it come: from now on it is sampled from outside. */
  void isSilent(int tid) {
    if (silent.add(tid)) {
      everSilent++;
    }
  }

  /** Threads of which no samples came, although they said that they sample themselves. */
  public int everSilent() {
    return everSilent;
  }

  /** Whether samples of a thread that come from inside count: others have taken their place. */
  public boolean isTrusted(int tid) {
    return !silent.contains(tid);
  }

  /** Another program runs in the process: nothing of what was known holds. */
  public void forget() {
    spans.clear();
    silent.clear();
  }
}
