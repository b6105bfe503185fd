package dev.plumb.record.sample;

import dev.plumb.record.tree.ContextTree;
import java.util.EnumMap;
import java.util.Map;

/** Samples a process from outside. */
final class OutsideSampler implements Sampling {
  private final long pid;
  private final Map<Limit, String> limits = new EnumMap<>(Limit.class);

  private OutsideSampler(int pid) {
    this.pid = pid;
  }

  static OutsideSampler open(int pid, SamplingOptions options, ContextTree tree, StackSink sink) {
    OutsideSampler sampler = new OutsideSampler(pid);
    sampler.limits.put(Limit.NO_PERF, "not built yet");
    return sampler;
  }

  @Override
  public int poll(int timeoutMs) {
    return 0;
  }

  @Override
  public boolean isAlive() {
    return ProcessHandle.of(pid).isPresent();
  }

  @Override
  public SamplingCounts counts() {
    return new SamplingCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public Map<Limit, String> limits() {
    return Map.copyOf(limits);
  }

  @Override
  public void close() {}
}
