package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceStackTable;
import dev.plumb.trace.Trace;
import java.util.Arrays;

/**
 * What belongs to what in one {@link Trace}: nesting on threads, launches of device work, backward
 * work of forward operators. Rows are rows of {@link Trace#slices()}. Made by {@link Linker}.
 */
public final class Links {
  /** The launch lies inside an operator of its thread. */
  static final byte IN_OPERATOR = 1;

  /** The launch lies inside a Python frame of its thread. */
  static final byte IN_PYTHON = 2;

  private final Trace trace;

  /** Calling slice of each host slice; {@link Ids#NONE} at the top of a thread. */
  final int[] caller;

  /** Time in which a host slice was the innermost of its thread. */
  final long[] selfNs;

  /** Launching call, or operator, of each piece of device work. */
  final int[] launch;

  /** {@link LinkQuality} of each piece of device work. */
  final byte[] quality;

  /** By row of {@link Trace#launches()}: {@link #IN_OPERATOR}, {@link #IN_PYTHON}. */
  final byte[] surroundings;

  /** By row of {@link Trace#memory()}: the innermost slice when it happened. */
  final int[] memoryOwner;

  /** Stack that the profiler gives for each slice; empty if it gives none for any. */
  final int[] given;

  /** Row of the caller of each node of an operator graph; {@link Ids#NONE} at the top. */
  int[] nodeParent = new int[0];

  /** By row of {@link Trace#samples()}: the innermost slice of its thread when it was taken. */
  final int[] sampleOwner;

  /** Host slices that are steps, by start. */
  int[] steps = new int[0];

  /** Backward operators that were put under their forward operator. */
  int backwardLinks;

  /** Tolerance of nesting: 2 µs where the trace knows only whole microseconds. */
  long toleranceNs;

  Links(Trace trace) {
    this.trace = trace;
    int slices = trace.slices().size();
    caller = new int[slices];
    selfNs = new long[slices];
    launch = new int[slices];
    quality = new byte[slices];
    surroundings = new byte[trace.launches().size()];
    memoryOwner = new int[trace.memory().size()];
    sampleOwner = new int[trace.samples().size()];
    Arrays.fill(sampleOwner, Ids.NONE);
    Arrays.fill(caller, Ids.NONE);
    Arrays.fill(launch, Ids.NONE);
    Arrays.fill(quality, (byte) LinkQuality.NONE.ordinal());
    Arrays.fill(memoryOwner, Ids.NONE);
    given = given(trace);
  }

  private static int[] given(Trace trace) {
    SliceStackTable table = trace.sliceStacks();
    if (table.size() == 0) {
      return new int[0];
    }
    int[] given = new int[trace.slices().size()];
    Arrays.fill(given, Ids.NONE);
    for (int row = 0, n = table.size(); row < n; row++) {
      int slice = table.sliceRow(row);
      if (slice >= 0 && slice < given.length) {
        given[slice] = table.stackRow(row);
      }
    }
    return given;
  }

  /** The linked trace. */
  public Trace trace() {
    return trace;
  }

  /**
   * The slice that called a host slice: the innermost open one of its thread, the Python frame that
   * the profiler names, or for backward work the forward operator. {@link Ids#NONE} at the top.
   */
  public int caller(int row) {
    return caller[row];
  }

  /**
   * Nanoseconds in which a host slice was the innermost of its thread. Over a thread these add up
   * to the union of its slices.
   */
  public long selfNs(int row) {
    return selfNs[row];
  }

  /**
   * The call that launched a piece of device work ({@link LinkQuality#isLaunch()}), or its operator
   * ({@link LinkQuality#INFERRED}); {@link Ids#NONE} when unknown.
   */
  public int launch(int row) {
    return launch[row];
  }

  /** How {@link #launch(int)} was found. */
  public LinkQuality quality(int row) {
    return LinkQuality.of(quality[row]);
  }

  /**
   * Row of {@link Trace#stacks()} of the calling context that the profiler itself gives for a
   * slice; {@link Ids#NONE} if it gives none.
   */
  public int given(int row) {
    return given.length == 0 ? Ids.NONE : given[row];
  }

  /**
   * Row of {@link Trace#nodes()} of the caller of a node of an operator graph; {@link Ids#NONE} at
   * the top.
   */
  public int nodeParent(int nodeRow) {
    return nodeParent[nodeRow];
  }

  /** Whether a runtime call starts inside an operator of its thread. */
  public boolean inOperator(int launchRow) {
    return (surroundings[launchRow] & IN_OPERATOR) != 0;
  }

  /** Whether a runtime call starts inside a Python frame of its thread. */
  public boolean inPython(int launchRow) {
    return (surroundings[launchRow] & IN_PYTHON) != 0;
  }

  /** The innermost slice when an allocator event happened, by row of {@link Trace#memory()}. */
  public int memoryOwner(int memoryRow) {
    return memoryOwner[memoryRow];
  }

  /**
   * The innermost slice of a thread when it was sampled, by row of {@link Trace#samples()}; {@link
   * Ids#NONE} outside of all slices, or without a time or a thread.
   */
  public int sampleOwner(int sampleRow) {
    return sampleOwner[sampleRow];
  }

  /** Number of steps that the host marked. */
  public int stepCount() {
    return steps.length;
  }

  /** Slice row of a step; steps are in the order of their start. */
  public int step(int index) {
    return steps[index];
  }

  /** Backward operators that hang under their forward operator. */
  public int backwardLinks() {
    return backwardLinks;
  }

  /** Slack in nanoseconds that nesting allows because the trace rounds its times. */
  public long toleranceNs() {
    return toleranceNs;
  }
}
