package dev.plumb.agent;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of sums of this process, mapped into memory, so that all that was counted survives any
 * end of the program. All numbers are little-endian.
 *
 * <pre>
 * header, 4096 bytes
 *    0  long  {@link #MAGIC}
 *    8  long  calls that were not counted, for want of room
 *   16  long  steps that ended
 *   24  long  nanoseconds from the first end of a step to the last
 *   32  long  shortest step after the first, in nanoseconds
 *   40  long  longest step after the first, in nanoseconds
 *   48  long  pauses that have begun
 *   56  long  nanoseconds of those that have ended
 *   64  long  since when it is paused, by System.nanoTime; 0 while it is not
 *   72  long  nanoseconds of CPU time that the process used within windows of samples
 *  128  long  496 times: when the last steps ended, by System.nanoTime; step n stands at n % 496.
 *             Of one in which there was a pause, less than 0
 * blocks of 65536 bytes, each of one thread
 *    0  int   number of the thread
 *    4  int   number of the block's first node
 *    8  int   nodes used; written last
 *   64  nodes of 32 bytes
 *        0  int   node of the caller; −1 if it is the outermost
 *        4  int   name; if negative, the node is the call path −1 − name of its caller
 *        8  long  calls; of a path, the calls of its node that it stands for
 *       16  long  nanoseconds from enter to exit
 *       24  long  nanoseconds without those of the nodes below; of a path, in proportion to the above
 * </pre>
 */
final class Sums {
  static final long MAGIC = 0x31736d7573626c70L; // "plbsums1"
  static final int HEADER = 4096;
  static final int BLOCK = 1 << 16;
  static final int BLOCK_HEADER = 64;
  static final int NODE = 32;
  static final int NODES_IN_BLOCK = (BLOCK - BLOCK_HEADER) / NODE;

  private static final int DROPPED = 8;
  private static final int STEPS = 16;
  private static final int STEPS_NS = 24;
  private static final int SHORTEST_NS = 32;
  private static final int LONGEST_NS = 40;
  private static final int PAUSES = 48;
  private static final int PAUSED_NS = 56;
  private static final int PAUSED_SINCE = 64;
  private static final int WINDOWS_CPU_NS = 72;
  private static final int ENDS = 128;

  /** Of so many steps the time of their end is kept until it is read. */
  static final int STEP_ENDS = (HEADER - ENDS) / Long.BYTES;

  /** 64 MiB in all. */
  private static final int MOST_BLOCKS = 1024;

  private static final List<ThreadSums> THREADS = new ArrayList<>();
  private static @Nullable Path file;
  private static @Nullable MappedByteBuffer header;
  private static int blocks;
  private static long lastStepNs;
  private static boolean stepsAreTold;
  private static long pausesBeforeStep;

  private Sums() {}

  static synchronized void open(Settings settings) throws IOException {
    Path path = settings.file("sums");
    Names.open(settings.file("names"));
    MappedByteBuffer page = extend(path, 0, HEADER);
    page.putLong(0, MAGIC);
    THREADS.clear();
    blocks = 0;
    stepsAreTold = false;
    pausesBeforeStep = 0;
    file = path;
    header = page;
  }

  /**
   * A range at the end of the file. It is written first: a full disk is an exception here, and
   * would be a signal later.
   */
  private static MappedByteBuffer extend(Path path, long offset, int length) throws IOException {
    boolean interrupted = Thread.interrupted(); // would close the channel
    try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
      out.seek(offset);
      out.write(new byte[length]);
      MappedByteBuffer map = out.getChannel().map(FileChannel.MapMode.READ_WRITE, offset, length);
      map.order(ByteOrder.LITTLE_ENDIAN);
      return map;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A new block; null if there is no room. */
  static synchronized @Nullable ByteBuffer block(int thread, int firstNode) {
    Path path = file;
    if (path == null || blocks >= MOST_BLOCKS) {
      return null;
    }
    try {
      ByteBuffer block = extend(path, HEADER + (long) blocks * BLOCK, BLOCK);
      block.putInt(0, thread);
      block.putInt(4, firstNode);
      blocks++;
      return block;
    } catch (IOException full) {
      return null;
    }
  }

  /**
   * Where a thread counts. Threads of pools come and go: one that ended gives its sums to the next
   * one of the same name.
   */
  static synchronized ThreadSums ofThread(Thread thread, int recording) {
    for (ThreadSums each : THREADS) {
      if (each.hasEnded() && each.name().equals(thread.getName())) {
        each.give(thread);
        return each;
      }
    }
    ThreadSums sums = new ThreadSums(THREADS.size(), recording, thread);
    THREADS.add(sums);
    Names.thread(sums.index(), systemId() + "\n" + thread.getName());
    return sums;
  }

  /** The system's number of the current thread; "" where it cannot be had. */
  private static String systemId() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  /** Counts a call that there was no room for. */
  static synchronized void dropped() {
    add(DROPPED, 1);
  }

  private static void add(int offset, long value) {
    MappedByteBuffer page = header;
    if (page != null) {
      page.putLong(offset, page.getLong(offset) + value);
    }
  }

  /** Says how often and how long it was paused, and since when it is, if it is. */
  static synchronized void paused(long count, long beforeNs, long sinceNs) {
    MappedByteBuffer page = header;
    if (page != null) {
      page.putLong(PAUSES, count);
      page.putLong(PAUSED_NS, beforeNs);
      page.putLong(PAUSED_SINCE, sinceNs);
    }
  }

  /** So much CPU time was there to be sampled in a window that has ended. */
  static synchronized void window(long cpuNs) {
    add(WINDOWS_CPU_NS, cpuNs);
  }

  /**
   * A step ended. Once the program says so itself, what a trainer knows counts no longer.
   *
   * @param told whether the program says so
   */
  static synchronized void step(boolean told) {
    MappedByteBuffer page = header;
    if (page == null || !told && stepsAreTold || Pauses.isNow()) {
      return;
    }
    if (told && !stepsAreTold) {
      stepsAreTold = true;
      page.putLong(STEPS, 0);
      page.putLong(STEPS_NS, 0);
      page.putLong(LONGEST_NS, 0);
    }
    long endNs = System.nanoTime();
    long nowNs = Pauses.at(endNs);
    long steps = page.getLong(STEPS);
    if (steps > 0) {
      long ns = nowNs - lastStepNs;
      add(STEPS_NS, ns);
      page.putLong(SHORTEST_NS, steps == 1 ? ns : Math.min(ns, page.getLong(SHORTEST_NS)));
      page.putLong(LONGEST_NS, Math.max(ns, page.getLong(LONGEST_NS)));
    }
    lastStepNs = nowNs;
    long pauses = page.getLong(PAUSES);
    boolean isWhole = pauses == pausesBeforeStep;
    pausesBeforeStep = pauses;
    page.putLong(ENDS + (int) (steps % STEP_ENDS) * Long.BYTES, isWhole ? endNs : -endNs);
    page.putLong(STEPS, steps + 1);
  }
}
