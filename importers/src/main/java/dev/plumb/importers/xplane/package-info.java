/**
 * XPlane, the protobuf that JAX, TensorFlow and PyTorch/XLA write when they profile ({@code
 * *.xplane.pb}): {@code tsl/profiler/protobuf/xplane.proto} and {@code
 * xla/tsl/profiler/utils/xplane_schema.cc} of openxla/xla.
 *
 * <p>Supported: every plane, line and event; all kinds of statistics; the descriptions of event
 * types; GPU streams, TPU and SparseCore cores, host threads, the Python tracer, memory events,
 * steps; producers and consumers as arrows; HLO modules of {@code /host:metadata} for the scope,
 * the source line and the Python stack of each HLO instruction. Ignored: {@code device_offset_ps}
 * and {@code device_duration_ps} (the device's own clock), {@code flow}, some totals of memory
 * events, the contents of binary statistics other than HLO modules.
 *
 * <p>The names of a plane stand behind its events. A file is therefore read in any order: names
 * first, then events, and nothing of it is held but the descriptions of one plane's event types and
 * the named instructions of its HLO modules. See docs/formats/xplane.md for what each thing
 * becomes.
 */
@NullMarked
package dev.plumb.importers.xplane;

import org.jspecify.annotations.NullMarked;
