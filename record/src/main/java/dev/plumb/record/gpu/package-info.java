/**
 * What a GPU did, joined to the calls that launched it and merged into the tree. {@code
 * record/native/gpu.c}, {@code cupti.c} and {@code rocprofiler.c} are the other side.
 */
@NullMarked
package dev.plumb.record.gpu;

import org.jspecify.annotations.NullMarked;
