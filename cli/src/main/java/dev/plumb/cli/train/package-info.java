/** A trace of a program that never ran, and the AOT cache that is trained on it. */
@NullMarked
package dev.plumb.cli.train;

import org.jspecify.annotations.NullMarked;
