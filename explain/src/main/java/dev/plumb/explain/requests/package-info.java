/** From the beginning to the end of a request: what of it is not inference. */
@NullMarked
package dev.plumb.explain.requests;

import org.jspecify.annotations.NullMarked;
