/** Marks that a program may set for a recording; they do nothing when it is not recorded. */
@NullMarked
package dev.plumb.api;

import org.jspecify.annotations.NullMarked;
