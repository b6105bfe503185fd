package dev.plumb.record.session;

import dev.plumb.record.sample.Limit;
import dev.plumb.record.sample.Sampling;
import dev.plumb.record.sample.SamplingOptions;
import dev.plumb.record.sample.StackSink;
import dev.plumb.record.tree.ContextTree;
import java.util.Map;

/** Whether stacks of programs that Plumb starts can be taken from outside. */
final class StackAccess {
  private StackAccess() {}

  /** Tries it on Plumb's own process: what it may not do to itself, it may not do to a child. */
  static boolean fromOutside() {
    try (Sampling trial =
        Sampling.open(
            (int) ProcessHandle.current().pid(),
            SamplingOptions.DEFAULT.withPython(false),
            new ContextTree(),
            StackSink.NONE)) {
      Map<Limit, String> limits = trial.limits();
      return !limits.containsKey(Limit.NO_PERF);
    }
  }
}
