package dev.plumb.record.gpu;

import dev.plumb.importers.cuda.DeviceWorkNames;
import dev.plumb.record.operators.DeviceSink;
import dev.plumb.record.ring.DeviceRecord;
import dev.plumb.record.symbols.Demangler;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import java.util.Arrays;

/**
 * What devices did for one process: each piece of work goes under the call that launched it, by its
 * correlation, however late it is told. Work whose launch is not known begins a context of its own,
 * which is what {@code [unattributed]} is made of; it is counted.
 *
 * <p>Memory is bounded: a million launches are remembered, and only sums are kept of the work.
 */
public final class DeviceWork implements DeviceSink {
  /**
   * Launches whose work may still come. A GPU has at most some thousands of them in its queues, but
   * a graph's work may be told late.
   */
  static final int MOST_LAUNCHES = 1 << 20;

  /** Beside the types of {@link DeviceRecord}. */
  private static final int SAMPLES = 5;

  private final ContextTree tree;
  private final int ownTrack;
  private final DeviceWorkNames names;
  private final int mostLaunches;
  private Launches launches;
  private final GraphNodes nodes;
  private final DeviceFacts facts = new DeviceFacts();
  private final int kernelNs;
  private final int kernels;
  private final int copyNs;
  private final int copyBytes;
  private final int waitNs;
  private final int pcSamples;
  private int[] kernelFrames = new int[256];
  private Pending waiting = new Pending();
  private Pending before = new Pending();

  /**
   * Work of devices for a process.
   *
   * @param ownTrack track of work whose launch is not known
   */
  public DeviceWork(ContextTree tree, int ownTrack) {
    this(tree, ownTrack, MOST_LAUNCHES);
  }

  DeviceWork(ContextTree tree, int ownTrack, int mostLaunches) {
    this.tree = tree;
    this.ownTrack = ownTrack;
    this.names = new DeviceWorkNames(tree.strings());
    this.nodes = new GraphNodes(tree);
    this.mostLaunches = mostLaunches;
    this.launches = new Launches(mostLaunches);
    kernelNs = tree.measure(Quantity.KERNEL_NS, "kernel time", "ns");
    kernels = tree.measure(Quantity.KERNELS, "kernels", "");
    copyNs = tree.measure(Quantity.COPY_NS, "copy time", "ns");
    copyBytes = tree.measure(Quantity.COPY_BYTES, "bytes copied", "bytes");
    waitNs = tree.measure(Quantity.OTHER, "waiting for the device", "ns");
    pcSamples = tree.measure(Quantity.PC_SAMPLES, "PC samples", "");
    Arrays.fill(kernelFrames, Ids.NONE);
  }

  @Override
  public void launched(int correlation, int track, int context) {
    launches.put(correlation, track, context);
  }

  @Override
  public void graphNode(long node, int context) {
    nodes.put(node, context);
  }

  @Override
  public void graphNodeCopied(long node, long original) {
    nodes.copy(node, original);
  }

  @Override
  public void work(DeviceRecord record, int nameId) {
    int type = record.type();
    int detail = record.detail();
    long ns = record.durationNs();
    long bytes = 0;
    int frame;
    switch (type) {
      case DeviceRecord.KERNEL -> {
        frame = kernel(nameId);
        facts.addKernel(record.device(), record.stream(), ns);
      }
      case DeviceRecord.COPY -> {
        // CUPTI numbers kinds of memory from 1; 0 is unknown.
        int name = names.copy(detail & 15, (detail >>> 4 & 15) - 1, (detail >>> 8 & 15) - 1);
        frame = tree.frames().row(CodeKind.MEMCPY, name);
        bytes = record.bytes();
        facts.addCopy(record.device(), record.stream(), bytes);
      }
      case DeviceRecord.FILL -> {
        frame = tree.frames().row(CodeKind.MEMSET, names.fill(-1));
        bytes = record.bytes();
        facts.addCopy(record.device(), record.stream(), bytes);
      }
      case DeviceRecord.WAIT ->
          frame = tree.frames().row(CodeKind.DEVICE_OTHER, names.sync(detail));
      default -> {
        return; // of a newer library
      }
    }
    if (!record.isTimed()) {
      facts.untimed++;
    }
    long node = record.graphNode();
    if (node != 0) {
      facts.fromGraphs++;
    }
    placeOrWait(type, record.correlation(), frame, Ids.NONE, Ids.NONE, ns, bytes, node);
  }

  @Override
  public void samples(DeviceRecord record, int functionId, int reasonId) {
    String place = "+0x" + Long.toHexString(record.sampledOffset());
    placeOrWait(
        SAMPLES,
        record.sampledCorrelation(),
        kernel(functionId),
        tree.frame(CodeKind.INSTRUCTION, place, null, 0, null),
        reasonId,
        record.sampleCount(),
        0,
        0);
  }

  @Override
  public void lost(long records, long samples) {
    facts.dropped += records;
    facts.samplesDropped += samples;
  }

  private int kernel(int nameId) {
    if (nameId >= kernelFrames.length) {
      int known = kernelFrames.length;
      kernelFrames = Arrays.copyOf(kernelFrames, Math.max(nameId + 1, known * 2));
      Arrays.fill(kernelFrames, known, kernelFrames.length, Ids.NONE);
    }
    if (kernelFrames[nameId] < 0) {
      String name = Demangler.demangle(tree.strings().get(nameId));
      kernelFrames[nameId] = tree.frame(CodeKind.KERNEL, name, null, 0, null);
    }
    return kernelFrames[nameId];
  }

  private void placeOrWait(
      int type,
      int correlation,
      int frame,
      int inner,
      int state,
      long value,
      long bytes,
      long node) {
    // Zero is no launch: the profiler does not know it. A node may be of yet another thread.
    if (correlation == 0 || node == 0 && launches.context(correlation) >= 0) {
      place(type, correlation, frame, inner, state, value, bytes, node);
    } else {
      waiting.add(type, correlation, frame, inner, state, value, bytes, node);
    }
  }

  private void place(
      int type,
      int correlation,
      int frame,
      int inner,
      int state,
      long value,
      long bytes,
      long node) {
    int launch = correlation == 0 ? Ids.NONE : launches.context(correlation);
    int track = launch < 0 ? ownTrack : launches.track(correlation);
    if (launch < 0) {
      facts.unattributed++;
    }
    if (type == DeviceRecord.WAIT && launch >= 0) {
      // It is the call that waits.
      tree.add(track, launch, waitNs, Ids.NONE, value);
      return;
    }
    int above = launch < 0 || node == 0 ? launch : nodes.under(launch, node);
    int context = tree.child(above, frame);
    switch (type) {
      case DeviceRecord.KERNEL -> {
        tree.add(track, context, kernelNs, Ids.NONE, value);
        tree.add(track, context, kernels, Ids.NONE, 1);
      }
      case DeviceRecord.COPY, DeviceRecord.FILL -> {
        tree.add(track, context, copyNs, Ids.NONE, value);
        tree.add(track, context, copyBytes, Ids.NONE, bytes);
      }
      case SAMPLES -> tree.add(track, tree.child(context, inner), pcSamples, state, value);
      default -> tree.add(track, context, waitNs, Ids.NONE, value);
    }
  }

  /**
   * All rings of the process were read to where they ended: a launch that was told by then is
   * known. Rings are read one after the other, so what is new waits for one more reading.
   */
  public void settle() {
    before.drainTo(this::place);
    Pending none = before;
    before = waiting;
    waiting = none;
  }

  /** Nothing more comes. */
  public void finish() {
    settle();
    settle();
  }

  /** The process runs another program now, which counts its launches from the beginning. */
  public void restart() {
    finish();
    launches = new Launches(mostLaunches);
  }

  /** Whether what a process told is about its devices, and for {@link #note}. */
  public static boolean isFact(String key) {
    return DeviceFacts.PROFILERS.contains(key) || key.startsWith("device.");
  }

  /** A fact that the process told. */
  public void note(String key, String value) {
    if (DeviceFacts.PROFILERS.contains(key)) {
      facts.setProfiler(key, value);
    } else if (key.matches("device\\.[0-9]{1,4}")) {
      facts.setName(Integer.parseInt(key.substring("device.".length())), value);
    }
  }

  /** Work whose launch is not known. */
  public long unattributed() {
    return facts.unattributed;
  }

  /** Records that the device's profiler dropped. */
  public long dropped() {
    return facts.dropped;
  }

  /** Samples that the device's profiler dropped. */
  public long samplesDropped() {
    return facts.samplesDropped;
  }

  /** What there is to say, as JSON. */
  public String json() {
    return facts.json();
  }
}
