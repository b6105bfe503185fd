package dev.plumb.record.session;

import dev.plumb.record.sample.Limit;
import dev.plumb.record.sample.Sampling;
import dev.plumb.record.sample.SamplingOptions;
import dev.plumb.record.sample.StackSink;
import dev.plumb.record.tree.ContextTree;

/** Whether stacks of programs that Plumb starts can be taken from outside. */
final class StackAccess {
  private StackAccess() {}

  /**
   * Tries it on Plumb's own process for a moment: what it may not do to itself, it may not do to a
   * child. The first time takes this JVM a while, in which a program that has begun would run
   * without samples.
   */
  static boolean fromOutside() {
    try (Sampling trial =
        Sampling.open(
            (int) ProcessHandle.current().pid(),
            SamplingOptions.DEFAULT.withPython(false),
            new ContextTree(),
            StackSink.NONE)) {
      return !trial.limits().containsKey(Limit.NO_PERF);
    }
  }
}
