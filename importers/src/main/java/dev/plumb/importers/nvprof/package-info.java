/**
 * The databases of nvprof ({@code nvprof -o trace.nvvp}), which the Visual Profiler opens, too.
 * Their tables are CUPTI's records as they were in CUDA 5 to 12.
 *
 * <p>Supported: kernels, copies and fills; runtime and driver calls, joined to them; ranges and
 * marks of NVTX, in which the names of PyTorch's {@code emit_nvtx} become operators; the profiler's
 * overhead; names of devices, processes and threads. Ignored: events and metrics of hardware
 * counters, PC samples and other counts of source lines, unified memory, OpenACC, clocks and
 * temperatures; the metadata lists them. Names of kernels stay mangled, as they are in the file.
 */
@NullMarked
package dev.plumb.importers.nvprof;

import org.jspecify.annotations.NullMarked;
