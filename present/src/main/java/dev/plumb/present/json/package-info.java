/** JSON text of traces: never trusted, always made well-formed before it is written. */
@NullMarked
package dev.plumb.present.json;

import org.jspecify.annotations.NullMarked;
