/** Work that changes only how numbers are stored: format and order. */
@NullMarked
package dev.plumb.explain.conversion;

import org.jspecify.annotations.NullMarked;
