package dev.plumb.trace;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where every importer writes to. Rows may come in any order. {@link #seal()} ends the writing; the
 * tables are shared with the {@link Trace}, not copied.
 *
 * <p>Not thread-safe: one builder belongs to one importing thread.
 */
public final class TraceBuilder {
  /** Argument texts beyond this many distinct bytes are dropped and counted. */
  private static final long MAX_ARGS_BYTES = 1L << 30;

  final StringPool strings = new StringPool();
  final StringPool args = new StringPool(MAX_ARGS_BYTES);
  final SliceTable slices = new SliceTable();
  final PythonTable python = new PythonTable();
  final OperatorTable operators = new OperatorTable();
  final LaunchTable launches = new LaunchTable();
  final DeviceWorkTable deviceWork = new DeviceWorkTable();
  final DeviceTable devices = new DeviceTable();
  final TrackTable tracks = new TrackTable();
  final FlowTable flows = new FlowTable();
  final InstantTable instants = new InstantTable();
  final MemoryTable memory = new MemoryTable();
  final CounterTable counters = new CounterTable();
  final FrameTable frames = new FrameTable();
  final StackTable stacks = new StackTable();
  final MeasureTable measures = new MeasureTable();
  final SampleTable samples = new SampleTable();
  final SliceStackTable sliceStacks = new SliceStackTable();
  final KernelMetricTable kernelMetrics = new KernelMetricTable();
  final SegmentTable segments = new SegmentTable();
  final BlockTable blocks = new BlockTable();
  final NodeTable nodes = new NodeTable();
  final EdgeTable edges = new EdgeTable();
  final Map<String, String> metadata = new LinkedHashMap<>();
  final String name;
  final String format;
  final Problems problems;
  long[] categoryCounts = new long[16];
  long uncategorised;
  long events;
  long bytes;
  long fileBytes = -1;
  long baseTimeNs;
  int rank = Ids.NONE;
  int worldSize = Ids.NONE;

  /** A builder for the input called {@code name} in the given format. */
  public TraceBuilder(String name, String format, Problems problems) {
    this.name = name;
    this.format = format;
    this.problems = problems;
  }

  /** The input's name as the user gave it, with the member for archives. */
  public String name() {
    return name;
  }

  /** Names, categories, process and thread ids: everything repeated and short. */
  public StringPool strings() {
    return strings;
  }

  /** Argument texts; see {@link SliceTable#argsId(int)}. */
  public StringPool args() {
    return args;
  }

  /** Slices. */
  public SliceTable slices() {
    return slices;
  }

  /** Detail of Python slices. */
  public PythonTable python() {
    return python;
  }

  /** Detail of operators and annotations. */
  public OperatorTable operators() {
    return operators;
  }

  /** Detail of runtime calls. */
  public LaunchTable launches() {
    return launches;
  }

  /** Detail of device work. */
  public DeviceWorkTable deviceWork() {
    return deviceWork;
  }

  /** Devices. */
  public DeviceTable devices() {
    return devices;
  }

  /** Tracks. */
  public TrackTable tracks() {
    return tracks;
  }

  /** Flow ends. */
  public FlowTable flows() {
    return flows;
  }

  /** Instants. */
  public InstantTable instants() {
    return instants;
  }

  /** Detail of allocator events. */
  public MemoryTable memory() {
    return memory;
  }

  /** Counter samples. */
  public CounterTable counters() {
    return counters;
  }

  /** Places in code that stacks are made of. */
  public FrameTable frames() {
    return frames;
  }

  /** Recorded stacks. */
  public StackTable stacks() {
    return stacks;
  }

  /** What samples measure. */
  public MeasureTable measures() {
    return measures;
  }

  /** Values measured at stacks. */
  public SampleTable samples() {
    return samples;
  }

  /** Stacks that the profiler gives for slices. */
  public SliceStackTable sliceStacks() {
    return sliceStacks;
  }

  /** Hardware counters of kernels. */
  public KernelMetricTable kernelMetrics() {
    return kernelMetrics;
  }

  /** Reserved segments of a memory snapshot. */
  public SegmentTable segments() {
    return segments;
  }

  /** Blocks of a memory snapshot. */
  public BlockTable blocks() {
    return blocks;
  }

  /** Nodes of an operator graph. */
  public NodeTable nodes() {
    return nodes;
  }

  /** Dependencies of an operator graph. */
  public EdgeTable edges() {
    return edges;
  }

  /** Where to count what was skipped or repaired. */
  public Problems problems() {
    return problems;
  }

  /** Counts one event of the input, of any type, under its category. */
  public void countEvent(int categoryId) {
    countEvents(categoryId, 1);
  }

  /** Counts {@code count} events of one category; {@link Ids#NONE} for those without one. */
  public void countEvents(int categoryId, long count) {
    events += count;
    if (categoryId < 0) {
      uncategorised += count;
      return;
    }
    if (categoryId >= categoryCounts.length) {
      categoryCounts = Arrays.copyOf(categoryCounts, Math.max(categoryId + 1, categoryId * 2));
    }
    categoryCounts[categoryId] += count;
  }

  /** Sets the duration of a slice that was appended while still open. */
  public void closeSlice(int row, long durNs) {
    slices.setDurNs(row, durNs);
  }

  /** Nanoseconds to add to a time of this trace to get Unix time; 0 if the trace does not say. */
  public void setBaseTimeNs(long value) {
    baseTimeNs = value;
  }

  /** The rank that wrote the trace. */
  public void setRank(int value) {
    rank = value;
  }

  /** Number of ranks of the run. */
  public void setWorldSize(int value) {
    worldSize = value;
  }

  /** Uncompressed bytes read. */
  public void setBytes(long value) {
    bytes = value;
  }

  /** Size of the input as it lies on disk, compressed or not; −1 if unknown. */
  public void setFileBytes(long value) {
    fileBytes = value;
  }

  /** Keeps a top-level value of the input as JSON text. */
  public void putMetadata(String key, String json) {
    metadata.put(key, json);
  }

  /** Ends the writing. */
  public Trace seal() {
    SumLimits.apply(this);
    countIllFormedTexts();
    return new Trace(this);
  }

  /** Once a trace: importers that know where such texts are have counted them. */
  private void countIllFormedTexts() {
    if (problems.count(ProblemCode.INVALID_UTF8) == 0) {
      long texts = strings.illFormed();
      if (texts > 0) {
        problems.add(ProblemCode.INVALID_UTF8, Problems.NO_OFFSET, texts);
      }
    }
  }
}
