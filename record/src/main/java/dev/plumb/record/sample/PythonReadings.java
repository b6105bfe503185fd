package dev.plumb.record.sample;

import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.TaskStat;
import dev.plumb.record.perf.PerfSample;
import dev.plumb.record.python.PythonStack;
import dev.plumb.record.python.PythonThreads;
import dev.plumb.record.ring.Pauses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python stacks of samples that wait to be taken. Each is read as soon as its sample is seen, as
 * the thread goes on running; the native stack, which is in the sample, can wait.
 */
final class PythonReadings {
  /** How much later than its sample a stack may be read, at the least. */
  private static final long LATE_NS = 2_000_000;

  /** The Python stack of a sample. */
  static final class Reading {
    private final PythonStack stack = new PythonStack();
    private int tid;
    private long sampleNs;
    private long readNs;
    private boolean isRead;
    private boolean isNewest;

    /** Whether it was read late, and by then the thread had gone to wait somewhere. */
    private boolean isOfWait;

    /** Whether a pause had begun by then: what the thread runs since is not to be recorded. */
    private boolean isOfPause;

    /** Null if the thread ran no Python, or its stack could not be read. */
    @Nullable PythonStack stack() {
      return isRead ? stack : null;
    }
  }

  private final PythonThreads python;
  private final ProcessFiles files;
  private final InsideThreads inside;
  private final long lateNs;
  private final Map<Long, Reading> waiting = new HashMap<>();

  /** The newest of a batch of samples, by thread. */
  private final Map<Integer, Reading> newest = new HashMap<>();

  private final List<Reading> free = new ArrayList<>();

  PythonReadings(PythonThreads python, ProcessFiles files, InsideThreads inside, long periodNs) {
    this.python = python;
    this.files = files;
    this.inside = inside;
    this.lateNs = Math.max(LATE_NS, periodNs);
  }

  /** Begins another batch of samples: stacks that were read before are old. */
  void begin() {
    python.begin();
    newest.clear();
  }

  /** Reads the stack of a sample's thread, once for all its samples of a batch. */
  void read(PerfSample sample) {
    Reading reading = free.isEmpty() ? new Reading() : free.removeLast();
    PythonStack read = python.stack(sample.tid());
    Reading before = newest.put(sample.tid(), reading);
    reading.tid = sample.tid();
    reading.sampleNs = sample.timeNs();
    reading.isRead = read != null;
    reading.isNewest = true;
    if (read != null) {
      reading.stack.copy(read);
    }
    reading.readNs = before == null ? System.nanoTime() : before.readNs;
    if (before != null) {
      before.isNewest = before.sampleNs > reading.sampleNs;
      reading.isNewest = !before.isNewest;
    }
    reading.isOfWait =
        before == null ? lagNs(reading) > LATE_NS && waits(sample.tid()) : before.isOfWait;
    Pauses pauses = inside.pauses(); // those up to now, of which those until it was read count
    reading.isOfPause = pauses.beforeNs(reading.readNs) > pauses.beforeNs(reading.sampleNs);
    Reading same = waiting.put(key(sample), reading);
    if (same != null) {
      free.add(same);
    }
  }

  private boolean waits(int tid) {
    TaskStat now = files.stat(tid);
    return now != null && now.state() == 'S';
  }

  private static long lagNs(Reading reading) {
    return reading.readNs - reading.sampleNs;
  }

  private static long key(PerfSample sample) {
    return sample.timeNs() * 31 + sample.tid();
  }

  /** What was read for a sample; null if nothing was. Give it back by {@link #free}. */
  @Nullable Reading take(PerfSample sample) {
    Reading reading = waiting.remove(key(sample));
    return reading == null || reading.tid != sample.tid() ? null : reading;
  }

  /** It is not needed any more. */
  void free(Reading reading) {
    free.add(reading);
  }

  /**
   * Whether the thread has run on for long before its stack was read. Of several samples that
   * waited because this process got no CPU, the stack is that of the newest, since which the thread
   * has run for less than a period; but where it does not run any more, it has left what it ran,
   * and in a pause it may have run for any time.
   */
  boolean isLate(Reading reading) {
    return reading.isOfPause || (reading.isNewest ? reading.isOfWait : lagNs(reading) > lateNs);
  }
}
