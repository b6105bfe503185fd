/**
 * The web server of {@code plumb view}: on loopback only, for whoever has the token, and for the
 * page that it serves itself. It carries questions to {@link dev.plumb.present.view} and answers
 * back, and reads nothing else.
 */
@NullMarked
package dev.plumb.present.server;

import org.jspecify.annotations.NullMarked;
