/**
 * Nsight Compute: reports ({@code .ncu-rep}) and what {@code ncu} prints (its log, and {@code
 * --csv}). Kernels are executions without a place in time: each is a pair of rows of the sample
 * table (its duration and a count of one) whose stack is the kernel's name, in the order of the
 * launches, and its metrics point at the first of the two.
 *
 * <p><b>Reports.</b> {@code NVR\0}, a header and blocks, each a little-endian length and a protobuf
 * message; the schema is in {@code extras/FileFormat/*.proto} of an installation of Nsight Compute.
 * A block carries additions to the session and to the table of metric names, and then sources and
 * results (kernels) of {@code PayloadSize} bytes. Supported: names, grid, block, context, stream,
 * metrics of every type, results of rules with their estimated speedup, the session (command,
 * versions, system, devices), sampled program counters with their stall reasons and instructions
 * executed by address, the lines of source that the machine code was made of. Ignored: sections
 * (how the window of Nsight Compute shows metrics), NVTX states, values by instance of all other
 * metrics (by opcode, by NVLink, of the sampler over time). Unknown fields are passed over; results
 * of ranges and other unknown parts are counted. Missing: the text of the instructions, which is
 * not in the report but only what a disassembler makes it from.
 *
 * <p><b>Prints.</b> The pages "details" and "raw" as text or comma-separated, with whatever the
 * profiled program printed around them. Units stay as printed, except that durations also become
 * nanoseconds. The page "source" as comma-separated values, in the views that have instructions.
 *
 * <p>Memory: one message's longest text, the metrics or instructions of one kernel, the functions
 * of all modules (some 100 bytes for each, which takes 20 bytes of the file or more) and their
 * tables of lines, and one module's machine code of up to 256 MiB.
 */
@NullMarked
package dev.plumb.importers.ncu;

import org.jspecify.annotations.NullMarked;
