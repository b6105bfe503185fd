/**
 * Programs on a JVM: an agent that counts operators, and async-profiler's windows of samples,
 * merged into one tree: Java → operator → JNI → C++.
 */
@NullMarked
package dev.plumb.record.jvm;

import org.jspecify.annotations.NullMarked;
