package dev.plumb.profile;

import dev.plumb.trace.Ids;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of a run, each computed from the tables and not from the tree, so that the two can be
 * held against each other. Times are nanoseconds.
 */
public final class RunSummary {
  /** Count and summed duration. */
  public record Work(long count, long sumNs) {
    Work plus(long durNs) {
      return new Work(count + 1, sumNs + durNs);
    }

    Work plus(Work other) {
      return new Work(count + other.count, sumNs + other.sumNs);
    }
  }

  /** Kernels of one name. */
  public record KernelName(String name, long count, long sumNs) {}

  private static final Work NONE = new Work(0, 0);

  private long spanNs;
  private long events;
  private final Map<String, Long> categories = new TreeMap<>();
  private final List<DeviceStats> devices = new ArrayList<>();
  private final Map<SliceKind, Work> work = new HashMap<>();
  private final Map<String, Work> kernelNames = new HashMap<>();
  private long linkedToLaunch;
  private long linkedToOperator;
  private long linkedToPython;
  private long linkedByExternalId;
  private long linkedAmbiguously;
  private long unattributed;
  private long unattributedNs;
  private long unattributedDeviceNs;
  private long inGivenContext;
  private final SampleSummary samples = new SampleSummary();
  private final KernelMetricSummary kernelMetrics = new KernelMetricSummary();
  private final SnapshotSummary snapshot = new SnapshotSummary();
  private final GraphSummary graph = new GraphSummary();
  private final List<UntimedDevice> untimedDevices = new ArrayList<>();
  private boolean untimedKernels;
  private long cpuOperators;
  private long pythonFrames;
  private StepSums steps = new StepSums(0, 0, 0);
  private long backwardLinks;

  RunSummary() {}

  /** The totals of a run. */
  public static RunSummary of(Run run) {
    return run.summary();
  }

  void compute(List<Links> inputs, List<String> labels) {
    for (int i = 0; i < inputs.size(); i++) {
      Links links = inputs.get(i);
      addSlices(links);
      addCategories(links.trace());
      devices.addAll(new DeviceTimelines(links.trace(), labels.get(i)).compute());
      addUntimed(links, labels.get(i));
      events += links.trace().events();
      addSteps(links);
      backwardLinks += links.backwardLinks();
    }
  }

  private void addSteps(Links links) {
    long sumNs = 0;
    for (int i = 0; i < links.stepCount(); i++) {
      sumNs += links.trace().slices().durNs(links.step(i));
    }
    addSteps(links.stepCount(), links.stepCount(), sumNs);
  }

  private void addSteps(long count, long timed, long sumNs) {
    steps = new StepSums(steps.count() + count, steps.timed() + timed, steps.sumNs() + sumNs);
  }

  /** Whether there are kernels without a place in time, whose duration may not be known either. */
  public boolean untimedKernels() {
    return untimedKernels;
  }

  /** What has no place in time. */
  private void addUntimed(Links links, String label) {
    Trace trace = links.trace();
    if (trace.samples().size() > 0) {
      TimelessWork timeless = new TimelessWork(trace);
      untimedKernels |= timeless.kernels().count() > 0;
      timeless.byKernel().forEach((name, sum) -> kernelNames.merge(name, sum, Work::plus));
      work.merge(SliceKind.KERNEL, timeless.kernels(), Work::plus);
      work.merge(SliceKind.MEMCPY, timeless.copies(), Work::plus);
      work.merge(SliceKind.MEMSET, timeless.fills(), Work::plus);
      work.merge(SliceKind.DEVICE_OTHER, timeless.others(), Work::plus);
      cpuOperators += timeless.operators();
      pythonFrames += timeless.pythonFrames();
      Work timed = timeless.timedSteps();
      addSteps(timeless.steps(), timed.count(), timed.sumNs());
      unattributed += timeless.unattributed().count;
      unattributedNs += timeless.unattributed().sumNs;
      unattributedDeviceNs += timeless.unattributedNs();
      inGivenContext += timeless.kernels().count - timeless.unattributed().count;
      samples.add(trace);
    }
    kernelMetrics.add(trace);
    snapshot.add(trace);
    graph.add(links);
    untimedDevices.addAll(UntimedDevice.of(trace, label));
    if (trace.slices().size() == 0) {
      spanNs = Math.max(spanNs, UntimedSpan.of(trace));
    }
  }

  private void addSlices(Links links) {
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    boolean[] operatorCategory = OperatorCategories.of(trace);
    Map<Integer, Work> byName = new HashMap<>();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int row = 0, n = slices.size(); row < n; row++) {
      SliceKind kind = slices.kind(row);
      first = Math.min(first, slices.startNs(row));
      last = Math.max(last, slices.endNs(row));
      if (kind == SliceKind.OPERATOR || operatorCategory[slices.categoryId(row) + 1]) {
        cpuOperators++;
      }
      if (kind.isPython()) {
        pythonFrames++;
      }
      if (kind.isDeviceWork()) {
        long dur = slices.durNs(row);
        work.put(kind, work.getOrDefault(kind, NONE).plus(dur));
        LinkQuality quality = links.quality(row);
        if (quality == LinkQuality.NONE && links.given(row) < 0) {
          unattributedDeviceNs += dur;
        }
        if (kind == SliceKind.KERNEL) {
          byName.merge(slices.nameId(row), new Work(1, dur), (old, one) -> old.plus(one.sumNs));
          countLink(links, row, quality, dur);
        }
      }
    }
    // Ranks have clocks of their own: the run's span is the longest of its inputs'.
    if (last >= first) {
      spanNs = Math.max(spanNs, last - first);
    }
    byName.forEach((id, sum) -> kernelNames.merge(trace.strings().get(id), sum, Work::plus));
  }

  private void countLink(Links links, int row, LinkQuality quality, long dur) {
    switch (quality) {
      case EXACT, AMBIGUOUS -> {
        linkedToLaunch++;
        linkedAmbiguously += quality == LinkQuality.AMBIGUOUS ? 1 : 0;
        int launch = links.trace().slices().detail(links.launch(row));
        linkedToOperator += links.inOperator(launch) ? 1 : 0;
        linkedToPython += links.inPython(launch) ? 1 : 0;
      }
      case INFERRED -> linkedByExternalId++;
      case NONE -> {
        if (links.given(row) >= 0) {
          inGivenContext++;
        } else {
          unattributed++;
          unattributedNs += dur;
        }
      }
    }
  }

  private void addCategories(Trace trace) {
    for (int id = Ids.NONE; id < trace.strings().size(); id++) {
      long count = trace.events(id);
      if (count > 0) {
        categories.merge(id < 0 ? "None" : trace.strings().get(id), count, Long::sum);
      }
    }
  }

  /**
   * Last end minus first start over all slices, or over samples and nodes of graphs where an input
   * has no slices; of several inputs the longest.
   */
  public long spanNs() {
    return spanNs;
  }

  /** Events of all inputs, of any type. */
  public long events() {
    return events;
  }

  /** Events by category; those without one stand under "None". */
  public Map<String, Long> categories() {
    return categories;
  }

  /** Devices that did work, by input, rank and order of appearance. */
  public List<DeviceStats> devices() {
    return devices;
  }

  /** Count and summed duration of one kind of device work. */
  public Work work(SliceKind kind) {
    return work.getOrDefault(kind, NONE);
  }

  /** Kernels joined to the call that launched them by correlation id. */
  public long linkedToLaunch() {
    return linkedToLaunch;
  }

  /** Of those, the ones whose launch starts inside an operator. */
  public long linkedToOperator() {
    return linkedToOperator;
  }

  /** Of those, the ones whose launch starts inside a Python frame of its own thread. */
  public long linkedToPython() {
    return linkedToPython;
  }

  /** Of those, the ones whose launch is one of several that nothing tells apart. */
  public long linkedAmbiguously() {
    return linkedAmbiguously;
  }

  /** Kernels without a launch that were joined to their operator by external id. */
  public long linkedByExternalId() {
    return linkedByExternalId;
  }

  /** Kernels without a launch for which the profiler itself gives a calling context. */
  public long inGivenContext() {
    return inGivenContext;
  }

  /** Kernels that nothing in the trace explains. */
  public long unattributed() {
    return unattributed;
  }

  /** Their summed duration. */
  public long unattributedNs() {
    return unattributedNs;
  }

  /** Summed duration of all device work that nothing explains, copies and fills included. */
  public long unattributedDeviceNs() {
    return unattributedDeviceNs;
  }

  /** Operators. */
  public long cpuOperators() {
    return cpuOperators;
  }

  /** Python frames, modules included. */
  public long pythonFrames() {
    return pythonFrames;
  }

  /** Steps marked by the host. */
  public long steps() {
    return steps.count();
  }

  /** The same with their time. */
  public StepSums stepSums() {
    return steps;
  }

  /** Backward operators that hang under their forward operator. */
  public long backwardLinks() {
    return backwardLinks;
  }

  /** Devices of which no work has a place in time; they have no timeline. */
  public List<UntimedDevice> untimedDevices() {
    return untimedDevices;
  }

  /** What samples measured. */
  public SampleSummary samples() {
    return samples;
  }

  /** Hardware counters of kernels. */
  public KernelMetricSummary kernelMetrics() {
    return kernelMetrics;
  }

  /** What a memory snapshot holds. */
  public SnapshotSummary snapshot() {
    return snapshot;
  }

  /** What an operator graph holds. */
  public GraphSummary graph() {
    return graph;
  }

  /** Distinct kernel names. */
  public int kernelNames() {
    return kernelNames.size();
  }

  /** The kernels with the largest sums, or counts if no sum is known, then by name. */
  public List<KernelName> topKernels(int limit) {
    boolean timed = kernelNames.values().stream().anyMatch(sum -> sum.sumNs != 0);
    return kernelNames.entrySet().stream()
        .map(e -> new KernelName(e.getKey(), e.getValue().count, e.getValue().sumNs))
        .sorted(
            Comparator.comparingLong(timed ? KernelName::sumNs : KernelName::count)
                .reversed()
                .thenComparing(KernelName::name))
        .limit(limit)
        .toList();
  }
}
