/** Where most of the time goes. */
@NullMarked
package dev.plumb.explain.hot;

import org.jspecify.annotations.NullMarked;
