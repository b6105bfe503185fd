/**
 * {@code plumb report --html}: one page that holds its data, its style and its program, and asks
 * nobody for anything.
 *
 * <p>Java decides what is embedded ({@link dev.plumb.present.html.TreeColumns} and {@code
 * PageData}) and under which policy it runs ({@code Policy}); the page itself is that of {@code
 * plumb view}, from the room {@code gui}, with the embedded data instead of a server.
 */
@NullMarked
package dev.plumb.present.html;

import org.jspecify.annotations.NullMarked;
