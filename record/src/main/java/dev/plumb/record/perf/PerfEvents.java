package dev.plumb.record.perf;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.plumb.record.os.Errors;
import dev.plumb.record.os.Linux;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.unwind.RegisterSet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples of the CPU time of a process's threads. Each thread that is there has an event on each
 * CPU, whose records go to that CPU's ring; threads that it begins inherit the events, so that none
 * is missed. Needs the right to perf events of one's own processes, no more.
 *
 * <p>The events are CPU clocks of the kernel, not counters of the processor: they work in virtual
 * machines and sample time, not cycles.
 */
public final class PerfEvents implements AutoCloseable {
  private static final int SOFTWARE = 1;
  private static final long CPU_CLOCK = 0;

  // What samples hold: IP, TID, TIME, REGS_USER, STACK_USER.
  private static final long MEMBERS = 1 | 2 | 4 | 4096 | 8192;

  // Flags of the attributes, by their bits.
  private static final long INHERIT = 1L << 1;
  private static final long EXCLUDE_KERNEL = 1L << 5;
  private static final long EXCLUDE_HYPERVISOR = 1L << 6;
  private static final long EXCLUDE_CALLCHAIN_KERNEL = 1L << 21;
  private static final long USE_CLOCK = 1L << 25;
  private static final long INHERIT_THREADS = 1L << 35;

  private static final int ATTRIBUTE_BYTES = 136;
  private static final int CLOCK_MONOTONIC = 1;
  private static final long CLOSE_ON_EXEC = 8;
  private static final long SET_OUTPUT = 0x2405;
  private static final int PAGE = 4096;
  private static final long MOST_RING_BYTES = 8 << 20;
  private static final long FEWEST_RING_BYTES = 128 << 10;

  /** Memory of all rings together, if there are not too many CPUs for that. */
  private static final long ALL_RING_BYTES = 64 << 20;

  private final RegisterSet set;
  private final ProcessFiles files;
  private final MemorySegment attributes = Arena.ofAuto().allocate(ATTRIBUTE_BYTES, 8);
  private final PerfSample sample;
  private final List<Integer> descriptors = new ArrayList<>();

  /** What is polled: the first event of each CPU, which has the ring. */
  private final List<Integer> outputs = new ArrayList<>();

  private final List<MemorySegment> maps = new ArrayList<>();
  private final List<PerfRing> rings = new ArrayList<>();
  private MemorySegment polled = MemorySegment.NULL;
  private boolean hasKernel;
  private long malformed;

  private PerfEvents(ProcessFiles files, RegisterSet set) {
    this.files = files;
    this.set = set;
    this.sample = new PerfSample(set);
  }

  /** What became of an attempt. */
  public sealed interface Opened {}

  /** It samples. */
  public record Ready(PerfEvents events) implements Opened {}

  /**
   * It does not; {@code why} is what the system said.
   *
   * @param hasEnded whether that is only because there is no such process any more
   */
  public record Refused(String why, boolean hasEnded) implements Opened {}

  /** Takes samples. */
  @FunctionalInterface
  public interface Sink {
    /** Takes one; only valid during the call. */
    void accept(PerfSample sample);
  }

  /**
   * Begins to sample all threads of a process.
   *
   * @param periodNs CPU time between two samples of a thread
   * @param stackBytes to copy; a multiple of 8
   * @param withKernel whether time in the kernel is wanted; without the right to it, it is left out
   */
  public static Opened open(
      ProcessFiles files, RegisterSet set, long periodNs, int stackBytes, boolean withKernel) {
    PerfEvents events = new PerfEvents(files, set);
    long error = events.start(periodNs, stackBytes, withKernel);
    if (error < 0) {
      events.close();
      return new Refused("perf_event_open: " + Errors.words(error), error == -Errors.NO_PROCESS);
    }
    return new Ready(events);
  }

  private long start(long periodNs, int stackBytes, boolean withKernel) {
    long flags = USE_CLOCK | INHERIT | INHERIT_THREADS | EXCLUDE_HYPERVISOR;
    flags |= EXCLUDE_CALLCHAIN_KERNEL;
    attributes.set(JAVA_INT, 0, SOFTWARE);
    attributes.set(JAVA_INT, 4, ATTRIBUTE_BYTES);
    attributes.set(JAVA_LONG, 8, CPU_CLOCK);
    attributes.set(JAVA_LONG, 16, periodNs);
    attributes.set(JAVA_LONG, 24, MEMBERS);
    attributes.set(JAVA_LONG, 40, flags | (withKernel ? 0 : EXCLUDE_KERNEL));
    attributes.set(JAVA_INT, 48, 1); // wake the reader at each sample
    attributes.set(JAVA_LONG, 80, PerfSample.registerBits(set));
    attributes.set(JAVA_INT, 88, stackBytes);
    attributes.set(JAVA_INT, 92, CLOCK_MONOTONIC);
    hasKernel = withKernel;
    int cpus = possibleCpus();
    int[] threads = files.threads();
    if (threads.length == 0) {
      return -Errors.NO_PROCESS;
    }
    long ringBytes =
        Long.highestOneBit(Math.clamp(ALL_RING_BYTES / cpus, FEWEST_RING_BYTES, MOST_RING_BYTES));
    long firstError = 0;
    for (int cpu = 0; cpu < cpus; cpu++) {
      int output = -1;
      for (int tid : threads) {
        int descriptor = open(tid, cpu);
        if (descriptor < 0) {
          // A CPU that is switched off, or a thread that has just ended, costs nothing.
          firstError = firstError == 0 ? descriptor : firstError;
          if (descriptor == -Errors.NO_ACCESS || descriptor == -Errors.NOT_PERMITTED) {
            return descriptor;
          }
          continue;
        }
        descriptors.add(descriptor);
        if (output < 0) {
          MemorySegment mapped = Linux.map(descriptor, PAGE + ringBytes);
          while (mapped == null && ringBytes > FEWEST_RING_BYTES) {
            ringBytes /= 2; // users may lock only so much memory: perf_event_mlock_kb
            mapped = Linux.map(descriptor, PAGE + ringBytes);
          }
          if (mapped == null) {
            return -12; // the limit of locked memory
          }
          output = descriptor;
          maps.add(mapped);
          rings.add(new PerfRing(mapped, PAGE));
          outputs.add(descriptor);
        } else {
          long error = Linux.control(descriptor, SET_OUTPUT, output);
          if (error < 0) {
            return error;
          }
        }
      }
    }
    if (rings.isEmpty()) {
      return firstError == 0 ? -Errors.NO_PROCESS : firstError;
    }
    polled = Arena.ofAuto().allocate(8L * rings.size(), 8);
    for (int i = 0; i < rings.size(); i++) {
      polled.set(JAVA_INT, 8L * i, outputs.get(i));
      polled.set(JAVA_SHORT, 8L * i + 4, Linux.POLL_IN);
    }
    return 0;
  }

  private int open(int tid, int cpu) {
    int descriptor = Linux.openPerfEvent(attributes, tid, cpu, -1, CLOSE_ON_EXEC);
    long flags = attributes.get(JAVA_LONG, 40);
    if (descriptor == -22 && (flags & INHERIT_THREADS) != 0) {
      // Before Linux 5.13 children inherit too: their samples are skipped by their process.
      attributes.set(JAVA_LONG, 40, flags & ~INHERIT_THREADS);
      return open(tid, cpu);
    }
    boolean isRefused = descriptor == -Errors.NO_ACCESS || descriptor == -Errors.NOT_PERMITTED;
    if (isRefused && (flags & EXCLUDE_KERNEL) == 0 && descriptors.isEmpty()) {
      attributes.set(JAVA_LONG, 40, flags | EXCLUDE_KERNEL);
      hasKernel = false;
      return open(tid, cpu);
    }
    return descriptor;
  }

  /** CPUs whose samples are taken. */
  public int cpus() {
    return rings.size();
  }

  /** CPUs that the system may have, of which some may be switched off. */
  private static int possibleCpus() {
    try {
      String range = Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip();
      return Integer.parseInt(range.substring(range.lastIndexOf('-') + 1)) + 1;
    } catch (IOException | NumberFormatException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }

  /** Whether time in the kernel is sampled. */
  public boolean hasKernel() {
    return hasKernel;
  }

  /** Waits until there are samples; false if there were none for so long. */
  public boolean await(int timeoutMs) {
    return Linux.poll(polled, rings.size(), timeoutMs) > 0 || hasWaiting();
  }

  private boolean hasWaiting() {
    for (int i = 0; i < rings.size(); i++) {
      if (rings.get(i).waiting() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Shows samples that are there and were not shown before, without taking them. */
  public void peek(Sink sink) {
    for (PerfRing ring : rings) {
      ring.peek(record -> pass(record, sink, false));
    }
  }

  /**
   * Hands on samples that were shown.
   *
   * @param most how many of each CPU at most
   * @return how many there were
   */
  public int drain(Sink sink, int most) {
    int samples = 0;
    for (PerfRing ring : rings) {
      samples += ring.drain(record -> pass(record, sink, true), most);
    }
    return samples;
  }

  private boolean pass(MemorySegment record, Sink sink, boolean isTaken) {
    if (!sample.read(record)) {
      malformed += isTaken ? 1 : 0;
      return false;
    }
    if (sample.pid() != files.pid()) {
      return false;
    }
    sink.accept(sample);
    return true;
  }

  /** Samples that the kernel could not write because a ring was full. */
  public long lost() {
    long lost = 0;
    for (PerfRing ring : rings) {
      lost += ring.lost();
    }
    return lost;
  }

  /** Records that made no sense. */
  public long malformed() {
    long all = malformed;
    for (PerfRing ring : rings) {
      all += ring.malformed();
    }
    return all;
  }

  @Override
  public void close() {
    for (int descriptor : descriptors) {
      Linux.close(descriptor);
    }
    descriptors.clear();
    rings.clear();
    for (MemorySegment map : maps) {
      Linux.unmap(map);
    }
    maps.clear();
  }
}
