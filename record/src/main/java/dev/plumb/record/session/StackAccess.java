package dev.plumb.record.session;

import dev.plumb.record.sample.Sampling;
import dev.plumb.record.sample.SamplingOptions;
import dev.plumb.record.sample.StackSink;
import dev.plumb.record.tree.ContextTree;

/** Makes sampling from outside ready before there is a program. */
final class StackAccess {
  private StackAccess() {}

  /**
   * Samples Plumb's own process for a moment. The first time takes this JVM a while, in which a
   * program that has begun would run without samples.
   */
  static void warmUp() {
    Sampling.open(
            (int) ProcessHandle.current().pid(),
            SamplingOptions.DEFAULT.withPython(false),
            new ContextTree(),
            StackSink.NONE)
        .close();
  }
}
