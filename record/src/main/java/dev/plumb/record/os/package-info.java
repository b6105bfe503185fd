/**
 * What the operating system shows of other processes: their memory, threads and mappings, by system
 * calls and {@code /proc}. Failures are values: a negative number is an error of the system, {@code
 * -errno}.
 */
@NullMarked
package dev.plumb.record.os;

import org.jspecify.annotations.NullMarked;
