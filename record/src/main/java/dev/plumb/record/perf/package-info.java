/**
 * Samples that the kernel takes of running threads: registers and a copy of the stack ({@code
 * perf_event_open}).
 */
@NullMarked
package dev.plumb.record.perf;

import org.jspecify.annotations.NullMarked;
