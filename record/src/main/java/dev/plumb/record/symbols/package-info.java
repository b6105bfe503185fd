/**
 * Names for addresses of a process: functions, lines where debug information has them, compiled
 * code of JITs.
 */
@NullMarked
package dev.plumb.record.symbols;

import org.jspecify.annotations.NullMarked;
