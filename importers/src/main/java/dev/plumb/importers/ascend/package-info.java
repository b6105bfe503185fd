/**
 * The databases of the Ascend PyTorch profiler, of the other frameworks' Ascend profilers and of
 * {@code msprof}: {@code ascend_pytorch_profiler_*.db}, {@code msprof_*.db}, {@code analysis.db}.
 * See the tables in the <a
 * href="https://www.hiascend.com/document/detail/zh/canncommercial/80RC3/devaids/auxiliarydevtool/atlasprofiling_16_0098.html">
 * documentation of CANN</a>; files say their version in {@code META_DATA}.
 *
 * <p>Supported: tasks with what computes and communicates, their counters, calls of CANN, operators
 * of PyTorch with call stacks, marks, steps, memory, bandwidths and clocks; of {@code analysis.db}
 * the sums of steps and of communication. Any table may be missing. Ignored: the overlap analysis
 * and ratios, which follow from the rest; QoS and PMU of other chips.
 *
 * <p>State is some 100 bytes for each task and connection, and the texts.
 */
@NullMarked
package dev.plumb.importers.ascend;

import org.jspecify.annotations.NullMarked;
