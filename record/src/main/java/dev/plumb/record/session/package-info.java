/**
 * A recording from start to end: starts the program or attaches to one, lets recorders and a
 * sampler merge what they see into one tree, and stores the tree again and again.
 */
@NullMarked
package dev.plumb.record.session;

import org.jspecify.annotations.NullMarked;
