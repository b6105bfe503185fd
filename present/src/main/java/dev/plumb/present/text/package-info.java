/** The report as a page for a terminal. */
@NullMarked
package dev.plumb.present.text;

import org.jspecify.annotations.NullMarked;
