package dev.plumb.record.session;

import dev.plumb.record.sample.SamplingCounts;
import dev.plumb.record.tree.Json;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where the stacks of a recording come from, and how well their parts belong together. */
final class SampledBy {
  private boolean isInside;
  private final Set<String> notInside = new TreeSet<>();
  private long inside;
  private long outside;
  private long exact;
  private long byTime;
  private long nativeOnly;
  private long pythonOnly;
  private long late;
  private long silent;

  /** A process's threads sample themselves. */
  void inside() {
    isInside = true;
  }

  /** Threads of a process do not sample themselves. */
  void notInside(String why) {
    notInside.add(why);
  }

  /** Whether threads of any process sample themselves. */
  boolean isInside() {
    return isInside;
  }

  /** Samples that a process took of itself. */
  void addInside(SamplingCounts counts) {
    inside += counts.samples();
    add(counts);
  }

  /** Threads that were to sample themselves, and did not. */
  void addSilent(int threads) {
    silent += threads;
  }

  /** Samples that were taken of a process from outside. */
  void addOutside(SamplingCounts counts) {
    outside += counts.samples();
    add(counts);
  }

  private void add(SamplingCounts counts) {
    exact += counts.exact();
    byTime += counts.byTime();
    nativeOnly += counts.nativeOnly() - counts.late();
    pythonOnly += counts.pythonOnly();
    late += counts.late();
  }

  /** Whether any sample has calls of Python. */
  boolean hasPython() {
    return exact + byTime + pythonOnly > 0;
  }

  /** All of it, for the file. */
  String json() {
    return "{\"inside\":"
        + inside
        + ",\"outside\":"
        + outside
        + ",\"joined_exactly\":"
        + exact
        + ",\"joined_by_time\":"
        + byTime
        + ",\"native_only\":"
        + nativeOnly
        + ",\"python_only\":"
        + pythonOnly
        + ",\"python_read_late\":"
        + late
        + ",\"threads_that_took_none\":"
        + silent
        + ",\"not_inside_because\":"
        + Json.array(List.copyOf(notInside))
        + "}";
  }
}
