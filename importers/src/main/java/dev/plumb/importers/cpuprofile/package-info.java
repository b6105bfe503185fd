/**
 * CPU profiles of V8, {@code .cpuprofile}: <a
 * href="https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile">Profile</a>
 * of the DevTools protocol, as {@code node --cpu-prof}, Chrome, Deno and Hermes write it.
 *
 * <p>Supported: {@code nodes} with {@code children} or {@code parent}, {@code samples} with {@code
 * timeDeltas}. A sample lasts until the next one. Ignored: {@code positionTicks}, columns, bail-out
 * reasons. Missing: the nested {@code head} of before 2016.
 *
 * <p>Held until the end: the call tree, and two numbers for each sample.
 */
@NullMarked
package dev.plumb.importers.cpuprofile;

import org.jspecify.annotations.NullMarked;
