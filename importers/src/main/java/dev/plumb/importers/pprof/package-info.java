/**
 * pprof profiles: <a href="https://github.com/google/pprof/blob/main/proto/profile.proto">
 * profile.proto</a>, gzipped or not, of Go, gperftools, py-spy's and Pyroscope's converters,
 * memray, jemalloc, parca and Plumb's own export.
 *
 * <p>Supported: all sample types at once, units of time and bytes, inlined lines, mappings as
 * libraries, labels (threads become tracks, others stand as the sample's reason), comments, period
 * and times as metadata. Not applied: {@code drop_frames} and {@code keep_frames}, which only say
 * what pprof should show. Ignored: columns, build ids. Missing: the old text formats.
 *
 * <p>Held until the end: the samples, locations and functions, because strings come last.
 */
@NullMarked
package dev.plumb.importers.pprof;

import org.jspecify.annotations.NullMarked;
