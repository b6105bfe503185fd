package dev.plumb.trace;

import org.jspecify.annotations.Nullable;

/**
 * What a profiler's tables say of a device beside its name; 0 and null where they do not say it.
 *
 * @param computeCapability "9.0"; of AMD's GPUs the numbers of the architecture, "9.4" for gfx942
 * @param processors SMs or CUs
 * @param memoryBytes as the driver counts them
 * @param waveSize threads in lockstep
 * @param clockHz highest clock of the processors
 */
public record DeviceProperties(
    @Nullable String computeCapability,
    int processors,
    long memoryBytes,
    int waveSize,
    long clockHz) {
  /** Nothing is said. */
  public static final DeviceProperties NONE = new DeviceProperties(null, 0, 0, 0, 0);

  /**
   * From numbers as they stand in a file; those that nobody can mean are taken for not said.
   *
   * @param major of the compute capability; not above 0 where it is not known
   */
  public static DeviceProperties of(
      long major, long minor, long processors, long memoryBytes, long waveSize, long clockHz) {
    boolean capable = major > 0 && major < 100 && minor >= 0 && minor < 100;
    return new DeviceProperties(
        capable ? major + "." + minor : null,
        processors > 0 && processors < 1_000_000 ? (int) processors : 0,
        Math.max(0, memoryBytes),
        waveSize > 0 && waveSize <= 1024 ? (int) waveSize : 0,
        Math.max(0, clockHz));
  }

  /**
   * AMD's {@code gfx_target_version}: major × 10,000 + minor × 100 + stepping, 90402 for gfx942.
   */
  public static DeviceProperties ofGfx(
      long version, long processors, long memoryBytes, long waveSize, long clockHz) {
    return of(version / 10_000, version / 100 % 100, processors, memoryBytes, waveSize, clockHz);
  }
}
