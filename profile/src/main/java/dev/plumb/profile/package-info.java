/** Links, the calling-context tree, step and rank structure, diff and flame layout. */
@NullMarked
package dev.plumb.profile;

import org.jspecify.annotations.NullMarked;
