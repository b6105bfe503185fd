/**
 * The SQLite files of ROCprofiler-SDK ({@code rocprofv3 -f rocpd}, the default of ROCm 7): tables
 * {@code rocpd_*_<uuid>}, a set of them for each process, and views over all. See {@code
 * rocpd_tables.sql} of ROCprofiler-SDK.
 *
 * <p>Supported: kernel dispatches, API calls, roctx ranges and marks, copies, allocations, scratch
 * memory, counters of dispatches, other counters, agents, threads. Ignored: code objects, arguments
 * of calls, call stacks, environment, views. State is some 40 bytes for each event.
 */
@NullMarked
package dev.plumb.importers.rocpd;

import org.jspecify.annotations.NullMarked;
