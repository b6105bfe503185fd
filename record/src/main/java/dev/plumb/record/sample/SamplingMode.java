package dev.plumb.record.sample;

/** Which time is sampled. */
public enum SamplingMode {
  /** Time in which threads use a CPU. */
  CPU,
  /** That, and time in which threads wait, by what they wait for. */
  WALL,
  /** None: only the CPU time that a sampler inside of the process has no samples of. */
  REST
}
