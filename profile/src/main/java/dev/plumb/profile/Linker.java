package dev.plumb.profile;

import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;

/** Finds the {@link Links} of a trace. */
public final class Linker {
  private Linker() {}

  /** Links {@code trace}; what does not fit together is counted in {@code problems}. */
  public static Links link(Trace trace, Problems problems) {
    Links links = new Links(trace);
    links.toleranceNs = tolerance(trace.slices());
    // Neither reads what the other writes.
    LaunchLinker launches = new LaunchLinker(links);
    HostNesting nesting = new HostNesting(links);
    Aside.run(launches::run, nesting::run, trace.slices().size());
    new SampleOwners(links, nesting).run();
    BackwardLinker backward = new BackwardLinker(links, nesting);
    backward.run();
    QueueLinker queue = new QueueLinker(links, backward);
    queue.run();
    links.steps = steps(trace.slices());
    graph(links, problems);
    count(problems, ProblemCode.SLICES_OVERLAP, nesting.overlaps);
    count(problems, ProblemCode.PYTHON_PARENT_MISMATCH, nesting.strayFrames);
    count(problems, ProblemCode.LAUNCH_AMBIGUOUS, launches.ambiguous);
    count(problems, ProblemCode.KERNEL_BEFORE_LAUNCH, launches.beforeLaunch);
    count(problems, ProblemCode.WORK_WITHOUT_LAUNCH, launches.unlinked - queue.found);
    return links;
  }

  private static void graph(Links links, Problems problems) {
    if (links.trace().nodes().size() > 0) {
      GraphLinker graph = new GraphLinker(links.trace().nodes());
      graph.run();
      links.nodeParent = graph.parents;
      count(problems, ProblemCode.NODE_CALLER_MISSING, graph.missing);
      count(problems, ProblemCode.NODE_CYCLE, graph.cycles);
    }
  }

  /**
   * Traces of PyTorch before 2.3 hold whole microseconds, start and duration both cut: a child can
   * seem to end up to 2 µs after its parent.
   */
  private static long tolerance(SliceTable slices) {
    int count = Math.min(slices.size(), 10_000);
    for (int row = 0; row < count; row++) {
      if (slices.startNs(row) % 1000 != 0 || slices.durNs(row) % 1000 != 0) {
        return 0;
      }
    }
    return 2000;
  }

  private static int[] steps(SliceTable slices) {
    int[] rows = new int[16];
    int count = 0;
    int step = SliceKind.STEP.ordinal();
    for (int row = 0, n = slices.size(); row < n; row++) {
      if (slices.kindOrdinal(row) == step) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, count * 2);
        }
        rows[count++] = row;
      }
    }
    slices.sortByStart(rows, 0, count);
    return Arrays.copyOf(rows, count);
  }

  private static void count(Problems problems, ProblemCode code, long count) {
    if (count > 0) {
      problems.add(code, Problems.NO_OFFSET, count);
    }
  }
}
