/**
 * The JSON of AMD's rocprofv3 ({@code rocprofv3 -f json}): one object {@code rocprofiler-sdk-tool}
 * with a list of processes, each with its agents, names, code objects, kernels and records. See
 * {@code rocprofv3-schema.json} and {@code generateJSON.cpp} of ROCprofiler-SDK.
 *
 * <p>Supported: kernel dispatches, HIP, HSA, RCCL, rocDecode, rocJPEG and other API calls, roctx
 * ranges and marks, memory copies, memory allocations, scratch memory, counters of dispatches, PC
 * samples of both methods, agents. Ignored: code objects, host functions, the summary (it repeats
 * the records), streaming counters (SPM), thread traces, which are files of their own.
 *
 * <p>The file is read as a stream. Records refer to tables that stand before them in the files of
 * rocprofv3 itself; where a table comes later, the records wait as some 300 bytes each. Counters
 * and PC samples wait for the dispatches that they belong to.
 */
@NullMarked
package dev.plumb.importers.rocprofjson;

import org.jspecify.annotations.NullMarked;
