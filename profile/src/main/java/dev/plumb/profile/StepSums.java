package dev.plumb.profile;

/**
 * All steps of a run, added up: those that have an interval in the trace, and those that a
 * recording only counted.
 *
 * @param count steps
 * @param timed those of known length
 * @param sumNs how long these took together
 */
public record StepSums(long count, long timed, long sumNs) {
  /** Mean length in ns; 0 if none is known. */
  public long meanNs() {
    return timed == 0 ? 0 : sumNs / timed;
  }
}
