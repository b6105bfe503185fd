package dev.plumb.trace;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * One input as tables of primitive columns. Immutable; ids are rows, named for their table; times
 * are nanoseconds. Built by {@link TraceBuilder}.
 */
public final class Trace {
  private final TraceBuilder built;

  Trace(TraceBuilder built) {
    this.built = built;
  }

  /** The input's name as the user gave it, with the member for archives. */
  public String name() {
    return built.name;
  }

  /** Id of the importer that read it. */
  public String format() {
    return built.format;
  }

  /** Uncompressed bytes read. */
  public long bytes() {
    return built.bytes;
  }

  /** Size of the input as it lies on disk, compressed or not; −1 if unknown. */
  public long fileBytes() {
    return built.fileBytes;
  }

  /** Events of the input, of any type, with those that no table holds (metadata). */
  public long events() {
    return built.events;
  }

  /** Events of a category; {@link Ids#NONE} for those without one. */
  public long events(int categoryId) {
    if (categoryId < 0) {
      return built.uncategorised;
    }
    return categoryId < built.categoryCounts.length ? built.categoryCounts[categoryId] : 0;
  }

  /**
   * Whether there is nothing that happened or was measured: no row in any table but those of names,
   * tracks, devices and metadata.
   */
  public boolean isEmpty() {
    return built.slices.size() == 0
        && built.instants.size() == 0
        && built.flows.size() == 0
        && built.counters.size() == 0
        && built.samples.size() == 0
        && built.kernelMetrics.size() == 0
        && built.segments.size() == 0
        && built.blocks.size() == 0
        && built.nodes.size() == 0;
  }

  /** Nanoseconds to add to a time to get Unix time; 0 if unknown. */
  public long baseTimeNs() {
    return built.baseTimeNs;
  }

  /** Rank that wrote the trace; {@link Ids#NONE} if it does not say. */
  public int rank() {
    return built.rank;
  }

  /** Number of ranks of the run; {@link Ids#NONE} if it does not say. */
  public int worldSize() {
    return built.worldSize;
  }

  /** Names, categories, process and thread ids. */
  public StringPool strings() {
    return built.strings;
  }

  /** Argument texts; see {@link SliceTable#argsId(int)} and {@link ArgsText}. */
  public StringPool args() {
    return built.args;
  }

  /** Slices. */
  public SliceTable slices() {
    return built.slices;
  }

  /** Detail of Python slices. */
  public PythonTable python() {
    return built.python;
  }

  /** Detail of operators, annotations and steps. */
  public OperatorTable operators() {
    return built.operators;
  }

  /** Detail of runtime calls. */
  public LaunchTable launches() {
    return built.launches;
  }

  /** Detail of device work. */
  public DeviceWorkTable deviceWork() {
    return built.deviceWork;
  }

  /** Devices. */
  public DeviceTable devices() {
    return built.devices;
  }

  /** Tracks. */
  public TrackTable tracks() {
    return built.tracks;
  }

  /** Flow ends. */
  public FlowTable flows() {
    return built.flows;
  }

  /** Instants. */
  public InstantTable instants() {
    return built.instants;
  }

  /** Detail of allocator events. */
  public MemoryTable memory() {
    return built.memory;
  }

  /** Counter samples. */
  public CounterTable counters() {
    return built.counters;
  }

  /** Places in code that stacks are made of. */
  public FrameTable frames() {
    return built.frames;
  }

  /** Recorded stacks. */
  public StackTable stacks() {
    return built.stacks;
  }

  /** What samples measure. */
  public MeasureTable measures() {
    return built.measures;
  }

  /** Values measured at stacks. */
  public SampleTable samples() {
    return built.samples;
  }

  /** Stacks that the profiler gives for slices. */
  public SliceStackTable sliceStacks() {
    return built.sliceStacks;
  }

  /** Hardware counters of kernels. */
  public KernelMetricTable kernelMetrics() {
    return built.kernelMetrics;
  }

  /** Reserved segments of a memory snapshot. */
  public SegmentTable segments() {
    return built.segments;
  }

  /** Blocks of a memory snapshot. */
  public BlockTable blocks() {
    return built.blocks;
  }

  /** Nodes of an operator graph. */
  public NodeTable nodes() {
    return built.nodes;
  }

  /** Dependencies of an operator graph. */
  public EdgeTable edges() {
    return built.edges;
  }

  /** Top-level values of the input as JSON text, in its order. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(built.metadata);
  }

  /** What was skipped or repaired, worst first. */
  public List<Problem> problems() {
    return built.problems.list();
  }
}
