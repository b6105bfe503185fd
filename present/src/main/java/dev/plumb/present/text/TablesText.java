package dev.plumb.present.text;

import dev.plumb.explain.base.Texts;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.GraphSummary;
import dev.plumb.profile.HeldMemory;
import dev.plumb.profile.KernelMetricSummary;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.SnapshotSummary;
import dev.plumb.trace.EdgeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sections about counters of kernels, memory snapshots and operator graphs. */
final class TablesText {
  private static final int KERNELS = 5;
  private static final int CONTEXTS = 8;
  private static final int NAMES = 10;
  private static final int CALLERS = 3;

  private final Run run;
  private final Page page;

  TablesText(Run run, Page page) {
    this.run = run;
    this.page = page;
  }

  void print() {
    if (run.summary().kernelMetrics().rows() > 0) {
      kernelMetrics(run.summary().kernelMetrics());
    }
    SnapshotSummary snapshot = run.summary().snapshot();
    if (snapshot.segments() + snapshot.blocks() > 0) {
      snapshot(snapshot);
    }
    if (run.summary().graph().nodes() > 0) {
      graph(run.summary().graph());
    }
  }

  private void kernelMetrics(KernelMetricSummary metrics) {
    page.heading(
        "Kernel metrics",
        Plain.count(metrics.metrics(), "metric")
            + " of "
            + Plain.count(metrics.executions(), "execution")
            + ", means; plumb sql has "
            + (metrics.rows() == 1
                ? "the one value"
                : "all " + Plain.count(metrics.rows(), "value")));
    List<KernelMetricSummary.Kernel> top = metrics.top(KERNELS);
    List<String> names = top.stream().map(KernelMetricSummary.Kernel::name).toList();
    List<String> labels = Labels.of(names, Plain::kernel, page.width() - 14);
    for (int i = 0; i < top.size(); i++) {
      KernelMetricSummary.Kernel kernel = top.get(i);
      page.line("  " + labels.get(i) + page.style().dim(" ×" + Plain.count(kernel.executions())));
      for (KernelMetricSummary.Highlight highlight : kernel.highlights()) {
        page.line(
            "    "
                + Plain.left(Plain.name(highlight.metric(), 52), 54)
                + Plain.right(
                    Plain.name(
                        MeasuredText.of(highlight.metric(), highlight.mean(), highlight.unit()),
                        30),
                    14));
      }
      if (kernel.highlights().isEmpty()) {
        page.line("    " + page.style().dim("no values of what is looked at first"));
      }
    }
  }

  private void snapshot(SnapshotSummary snapshot) {
    String sums =
        "reserved "
            + Plain.bytes(snapshot.reservedBytes())
            + " in "
            + Plain.count(snapshot.segments(), "segment")
            + ", allocated "
            + Plain.bytes(snapshot.allocatedBytes())
            + " ("
            + Plain.share(snapshot.allocatedBytes(), snapshot.reservedBytes())
            + "), active "
            + Plain.bytes(snapshot.activeBytes());
    if (snapshot.snapshots() == 1) {
      page.heading("Memory snapshot", sums);
    } else {
      page.heading("Memory snapshots", Plain.count(snapshot.snapshots(), "input") + " added up");
      page.line("  " + sums);
    }
    snapshot
        .byState()
        .forEach((state, blocks) ->
            page.line(
                "  "
                    + Plain.left(Plain.name(state, 30), 32)
                    + Plain.right(Plain.count(blocks.count(), "block"), 16)
                    + Plain.right(Plain.bytes(blocks.bytes()), 12)
                    + Plain.right(Plain.share(blocks.bytes(), snapshot.reservedBytes()), 9)));
    long live = run.tree().inclusive(CallingContextTree.ROOT, Metric.LIVE_BYTES);
    List<HeldMemory> top = HeldMemory.top(run, CONTEXTS);
    if (!top.isEmpty()) {
      page.heading("Held memory", "blocks in use, by the context that allocated them");
    }
    for (HeldMemory held : top) {
      page.line(
          "  "
              + Plain.right(Plain.bytes(held.bytes()), 9)
              + Plain.right(Plain.share(held.bytes(), live), 9)
              + "  "
              + Plain.name(frame(held.node()), page.width() - 34)
              + page.style().dim(" ×" + Plain.count(held.blocks()) + rank(held.node())));
      callers(held.node());
    }
  }

  /** Whose memory it is, where there are several ranks. */
  private String rank(int node) {
    CallingContextTree tree = run.tree();
    int at = node;
    while (at > 0 && tree.kind(at) != FrameKind.RANK) {
      at = tree.parent(at);
    }
    return at > 0 && run.inputs().size() > 1 ? ", " + Plain.name(tree.name(at), 30) : "";
  }

  /** The program's own callers where they are known: those of the allocator are all alike. */
  private void callers(int node) {
    CallingContextTree tree = run.tree();
    List<Integer> all = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    for (int at = tree.parent(node); at > 0 && !tree.kind(at).isPlace(); at = tree.parent(at)) {
      all.add(at);
      if (tree.kind(at) != FrameKind.NATIVE) {
        own.add(at);
      }
    }
    List<Integer> shown = own.isEmpty() ? all : own;
    for (int at : shown.subList(0, Math.min(CALLERS, shown.size()))) {
      page.line(" ".repeat(22) + page.style().dim("← " + Plain.name(frame(at), page.width() - 26)));
    }
  }

  private String frame(int node) {
    CallingContextTree tree = run.tree();
    int frame = tree.frame(node);
    String file = tree.frameFile(frame);
    int line = tree.frameLine(frame);
    return Texts.named(tree.frameName(frame))
        + (file == null ? "" : "  " + file + (line > 0 ? ":" + line : ""));
  }

  private void graph(GraphSummary graph) {
    List<String> edges = new ArrayList<>();
    for (EdgeTable.Kind kind : EdgeTable.Kind.values()) {
      if (graph.edges(kind) > 0) {
        edges.add(Plain.count(graph.edges(kind), kind.name().toLowerCase(Locale.ROOT) + " edge"));
      }
    }
    page.heading(
        "Operator graph",
        Plain.count(graph.nodes(), "node")
            + ", "
            + Plain.count(graph.roots(), "root")
            + ", "
            + graph.depth()
            + " deep"
            + (edges.isEmpty() ? "" : ", " + String.join(", ", edges)));
    Map<String, Long> types = graph.byType();
    if (types.size() > 1) {
      types.forEach((type, count) -> row(type, count, graph.nodes()));
      page.line("");
    }
    for (GraphSummary.Name name : graph.topNames(NAMES)) {
      row(name.name(), name.count(), graph.nodes());
    }
  }

  private void row(String name, long count, long all) {
    int width = page.width() - 2 - 12 - 9;
    page.line(
        "  "
            + Plain.left(Plain.name(name, width - 1), width)
            + Plain.right(Plain.count(count), 12)
            + Plain.right(Plain.share(count, all), 9));
  }
}
