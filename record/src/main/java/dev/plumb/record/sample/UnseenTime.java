package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.ring.Pauses;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CPU time that no sample stands for: what the kernel says that a thread has run, less what its
 * samples stand for, whoever took them. There is some where samples are lost because their reader
 * got no CPU, where the kernel throttles them, where timers are late, and of threads that end
 * before anybody has seen them: what the process has run less what its threads have.
 *
 * <p>What the program wanted not to be recorded is no part of it: of threads that had a ring by
 * then that is known, the rest of what the process ran in pauses is that of the others, each by
 * what it ran.
 *
 * <p>Samples are not weighed by these clocks: the kernel brings a running thread's up to date at
 * ticks only, milliseconds apart, so that of several samples between two ticks one would stand for
 * all, and shares would be off by points.
 */
final class UnseenTime {
  /** Between two looks. What a thread loses after the last look before its end is not seen. */
  private static final long LOOK_NS = 250_000_000;

  /** A tick, by which clocks may be late: 100 a second at the least. */
  private static final long TICK_NS = 10_000_000;

  /** A thread that runs for so long, and for several periods, without a sample takes none. */
  private static final long SILENT_NS = 200_000_000;

  /** Takes what was not seen. */
  @FunctionalInterface
  interface Sink {
    /** A thread has run for so long without samples. */
    void unseen(int tid, long ns);
  }

  private static final class Clock {
    private long fromNs;
    private long ranNs;

    /** What the kernel says, of which pauses are taken away. */
    private long clockNs;

    private long pausedNs;

    /** What its ring said of pauses at the last look; −1 while it has none. */
    private long ringPausedNs = -1;

    private long accountedNs;
    private boolean isThere;

    /** What it had run when it was last known to sample itself; −1 if it never was. */
    private long insideNs = -1;

    private boolean wasHeard;
  }

  private final ProcessFiles files;
  private final InsideThreads inside;
  private final boolean onlyInside;
  private final long periodNs;
  private final long slackNs;
  private final long silentNs;
  private final Map<Integer, Clock> threads = new HashMap<>();
  private long nextNs;
  private boolean hasLook;
  private long pausedCpuNs;
  private long unseenNs;

  // Of the process as a whole, and of its threads that have ended.
  private final long processFromNs;
  private long processNs;
  private long endedAccountedNs;

  /**
   * Begins with what threads have used before they are sampled, unless that counts too: make it
   * after sampling has begun.
   *
   * @param cpus that threads may run on: each has a timer of its own, part of a period ahead
   * @param onlyInside whether only what threads do while they sample themselves is to be seen
   */
  UnseenTime(
      ProcessFiles files,
      SamplingOptions options,
      int cpus,
      boolean onlyInside,
      InsideThreads inside) {
    this.files = files;
    this.inside = inside;
    this.onlyInside = onlyInside;
    this.periodNs = options.periodNs();
    this.slackNs = (cpus + 1) * options.periodNs() + TICK_NS;
    this.silentNs = Math.max(SILENT_NS, 4 * options.periodNs());
    boolean isWhole = options.wholeLife();
    this.processFromNs = isWhole ? 0 : Math.max(files.cpuNs(), 0);
    this.processNs = processFromNs;
    for (int tid : files.threads()) {
      Clock clock = clock(tid);
      clock.clockNs = isWhole ? 0 : Math.max(files.ranNs(tid), 0);
      clock.fromNs = clock.clockNs;
    }
    nextNs = System.nanoTime() + LOOK_NS;
  }

  private Clock clock(int tid) {
    return threads.computeIfAbsent(tid, t -> new Clock());
  }

  /** A sample of a thread from outside was handed on. */
  void sampled(int tid, long ns) {
    clock(tid).accountedNs += onlyInside ? 0 : ns;
  }

  /** A sample of a thread from inside was handed on. */
  void sampledInside(int tid, long ns) {
    Clock clock = clock(tid);
    clock.accountedNs += ns;
    clock.wasHeard = true;
  }

  /** Looks at the clocks when it is time to: before samples are taken, which are later then. */
  void look(long now) {
    if (now < nextNs) {
      return;
    }
    nextNs = now + LOOK_NS;
    inside.look();
    Pauses pauses = inside.pauses();
    if (pauses.isNow()) {
      return; // how much of what has run since the last look is part of it, is known after it
    }
    hasLook = true;
    // First that of all: what a thread runs between the two is not taken for that of others.
    processNs = Math.max(files.cpuNs() - pauses.cpuNs(), processNs);
    int[] tids = files.threads();
    Set<Integer> there = Arrays.stream(tids).boxed().collect(Collectors.toSet());
    for (var iterator = threads.entrySet().iterator(); iterator.hasNext(); ) {
      var each = iterator.next();
      if (!there.contains(each.getKey())) {
        endedAccountedNs += each.getValue().accountedNs;
        iterator.remove();
      }
    }
    takePauses(pauses.cpuNs(), tids);
    for (int tid : tids) {
      Clock clock = clock(tid);
      clock.isThere = true;
      clock.ranNs = Math.max(clock.clockNs - clock.pausedNs, clock.ranNs);
      long since = inside.sinceCpuNs(tid);
      if (since < 0) {
        clock.insideNs = -1;
      } else if (clock.insideNs < 0) {
        long pausedBefore = clock.pausedNs - Math.max(clock.ringPausedNs, 0);
        clock.insideNs = Math.max(since - pausedBefore, 0);
        clock.fromNs = onlyInside ? clock.insideNs : clock.fromNs;
      }
    }
  }

  /**
   * Reads the clocks of threads, and what of that was in pauses. Of threads that got their ring in
   * a pause or after it, as new ones do and those of a forked process, the ring does not know all.
   */
  private void takePauses(long cpuNs, int[] tids) {
    long ofOthersNs = cpuNs - pausedCpuNs;
    pausedCpuNs = cpuNs;
    long othersRanNs = 0;
    long[] ranNs = new long[tids.length];
    for (int i = 0; i < tids.length; i++) {
      Clock clock = clock(tids[i]);
      long before = clock.clockNs;
      clock.clockNs = Math.max(files.ranNs(tids[i]), before);
      long known = inside.pausedCpuNs(tids[i]);
      if (known >= 0 && clock.ringPausedNs >= 0) {
        long inPauses = Math.max(known - clock.ringPausedNs, 0);
        clock.pausedNs += inPauses;
        ofOthersNs -= inPauses;
      } else {
        ranNs[i] = clock.clockNs - before;
        othersRanNs += ranNs[i];
      }
      clock.ringPausedNs = known;
    }
    double share = Math.clamp((double) ofOthersNs / Math.max(othersRanNs, 1), 0, 1);
    for (int i = 0; i < tids.length; i++) {
      clock(tids[i]).pausedNs += (long) (share * ranNs[i]);
    }
  }

  /** Hands on what no sample stands for, once all samples before the last look were taken. */
  void settle(Sink sink) {
    if (!hasLook) {
      return;
    }
    hasLook = false;
    long there = 0;
    long endedAccounted = endedAccountedNs;
    for (var each : threads.entrySet()) {
      int tid = each.getKey();
      Clock clock = each.getValue();
      if (!clock.isThere) {
        endedAccounted += clock.accountedNs; // samples of a thread that has just ended
        continue;
      }
      there += clock.ranNs - clock.fromNs;
      if (onlyInside && clock.insideNs < 0) {
        continue;
      }
      hand(sink, tid, clock);
      if (clock.insideNs >= 0 && clock.wasHeard) {
        clock.insideNs = clock.ranNs;
        clock.wasHeard = false;
      } else if (clock.insideNs >= 0 && clock.ranNs - clock.insideNs > silentNs) {
        inside.isSilent(tid);
      }
    }
    long ended = processNs - processFromNs - there - endedAccounted;
    if (!onlyInside && ended > slackNs) {
      endedAccountedNs += ended;
      unseenNs += ended;
      sink.unseen(files.pid(), ended);
    }
  }

  private void hand(Sink sink, int tid, Clock clock) {
    long unseen = clock.ranNs - clock.fromNs - clock.accountedNs;
    if (unseen > slackNs) {
      clock.accountedNs += unseen;
      unseenNs += unseen;
      sink.unseen(tid, unseen);
    }
  }

  /**
   * What the kernel's count of lost samples says beyond what clocks showed, at the end: the losses
   * of threads that ended soon after.
   *
   * @param lost samples
   */
  long restNs(long lost) {
    return Math.max(lost * periodNs - unseenNs, 0);
  }
}
