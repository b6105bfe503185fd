/** Communication between ranks: who comes late, how fast data moves, what compute hides. */
@NullMarked
package dev.plumb.explain.collectives;

import org.jspecify.annotations.NullMarked;
