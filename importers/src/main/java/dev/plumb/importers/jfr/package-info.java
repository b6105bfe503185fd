/**
 * JDK Flight Recorder files, of the JDK and of async-profiler, read by the JDK's own <a
 * href="https://docs.oracle.com/en/java/javase/25/docs/api/jdk.jfr/jdk/jfr/consumer/package-summary.html">
 * consumer</a>. Events: {@link dev.plumb.importers.jfr.EventKind}.
 *
 * <p>Supported: several chunks; unfinished and damaged ones are left out, and told. Ignored: events
 * without stacks but for the counts of each type.
 *
 * <p>The JDK's reader needs a file and holds one chunk's constants. It trusts what is inside
 * events: damage there may cost it any exception and as much memory as the heap has; what was read
 * before is kept, the rest of the file is given up.
 */
@NullMarked
package dev.plumb.importers.jfr;

import org.jspecify.annotations.NullMarked;
