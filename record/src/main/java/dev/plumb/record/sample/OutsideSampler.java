package dev.plumb.record.sample;

import dev.plumb.record.os.Errors;
import dev.plumb.record.os.ProcessFiles;
import dev.plumb.record.os.ProcessMemory;
import dev.plumb.record.perf.PerfEvents;
import dev.plumb.record.perf.PerfSample;
import dev.plumb.record.python.PythonStack;
import dev.plumb.record.python.PythonThreads;
import dev.plumb.record.ring.Pauses;
import dev.plumb.record.stack.NativeStack;
import dev.plumb.record.stack.SampledStack;
import dev.plumb.record.stack.Stitcher;
import dev.plumb.record.stack.ThreadState;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.record.unwind.RegisterSet;
import dev.plumb.trace.CodeKind;
import java.lang.foreign.Arena;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Samples a process from outside. */
final class OutsideSampler implements Sampling {
  private static final long ALIVE_NS = 100_000_000;

  /** After so many samples, those that came meanwhile are left for the next poll. */
  private static final int MOST_IN_A_POLL = 256;

  private static final String LATE = "[Python stack not read in time]";

  private final ProcessFiles files;
  private final SamplingOptions options;
  private final StackSink sink;
  private final Map<Limit, String> limits = new EnumMap<>(Limit.class);
  private final NativeStack natives;
  private final PythonThreads python;
  private final Stitcher stitcher;
  private final @Nullable PerfEvents perf;
  private final @Nullable ThreadRounds rounds;

  /** Null where samples are not of all CPU time. */
  private final @Nullable UnseenTime unseen;

  private final InsideThreads inside;

  private final SampledStack stack = new SampledStack();
  private final Tally tally = new Tally();
  private final PythonReadings readings;
  private final int lateFrame;
  private int handed;
  private long nextRoundNs;
  private long aliveNs;
  private boolean isAlive = true;
  private boolean isClosed;

  OutsideSampler(
      int pid, SamplingOptions options, ContextTree tree, StackSink sink, InsideThreads inside) {
    RegisterSet here = RegisterSet.here();
    RegisterSet set = here == null ? RegisterSet.X86_64 : here;
    this.files = new ProcessFiles(pid);
    this.options = options;
    this.sink = sink;
    this.inside = inside;
    ProcessMemory memory = readable(pid);
    this.natives = new NativeStack(files, memory, set, tree);
    this.stitcher = new Stitcher(natives.symbolizer());
    this.python = new PythonThreads(files, options.python() ? memory : null, natives.space(), tree);
    this.readings = new PythonReadings(python, files, inside, options.periodNs());
    boolean isRest = options.mode() == SamplingMode.REST;
    this.perf = isRest ? null : here == null ? refused("unknown processor") : openPerf(here);
    this.unseen =
        perf != null || inside.isPossible()
            ? new UnseenTime(
                files,
                options,
                perf == null ? 1 : perf.cpus(),
                perf != null && !perf.hasKernel(),
                inside)
            : null;
    boolean isWall = options.mode() == SamplingMode.WALL;
    this.rounds =
        !isRest && (isWall || perf == null)
            ? new ThreadRounds(files, python, natives, stitcher, isWall, perf == null)
            : null;
    this.nextRoundNs = System.nanoTime() + options.periodNs();
    this.lateFrame = tree.frame(CodeKind.PYTHON, LATE, null, 0, null);
  }

  /** The process's memory; null, and a limit, if it may not be read. */
  private @Nullable ProcessMemory readable(int pid) {
    ProcessMemory memory = new ProcessMemory(pid);
    var mappings = files.mappings();
    try (Arena arena = Arena.ofConfined()) {
      for (var mapping : mappings) {
        if (mapping.flags().startsWith("r") && mapping.isFile()) {
          int result = memory.read(mapping.start(), arena.allocate(8), 0, 8);
          if (result < 0 && result != -Errors.BAD_ADDRESS) {
            limits.put(Limit.ofMemory(result), "process_vm_readv: " + Errors.words(result));
            return null;
          }
          return memory;
        }
      }
    }
    if (!files.isAlive() || !files.hasMemory()) {
      isAlive = false;
      limits.put(Limit.NO_PROCESS, "there is no process " + pid);
    } else {
      limits.put(Limit.NO_MEMORY, "its mappings cannot be read");
    }
    return null;
  }

  private @Nullable PerfEvents refused(String why) {
    limits.put(Limit.NO_PERF, why);
    return null;
  }

  private @Nullable PerfEvents openPerf(RegisterSet set) {
    if (!isAlive) {
      return null;
    }
    return switch (PerfEvents.open(
        files, set, options.periodNs(), options.stackBytes(), options.kernelFrames())) {
      case PerfEvents.Ready(PerfEvents events) -> {
        if (options.kernelFrames() && !events.hasKernel()) {
          limits.put(Limit.NO_KERNEL_TIME, "perf_event_open: permission denied for the kernel");
        }
        yield events;
      }
      case PerfEvents.Refused(String why, boolean hasEnded) -> {
        if (hasEnded) {
          limits.put(Limit.NO_PROCESS, why);
          yield null;
        }
        yield refused(why);
      }
    };
  }

  @Override
  public int poll(int timeoutMs) {
    long now = System.nanoTime();
    if (unseen != null) {
      // What came before the last look was in the rings, and all of it has been taken since.
      unseen.settle(sink::unseen);
      unseen.look(now);
    }
    int samples = 0;
    long wait = timeoutMs * 1_000_000L;
    if (rounds != null) {
      wait = Math.min(wait, Math.max(nextRoundNs - now, 0));
    }
    if (perf == null) {
      LockSupport.parkNanos(wait);
    } else {
      if (perf.await((int) ((wait + 999_999) / 1_000_000))) {
        samples += drain(perf);
      }
    }
    now = System.nanoTime();
    if (rounds != null && now >= nextRoundNs) {
      samples += rounds.round(this::handOfRound);
      // Rounds that were missed are not made up for: the next one stands for their time.
      nextRoundNs = Math.max(nextRoundNs + options.periodNs(), now);
    }
    return samples;
  }

  private int drain(PerfEvents events) {
    readings.begin();
    events.peek(this::read);
    int samples = 0;
    handed = 0;
    for (int taken = events.drain(this::take, 1); taken > 0; taken = events.drain(this::take, 1)) {
      samples += taken;
      if (samples < MOST_IN_A_POLL) {
        // A walk over a native stack may take as long as the thread does to its next sample.
        readings.begin();
        events.peek(this::read);
      }
    }
    return handed;
  }

  /** Reads what goes with a sample, as soon as it is seen. */
  private void read(PerfSample sample) {
    if (!isOthers(sample.tid(), sample.timeNs())) {
      readings.read(sample);
    }
  }

  /** Whether a sample would be counted twice, or was not to be taken. */
  private boolean isOthers(int tid, long timeNs) {
    return inside.covers(tid, timeNs) || inside.pauses().cover(timeNs);
  }

  private void take(PerfSample sample) {
    if (isOthers(sample.tid(), sample.timeNs())) {
      return;
    }
    if (unseen != null) {
      unseen.sampled(sample.tid(), options.periodNs());
    }
    stack.begin(sample.tid(), sample.timeNs(), options.periodNs(), ThreadState.RUNNING);
    natives.begin(sample.ip());
    if (sample.hasUser()) {
      natives.walk(sample.registers(), sample.stack(), sample.stackAt(), sample.stackBytes());
    }
    PythonReadings.Reading reading = readings.take(sample);
    PythonStack read = reading == null ? null : reading.stack();
    int[] frames = read == null ? null : python.frames(read);
    if (reading == null || read == null || frames == null) {
      stitcher.nativeOnly(natives, stack);
    } else if (readings.isLate(reading)) {
      stitcher.nativeInside(natives, lateFrame, stack);
      tally.addLate();
    } else {
      stitcher.join(natives, read, frames, false, stack);
    }
    hand(stack);
    if (reading != null) {
      readings.free(reading);
    }
  }

  private void handOfRound(SampledStack sampled) {
    // Looked at while a pause had begun, too: what it runs by then is not to be seen.
    Pauses pauses = inside.pauses();
    if (pauses.beforeNs(System.nanoTime()) > pauses.beforeNs(sampled.timeNs())) {
      return;
    }
    if (sampled.state() == ThreadState.RUNNING) {
      if (inside.covers(sampled.tid(), sampled.timeNs())) {
        return;
      }
      if (unseen != null && perf == null) {
        unseen.sampled(sampled.tid(), sampled.valueNs());
      }
    }
    hand(sampled);
  }

  private void hand(SampledStack sampled) {
    handed++;
    tally.add(sampled);
    sink.accept(sampled);
  }

  @Override
  public void sampledInside(int tid, long cpuNs) {
    if (unseen != null) {
      unseen.sampledInside(tid, cpuNs);
    }
  }

  @Override
  public boolean isAlive() {
    long now = System.nanoTime();
    if (isAlive && now - aliveNs > ALIVE_NS) {
      aliveNs = now;
      isAlive = files.isAlive();
    }
    return isAlive;
  }

  @Override
  public SamplingCounts counts() {
    return tally.counts(
        perf == null ? 0 : perf.lost(), python.torn(), perf == null ? 0 : perf.malformed());
  }

  @Override
  public Map<Limit, String> limits() {
    String unknown = python.unknown();
    if (unknown != null) {
      limits.put(Limit.UNKNOWN_PYTHON, "Python " + unknown);
    }
    return Map.copyOf(limits);
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (unseen != null) {
      unseen.settle(sink::unseen);
    }
    if (perf != null) {
      // The kernel does not say whose samples it lost: they may be of threads that sample
      // themselves.
      if (unseen != null && !inside.isPossible() && unseen.restNs(perf.lost()) > 0) {
        sink.unseen(files.pid(), unseen.restNs(perf.lost()));
      }
      perf.close();
    }
  }
}
