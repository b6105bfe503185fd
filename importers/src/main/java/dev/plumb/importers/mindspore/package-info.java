/**
 * Tables of MindSpore's profiler on Ascend NPUs, as MindSpore Insight analyses them
 * (github.com/mindspore-ai/mindinsight).
 *
 * <p>Supported: {@code step_trace_raw_*_detail_time.csv} (steps with their collectives and where
 * forward and backward begin and end; ticks of 10 ns), {@code hccl_raw_*.csv} (communication of
 * each step by operation and link; milliseconds and kilobytes) and {@code
 * ascend_cluster_analyse_*.csv} (computation and communication of each step; milliseconds).
 * Ignored: the rows of averages, whose step is {@code -}, and sums over a step's operations.
 */
@NullMarked
package dev.plumb.importers.mindspore;

import org.jspecify.annotations.NullMarked;
