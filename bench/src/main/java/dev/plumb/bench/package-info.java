/** Benchmarks of Plumb's stages and whole-process comparisons with peers. */
@NullMarked
package dev.plumb.bench;

import org.jspecify.annotations.NullMarked;
