package dev.plumb.record.sample;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.record.stack.SampledStack;
import dev.plumb.record.stack.StackQuality;
import dev.plumb.record.stack.ThreadState;
import dev.plumb.record.tree.ContextTree;
import java.util.ArrayList;
import java.util.List;

/** Samples of a process, as texts. */
final class Samples {
  /**
   * A sample.
   *
   * @param frames outermost first
   * @param lines of source, 0 if unknown
   */
  record Sample(
      int tid,
      List<String> frames,
      List<Integer> lines,
      int nativeFrom,
      long valueNs,
      ThreadState state,
      StackQuality quality,
      boolean isTruncated) {
    boolean has(String frame) {
      return frames.contains(frame);
    }

    int line(String frame) {
      return lines.get(frames.indexOf(frame));
    }

    /** Frames from one on. */
    List<String> from(String frame) {
      int at = frames.indexOf(frame);
      return at < 0 ? List.of() : frames.subList(at, frames.size());
    }
  }

  private final ContextTree tree = new ContextTree();
  private final List<Sample> samples = new ArrayList<>();
  private final Sampling sampling;

  Samples(int pid, SamplingOptions options) {
    sampling = Sampling.open(pid, options, tree, into(samples, tree));
  }

  /** Keeps samples as texts; those that were lost, as samples without frames. */
  static StackSink into(List<Sample> samples, ContextTree tree) {
    return new StackSink() {
      @Override
      public void accept(SampledStack stack) {
        samples.add(sample(tree, stack));
      }

      @Override
      public void unseen(int tid, long cpuNs) {
        samples.add(
            new Sample(
                tid,
                List.of(),
                List.of(),
                0,
                cpuNs,
                ThreadState.RUNNING,
                StackQuality.NATIVE_ONLY,
                false));
      }
    };
  }

  static Sample sample(ContextTree tree, SampledStack stack) {
    List<String> frames = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    for (int i = 0; i < stack.size(); i++) {
      frames.add(tree.strings().get(tree.frames().nameId(stack.frame(i))));
      lines.add(tree.frames().line(stack.frame(i)));
    }
    return new Sample(
        stack.tid(),
        frames,
        lines,
        stack.nativeFrom(),
        stack.valueNs(),
        stack.state(),
        stack.quality(),
        stack.isTruncated());
  }

  /** Skips a test, loudly, where the kernel does not sample. */
  void needPerf() {
    String why = sampling.limits().get(Limit.NO_PERF);
    if (why != null) {
      System.out.println("SKIPPED: this test needs perf events: " + why);
    }
    assumeTrue(why == null, "needs perf events");
  }

  Sampling sampling() {
    return sampling;
  }

  /** Takes samples until there are so many, or the process has ended. */
  List<Sample> take(int count) {
    while (samples.size() < count && sampling.isAlive()) {
      sampling.poll(100);
    }
    return samples;
  }

  /** Takes samples until the process has ended. */
  List<Sample> takeAll() {
    return take(Integer.MAX_VALUE);
  }
}
