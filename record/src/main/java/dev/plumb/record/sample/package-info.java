/** Samplers: what takes samples of a process and hands them on as stacks. */
@NullMarked
package dev.plumb.record.sample;

import org.jspecify.annotations.NullMarked;
