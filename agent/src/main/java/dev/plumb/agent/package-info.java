/**
 * What runs in a recorded JVM: calls of operators are counted and timed into files that the
 * recorder reads while the program runs, and async-profiler is turned on for one window after
 * another.
 *
 * <p>Nothing here may disturb the program: no exception leaves this package, nothing is printed,
 * all threads are daemons. Classes are on the bootstrap class path, so that code of any class
 * loader can call {@link dev.plumb.agent.Probe}; they use nothing but {@code java.base} and {@code
 * java.instrument} of Java 11.
 */
@NullMarked
package dev.plumb.agent;

import org.jspecify.annotations.NullMarked;
