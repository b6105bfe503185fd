/**
 * Nsight Systems: SQLite exports (<a
 * href="https://docs.nvidia.com/nsight-systems/UserGuide/index.html#exporter-sqlite-schema">schema</a>)
 * of 2019 to 2026, and the CSV reports of {@code nsys stats}. The recording itself ({@code
 * .nsys-rep}, {@code .qdrep}) is a format that only Nsight Systems reads: it is recognised and
 * refused with the command that exports it.
 *
 * <p>Supported: kernels, copies, fills, synchronisation and graphs on devices; runtime and driver
 * calls with call chains; NVTX ranges and marks, in which the names of PyTorch's {@code emit_nvtx}
 * become operators; OS runtime calls; CPU samples; when threads were on a CPU; GPU metrics; metrics
 * of network cards; generic events; device memory; overhead; and any other table of ranges of
 * threads (MPI, cuDNN, cuBLAS, OpenACC, OpenMP, Vulkan, …). Columns are found by name and may be
 * absent, as may every table. Ignored: GPU context switches, page faults, metrics of network
 * switches, and tables that other tools added; the metadata lists them all.
 */
@NullMarked
package dev.plumb.importers.nsys;

import org.jspecify.annotations.NullMarked;
