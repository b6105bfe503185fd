package dev.plumb.record.session;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.record.tree.ContextTree;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges the device work of a window into the tree: under the context in which it was launched, as
 * the rings know it, or else as the window itself knows it.
 *
 * <p>Operators that only a window knows, those of XLA on a CPU, are merged too, with the time up to
 * the next operator inside.
 */
final class WindowMerger {
  private final ContextTree tree;

  /** Null until there is a window: a recording without any has no measures of them. */
  private @Nullable Measures measures;

  /** Null until a window has such operators. */
  private @Nullable OperatorMeasures operatorMeasures;

  private record Measures(int kernelNs, int kernels, int copyNs, int copyBytes, int deviceNs) {}

  /** Of no quantity: they are no part of what the rings or samples say of the whole run. */
  private record OperatorMeasures(int ns, int calls) {}

  WindowMerger(ContextTree tree) {
    this.tree = tree;
  }

  private Measures measures() {
    if (measures == null) {
      measures =
          new Measures(
              tree.measure(Quantity.KERNEL_NS, "kernel time in windows", "ns"),
              tree.measure(Quantity.KERNELS, "kernels in windows", ""),
              tree.measure(Quantity.COPY_NS, "copy time in windows", "ns"),
              tree.measure(Quantity.COPY_BYTES, "bytes copied in windows", "bytes"),
              tree.measure(Quantity.DEVICE_NS, "other device time in windows", "ns"));
    }
    return measures;
  }

  private OperatorMeasures operatorMeasures() {
    if (operatorMeasures == null) {
      operatorMeasures =
          new OperatorMeasures(
              tree.measure(Quantity.OTHER, "operator time in windows", "ns"),
              tree.measure(Quantity.OTHER, "operator calls in windows", ""));
    }
    return operatorMeasures;
  }

  /**
   * Merges one window.
   *
   * @param process whose rings know the contexts; null if it is not known
   * @param offsetNs added to the window's Unix time to get CLOCK_MONOTONIC
   * @param operators whether the rings do not know its operators
   */
  void merge(Trace trace, @Nullable RecordedProcess process, long offsetNs, boolean operators) {
    Links links = Linker.link(trace, new Problems());
    Run run = Run.of(List.of(links));
    int[] nodes = run.sliceNodes(0);
    SliceTable slices = trace.slices();
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      if (kind.isDeviceWork() && nodes[row] >= 0) {
        int launch = links.launch(row);
        int own = launch < 0 ? -1 : tid(trace, launch);
        int tid = process == null ? own : process.outside(own);
        int context = context(trace, process, offsetNs, launch, tid);
        int at =
            context < 0 ? path(run.tree(), nodes[row]) : below(run.tree(), nodes[row], context);
        add(trace, row, kind, process == null || tid < 0 ? Ids.NONE : process.track(tid), at);
      } else if (operators && nodes[row] >= 0 && isInOperator(slices, links, row)) {
        addOperator(row, kind, links, path(run.tree(), nodes[row]));
      }
    }
  }

  /** Whether a slice of the host is an operator, or what one did. */
  private static boolean isInOperator(SliceTable slices, Links links, int row) {
    int at = row;
    while (at >= 0 && slices.kind(at) != SliceKind.OPERATOR) {
      at = links.caller(at);
    }
    return at >= 0;
  }

  /** XLA numbers threads in a way of its own, so none is named. */
  private void addOperator(int row, SliceKind kind, Links links, int at) {
    OperatorMeasures in = operatorMeasures();
    tree.add(Ids.NONE, at, in.ns, Ids.NONE, links.selfNs(row));
    if (kind == SliceKind.OPERATOR) {
      tree.add(Ids.NONE, at, in.calls, Ids.NONE, 1);
    }
  }

  private static int context(
      Trace trace, @Nullable RecordedProcess process, long offsetNs, int launch, int tid) {
    if (process == null || tid < 0) {
      return Ids.NONE;
    }
    long unixNs = trace.slices().startNs(launch) + trace.baseTimeNs();
    return process.operators().contextAt(tid, unixNs + offsetNs);
  }

  private static int tid(Trace trace, int slice) {
    int track = trace.slices().trackRow(slice);
    String text = track < 0 ? "" : trace.strings().get(trace.tracks().tidId(track));
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  /** The whole context as the window has it, without places. */
  private int path(CallingContextTree from, int node) {
    int context = Ids.NONE;
    for (int each : from.path(node)) {
      if (!from.kind(each).isPlace()) {
        context = tree.child(context, frame(from, each));
      }
    }
    return context;
  }

  /** The call that launched it and the work itself, below a context of the rings. */
  private int below(CallingContextTree from, int node, int context) {
    int at = context;
    for (int each : from.path(node)) {
      if (from.kind(each) == FrameKind.RUNTIME || each == node) {
        at = tree.child(at, frame(from, each));
      }
    }
    return at;
  }

  private int frame(CallingContextTree from, int node) {
    int frame = from.frame(node);
    return tree.frame(
        kind(from.kind(node)),
        from.frameName(frame),
        from.frameFile(frame),
        from.frameLine(frame),
        from.frameLibrary(frame));
  }

  private static CodeKind kind(FrameKind kind) {
    return switch (kind) {
      case STEP -> CodeKind.STEP;
      case ANNOTATION -> CodeKind.ANNOTATION;
      case SCOPE -> CodeKind.SCOPE;
      case PYTHON -> CodeKind.PYTHON;
      case JAVA -> CodeKind.JAVA;
      case MODULE -> CodeKind.MODULE;
      case OPERATOR -> CodeKind.OPERATOR;
      case CPU -> CodeKind.SLICE;
      case NATIVE -> CodeKind.NATIVE;
      case RUNTIME -> CodeKind.RUNTIME;
      case SYSTEM -> CodeKind.SYSTEM;
      case OVERHEAD -> CodeKind.OVERHEAD;
      case KERNEL -> CodeKind.KERNEL;
      case SOURCE_LINE -> CodeKind.SOURCE_LINE;
      case INSTRUCTION -> CodeKind.INSTRUCTION;
      case MEMCPY -> CodeKind.MEMCPY;
      case MEMSET -> CodeKind.MEMSET;
      case DEVICE_OTHER -> CodeKind.DEVICE_OTHER;
      case RUN, RANK, THREAD, UNATTRIBUTED, STREAM, OTHER -> CodeKind.OTHER;
    };
  }

  private void add(Trace trace, int row, SliceKind kind, int track, int context) {
    long ns = trace.slices().durNs(row);
    Measures in = measures();
    switch (kind) {
      case KERNEL -> {
        tree.add(track, context, in.kernelNs, Ids.NONE, ns);
        tree.add(track, context, in.kernels, Ids.NONE, 1);
      }
      case MEMCPY, MEMSET -> {
        tree.add(track, context, in.copyNs, Ids.NONE, ns);
        int detail = trace.slices().detail(row);
        long bytes = detail < 0 ? 0 : trace.deviceWork().bytes(detail);
        if (bytes > 0) {
          tree.add(track, context, in.copyBytes, Ids.NONE, bytes);
        }
      }
      default -> tree.add(track, context, in.deviceNs, Ids.NONE, ns);
    }
  }
}
