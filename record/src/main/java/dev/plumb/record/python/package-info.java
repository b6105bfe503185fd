/**
 * Python stacks read from outside of the process, CPython 3.9 to 3.14, and what Python code objects
 * say of lines.
 */
@NullMarked
package dev.plumb.record.python;

import org.jspecify.annotations.NullMarked;
