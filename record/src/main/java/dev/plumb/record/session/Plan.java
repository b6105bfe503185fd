package dev.plumb.record.session;

import java.nio.file.Path;
import java.util.List;

/**
 * What to record and how.
 *
 * @param command program and arguments; empty where a running process is attached to
 * @param out the {@code .plumb} file to write
 * @param mode what is measured
 * @param budget share of the program's time that observing it may cost, from 0 to 1
 * @param hz samples a second of each thread
 * @param windows whether windows of the framework's own profiler are taken
 * @param gpu whether calls of CUDA or HIP and what the GPU did are recorded without a framework
 * @param checkpointNs nanoseconds between two writings of the file
 */
public record Plan(
    List<String> command,
    Path out,
    Mode mode,
    double budget,
    int hz,
    Windows windows,
    Gpu gpu,
    long checkpointNs) {
  /** Samples a second where nobody says otherwise; a prime, so that loops do not beat with it. */
  public static final int HZ = 97;

  /** Cost that is allowed where nobody says otherwise. */
  public static final double BUDGET = 0.05;

  /** Share of the program's time that {@link #HZ} samples a second take at most; bench/record. */
  private static final double SAMPLES = 0.01;

  /**
   * Of what observing operators costs, the part that its account sees at the least. The program
   * finds less of its own in the caches for some ten steps; held against itself in a pause, a
   * transformer of small operators took 5.1 to 6.7 % longer where the account said 3.6.
   */
  private static final double SEEN = 0.5;

  private static final long CHECKPOINT_NS = 10_000_000_000L;

  /** When the profiler that comes with the framework is turned on for a few steps. */
  public enum Windows {
    /** Where the program uses an accelerator. */
    AUTO,
    /** Always. */
    ALWAYS,
    /** Never. */
    NEVER
  }

  /** When CUPTI or rocprofiler-sdk is asked directly, which only one tool in a process can do. */
  public enum Gpu {
    /** In programs that are not of Python: there the framework's windows are. */
    AUTO,
    /** In all programs, and no windows are taken. */
    ALWAYS,
    /** As {@link #ALWAYS}, with samples of program counters. */
    SAMPLES,
    /** Never. */
    NEVER
  }

  /**
   * Share of the program's time that the account of operators may come to: the budget without what
   * samples take, at least half of it, less what the account does not see; 1 where there is no
   * limit.
   */
  public double operatorBudget() {
    double samples = mode.stacks() ? SAMPLES * hz / HZ : 0;
    return budget >= 1 ? 1 : SEEN * Math.max(budget - samples, budget / 2);
  }

  /** A plan as the command line makes it when no option is given. */
  public static Plan of(List<String> command, Path out) {
    return new Plan(
        List.copyOf(command), out, Mode.CPU, BUDGET, HZ, Windows.AUTO, Gpu.AUTO, CHECKPOINT_NS);
  }

  /** The same in another mode. */
  public Plan in(Mode other) {
    return new Plan(command, out, other, budget, hz, windows, gpu, checkpointNs);
  }

  /** The same with another limit of its cost. */
  public Plan within(double share) {
    return new Plan(command, out, mode, share, hz, windows, gpu, checkpointNs);
  }

  /** The same with another rate of samples. */
  public Plan at(int samplesPerSecond) {
    return new Plan(command, out, mode, budget, samplesPerSecond, windows, gpu, checkpointNs);
  }

  /** The same with other windows. */
  public Plan with(Windows when) {
    return new Plan(command, out, mode, budget, hz, when, gpu, checkpointNs);
  }

  /** The same with another use of the GPUs' profilers. */
  public Plan with(Gpu when) {
    return new Plan(command, out, mode, budget, hz, windows, when, checkpointNs);
  }

  /** The same with another time between two writings of the file. */
  public Plan storedEvery(long ns) {
    return new Plan(command, out, mode, budget, hz, windows, gpu, ns);
  }
}
