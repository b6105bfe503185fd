/**
 * JDK Flight Recorder files, of the JDK and of async-profiler, read by the JDK's own <a
 * href="https://docs.oracle.com/en/java/javase/25/docs/api/jdk.jfr/jdk/jfr/consumer/package-summary.html">
 * consumer</a>. Events: {@link dev.plumb.importers.jfr.EventKind}.
 *
 * <p>Supported: several chunks; unfinished and damaged ones are left out, and told. Ignored: events
 * without stacks but for the counts of each type. The JDK's reader needs a file, holds one chunk's
 * constants and, on damage inside a chunk, gives up the chunk.
 */
@NullMarked
package dev.plumb.importers.jfr;

import org.jspecify.annotations.NullMarked;
