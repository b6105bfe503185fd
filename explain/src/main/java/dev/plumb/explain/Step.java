package dev.plumb.explain;

/**
 * A step of one rank, on the host.
 *
 * @param input index of the run's input
 * @param rank rank, or {@link dev.plumb.trace.Ids#NONE}
 * @param index place among the steps of its input, from 0, by start
 * @param row slice row of the step's mark
 * @param name name in the trace
 * @param startNs start in the input's clock
 * @param endNs end, exclusive
 */
public record Step(int input, int rank, int index, int row, String name, long startNs, long endNs) {
  public long durNs() {
    return endNs - startNs;
  }
}
