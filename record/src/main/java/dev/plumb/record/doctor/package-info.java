/**
 * What recording needs of a machine: one check for each need, and what follows from all of them.
 */
@NullMarked
package dev.plumb.record.doctor;

import org.jspecify.annotations.NullMarked;
