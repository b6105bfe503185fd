/** What a comparison of two runs says in words, whatever it is written as. */
@NullMarked
package dev.plumb.present.diff;

import org.jspecify.annotations.NullMarked;
