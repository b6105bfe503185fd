/**
 * Reading of protobuf's wire format, shared by the formats that are messages: XPlane, pprof,
 * Perfetto traces, Nsight Compute reports. See protobuf.dev/programming-guides/encoding.
 */
@NullMarked
package dev.plumb.importers.wire;

import org.jspecify.annotations.NullMarked;
