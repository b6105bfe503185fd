package dev.plumb.record.sample;

import dev.plumb.record.stack.SampledStack;

/** Takes the samples of a process. */
@FunctionalInterface
public interface StackSink {
  /** Takes one sample; {@code stack} is only valid during the call. */
  void accept(SampledStack stack);
}
