/** The tree that everything recorded is merged into. */
@NullMarked
package dev.plumb.record.tree;

import org.jspecify.annotations.NullMarked;
