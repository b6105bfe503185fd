/**
 * What a GPU did, joined to the calls that launched it and merged into the tree. {@code
 * record/native/cupti.c} is the other side.
 */
@NullMarked
package dev.plumb.record.gpu;

import org.jspecify.annotations.NullMarked;
