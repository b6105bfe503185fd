/** The subcommands: the only place that wires rooms together. */
@NullMarked
package dev.plumb.cli;

import org.jspecify.annotations.NullMarked;
