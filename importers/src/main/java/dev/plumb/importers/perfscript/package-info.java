/**
 * The text that {@code perf script} prints for Linux's perf.data: <a
 * href="https://man7.org/linux/man-pages/man1/perf-script.1.html">perf-script(1)</a>.
 *
 * <p>Supported: any choice of the fields comm, pid, tid, cpu, misc, time, period, event, ip, sym,
 * symoff, dso, srcline; stacks below the sample or one frame behind it; inlined frames; several
 * events; tracepoints; perf maps of Java, Python and JavaScript; the header ({@code --header});
 * lost records. Ignored: what a tracepoint prints, brstack and other fields behind the event,
 * addresses of frames (one function is one frame).
 */
@NullMarked
package dev.plumb.importers.perfscript;

import org.jspecify.annotations.NullMarked;
