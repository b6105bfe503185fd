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
 * @param checkpointNs nanoseconds between two writings of the file
 */
public record Plan(
    List<String> command,
    Path out,
    Mode mode,
    double budget,
    int hz,
    Windows windows,
    long checkpointNs) {
  /** Samples a second where nobody says otherwise; a prime, so that loops do not beat with it. */
  public static final int HZ = 97;

  /** Cost that is allowed where nobody says otherwise. */
  public static final double BUDGET = 0.05;

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

  /** A plan as the command line makes it when no option is given. */
  public static Plan of(List<String> command, Path out) {
    return new Plan(List.copyOf(command), out, Mode.CPU, BUDGET, HZ, Windows.AUTO, CHECKPOINT_NS);
  }

  /** The same in another mode. */
  public Plan in(Mode other) {
    return new Plan(command, out, other, budget, hz, windows, checkpointNs);
  }

  /** The same with another limit of its cost. */
  public Plan within(double share) {
    return new Plan(command, out, mode, share, hz, windows, checkpointNs);
  }

  /** The same with another rate of samples. */
  public Plan at(int samplesPerSecond) {
    return new Plan(command, out, mode, budget, samplesPerSecond, windows, checkpointNs);
  }

  /** The same with other windows. */
  public Plan with(Windows when) {
    return new Plan(command, out, mode, budget, hz, when, checkpointNs);
  }

  /** The same with another time between two writings of the file. */
  public Plan storedEvery(long ns) {
    return new Plan(command, out, mode, budget, hz, windows, ns);
  }
}
