/**
 * Perfetto traces ({@code .pftrace}, {@code .perfetto-trace}): the track events of rocprofv3, of
 * programs with the Perfetto SDK and of Chrome; work and counters of GPUs; samples of stacks;
 * scheduling. See <a
 * href="https://perfetto.dev/docs/reference/synthetic-track-event">perfetto.dev</a> and {@code
 * trace_packet.proto}.
 *
 * <p>Supported: slices, instants and counters on tracks of processes, threads and others; interned
 * names and categories by sequence, with clears of their state; debug annotations; defaults of
 * sequences; clock snapshots with incremental clocks and clocks of sequences; compressed packets;
 * legacy events of phases X, B, E, I. What rocprofv3 annotates makes kernels, copies, API calls and
 * roctx ranges of its slices. GPU render stages with their kernels, launches and the calls that
 * submitted them; GPU counters and memory; perf samples and streaming profiles with interned
 * stacks; switches and frequencies of ftrace, process trees. Ignored: flows, annotations of ends,
 * and the packets of other data sources, which are counted by name.
 *
 * <p>A packet is read as a whole; state is the names of each sequence, the slices that are open,
 * and some 40 bytes for each piece of GPU work and each turn on a CPU, which wait for what is told
 * later. Ends meet their begins within their sequence in the order of the file, because rocprofv3
 * writes each slice as a pair, however the slices overlap; only what is left is matched by time.
 */
@NullMarked
package dev.plumb.importers.perfetto;

import org.jspecify.annotations.NullMarked;
