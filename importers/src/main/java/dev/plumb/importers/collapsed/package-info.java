/**
 * Collapsed (folded) stacks: {@code outer;inner;innermost count}, one line each, as <a
 * href="https://github.com/brendangregg/FlameGraph">FlameGraph</a>'s stackcollapse programs,
 * inferno, async-profiler, py-spy ({@code --format raw}), Austin, bpftrace and Plumb write them.
 *
 * <p>Supported: whole and fractional counts, annotations ({@code _[k] _[j] _[i] _[0] _[1]}), source
 * positions of py-spy and PyTorch, outermost frames that name a thread or process, comments ({@code
 * #}). The format does not say what it counts: values are samples unless one has a fraction.
 *
 * <p>Held until the end: one number for each line.
 */
@NullMarked
package dev.plumb.importers.collapsed;

import org.jspecify.annotations.NullMarked;
