package dev.plumb.profile;

/**
 * One step of one rank.
 *
 * @param label the rank's label, see {@link Run#label(int)}
 * @param name name of the step in the trace
 * @param startNs start in the trace's clock
 * @param durNs host duration
 * @param kernels kernels launched within the step
 * @param kernelNs their summed duration
 * @param copyNs summed duration of copies and fills launched within the step
 */
public record StepStats(
    String label,
    String name,
    long startNs,
    long durNs,
    long kernels,
    long kernelNs,
    long copyNs) {}
