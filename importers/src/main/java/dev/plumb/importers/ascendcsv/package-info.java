/**
 * The tables in {@code ASCEND_PROFILER_OUTPUT} of the Ascend PyTorch profiler and of {@code
 * msprof}, as CSV. See the <a
 * href="https://www.hiascend.com/document/detail/zh/canncommercial/80RC3/devaids/auxiliarydevtool/atlasprofiling_16_0035.html">
 * documentation of CANN</a>. Each table is told by its head, whatever its file is called.
 *
 * <p>Supported: {@code kernel_details} and {@code op_summary} with counters, {@code
 * operator_details}, {@code operator_memory}, {@code memory_record}, {@code npu_module_mem}, {@code
 * l2_cache}, {@code step_trace_time}, {@code api_statistic}, {@code op_statistic}. Ignored:
 * averages and ratios, which follow from the rest; files of MindSpore. State is the names of what
 * occurs.
 */
@NullMarked
package dev.plumb.importers.ascendcsv;

import org.jspecify.annotations.NullMarked;
