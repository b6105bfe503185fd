/**
 * The CSV files of AMD's profilers: rocprofv3 ({@code -f csv}: kernel, API, copy, allocation,
 * scratch and marker traces, counters, PC samples, agents, statistics), rocprof v1 and v2 ({@code
 * results.csv}, {@code *_stats.csv}) and ROCm Compute Profiler ({@code pmc_perf.csv}, {@code
 * SQ_*.csv}, {@code timestamps.csv}, {@code sysinfo.csv}, {@code roofline.csv}). See {@code
 * generateCSV.cpp} of ROCprofiler-SDK.
 *
 * <p>A file is known by the names of its columns, which versions spell differently. Each file is an
 * input of its own. Ignored: columns without a use, such as addresses of signals. Rows of wide
 * counter tables have a value for each unknown column that is a number.
 */
@NullMarked
package dev.plumb.importers.rocprofcsv;

import org.jspecify.annotations.NullMarked;
