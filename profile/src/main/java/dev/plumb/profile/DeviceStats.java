package dev.plumb.profile;

import org.jspecify.annotations.Nullable;

/**
 * What one device of one rank did. Times are nanoseconds.
 *
 * <p>The timeline is TraceLens's: compute is what kernels (other than collectives) and fills cover;
 * exposed communication is what only collectives cover; exposed copies are what only copies cover;
 * total is from the first start to the last end; {@code computeNs + exposedCommNs + exposedMemcpyNs
 * + idleNs = totalNs}, exactly.
 *
 * @param label label of the rank
 * @param id device as the trace names it
 * @param name marketing name, null if the trace does not say
 * @param kernels number of kernels
 * @param kernelNs their durations summed, overlaps counted twice
 * @param commKernels number of kernels that are collectives
 * @param commNs their durations summed
 * @param busyNs union of kernels, copies and fills
 * @param streams streams that did work; 0 where the trace tells none
 * @param overlaps pieces of work that start before the previous one of their stream ends
 */
public record DeviceStats(
    String label,
    String id,
    @Nullable String name,
    long kernels,
    long kernelNs,
    long commKernels,
    long commNs,
    long busyNs,
    int streams,
    long overlaps,
    long computeNs,
    long exposedCommNs,
    long exposedMemcpyNs,
    long idleNs,
    long totalNs) {}
