/**
 * The SQLite files of rocmProfileData ({@code runTracer.sh -o trace.rpd}): API calls, operations of
 * GPUs, and which call caused which operation. See the schema in the <a
 * href="https://github.com/ROCm/rocmProfileData">project</a> ({@code tableSchema.cmd}).
 *
 * <p>Supported: {@code rocpd_api}, {@code rocpd_op}, {@code rocpd_api_ops}, launch sizes ({@code
 * rocpd_kernelapi}), copies ({@code rocpd_copyapi}), clocks and power ({@code rocpd_monitor}),
 * metadata; schemas 2 and 3, which has the texts of arguments and marks in {@code rocpd_ustring}.
 * Ignored: views, barriers, signals, code objects (empty in practice), stack frames. State is some
 * 40 bytes for each launch and copy.
 */
@NullMarked
package dev.plumb.importers.rpd;

import org.jspecify.annotations.NullMarked;
