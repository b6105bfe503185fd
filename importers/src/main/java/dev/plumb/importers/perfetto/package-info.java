/**
 * Perfetto traces ({@code .pftrace}, {@code .perfetto-trace}): the track events of rocprofv3, of
 * programs with the Perfetto SDK and of Chrome. See <a
 * href="https://perfetto.dev/docs/reference/synthetic-track-event">perfetto.dev</a> and {@code
 * trace_packet.proto}.
 *
 * <p>Supported: slices, instants and counters on tracks of processes, threads and others; interned
 * names and categories by sequence, with clears of their state; debug annotations; defaults of
 * sequences; clock snapshots with incremental clocks and clocks of sequences; compressed packets;
 * legacy events of phases X, B, E, I. What rocprofv3 annotates makes kernels, copies, API calls and
 * roctx ranges of its slices. Ignored: flows, annotations of ends, and the packets of other data
 * sources (scheduling, memory, GPU counters), which are counted.
 *
 * <p>A packet is read as a whole; state is the names of each sequence and the slices that are open.
 * Ends meet their begins within their sequence in the order of the file, because rocprofv3 writes
 * each slice as a pair, however the slices overlap; only what is left is matched by time.
 */
@NullMarked
package dev.plumb.importers.perfetto;

import org.jspecify.annotations.NullMarked;
