package dev.plumb.cli.pipeline;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.LinkQuality;
import dev.plumb.profile.Links;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What must hold for every run, whatever was read: nothing is lost between the tables, the links,
 * the tree, the totals and the printed report.
 */
public final class Sums {
  private Sums() {}

  /** Throws an {@link AssertionError} that says what does not add up. */
  public static void check(Run run) {
    long[] slices = new long[Metric.values().length];
    long[] timeless = new long[slices.length];
    for (Links links : run.inputs()) {
      links(links);
      add(links, slices);
      NewTables.add(links, slices);
      NewTables.samples(links, timeless);
    }
    tree(run.tree(), slices);
    totals(run, slices, timeless);
    NewTables.check(run);
    report(run);
  }

  /** Who calls and who launches is there, of the right kind, and no later than what it caused. */
  private static void links(Links links) {
    SliceTable slices = links.trace().slices();
    for (int row = 0; row < slices.size(); row++) {
      equal("duration is not negative", true, slices.durNs(row) >= 0);
      int caller = links.caller(row);
      if (caller >= 0) {
        equal("caller is a host slice", true, slices.kind(caller).isHost());
        equal("caller is another", true, caller != row);
        equal("caller begins first", true, slices.startNs(caller) <= slices.startNs(row));
      }
      int launch = links.launch(row);
      equal("quality of a launch", launch < 0, links.quality(row) == LinkQuality.NONE);
      if (links.quality(row).isLaunch()) {
        equal("launch", SliceKind.RUNTIME, slices.kind(launch));
        equal(
            "correlation",
            links.trace().deviceWork().correlation(slices.detail(row)),
            links.trace().launches().correlation(slices.detail(launch)));
      }
    }
  }

  /** Adds up what the tree must hold, from the tables. */
  private static void add(Links links, long[] sums) {
    Trace trace = links.trace();
    SliceTable slices = trace.slices();
    long self = 0;
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      if (!kind.isHost() && !kind.isDeviceWork()) {
        continue;
      }
      sums[Metric.COUNT.ordinal()]++;
      self += links.selfNs(row);
      equal("self time is not negative", true, links.selfNs(row) >= 0);
      switch (kind) {
        case KERNEL -> {
          sums[Metric.KERNELS.ordinal()]++;
          sums[Metric.KERNEL_NS.ordinal()] += slices.durNs(row);
        }
        case MEMCPY, MEMSET -> {
          sums[Metric.COPY_NS.ordinal()] += slices.durNs(row);
          long bytes = trace.deviceWork().bytes(slices.detail(row));
          sums[Metric.COPY_BYTES.ordinal()] += Math.max(0, bytes);
        }
        case DEVICE_OTHER -> sums[Metric.DEVICE_OTHER_NS.ordinal()] += slices.durNs(row);
        default -> {}
      }
    }
    equal("self times add up to what the threads' slices cover", covered(slices), self);
    sums[Metric.CPU_NS.ordinal()] += self;
    for (int row = 0; row < trace.instants().size(); row++) {
      int memory = trace.instants().memoryRow(row);
      if (memory >= 0) {
        sums[Metric.ALLOC_BYTES.ordinal()] += Math.max(0, trace.memory().bytes(memory));
      }
    }
  }

  /** Union of the host slices of each thread, without steps. */
  private static long covered(SliceTable slices) {
    int count = 0;
    Integer[] rows = new Integer[slices.size()];
    for (int row = 0; row < slices.size(); row++) {
      if (slices.kind(row).isHost() && slices.kind(row) != SliceKind.STEP) {
        rows[count++] = row;
      }
    }
    Arrays.sort(
        rows,
        0,
        count,
        (a, b) ->
            slices.trackRow(a) != slices.trackRow(b)
                ? Integer.compare(slices.trackRow(a), slices.trackRow(b))
                : Long.compare(slices.startNs(a), slices.startNs(b)));
    long sum = 0;
    long end = Long.MIN_VALUE;
    int track = -1;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      if (slices.trackRow(row) != track) {
        track = slices.trackRow(row);
        end = Long.MIN_VALUE;
      }
      long from = Math.max(end, slices.startNs(row));
      if (slices.endNs(row) > from) {
        sum += slices.endNs(row) - from;
        end = slices.endNs(row);
      }
    }
    return sum;
  }

  private static void tree(CallingContextTree tree, long[] slices) {
    int nodes = tree.size();
    for (Metric metric : Metric.values()) {
      long[] below = new long[nodes];
      long exclusive = 0;
      for (int node = nodes - 1; node >= 0; node--) {
        exclusive += tree.exclusive(node, metric);
        equal(
            metric + " of node " + node,
            tree.exclusive(node, metric) + below[node],
            tree.inclusive(node, metric));
        if (node > 0) {
          equal("parent before child", true, tree.parent(node) < node);
          below[tree.parent(node)] += tree.inclusive(node, metric);
        }
      }
      equal("root's " + metric, exclusive, tree.inclusive(CallingContextTree.ROOT, metric));
      equal("slices' " + metric, slices[metric.ordinal()], exclusive);
    }
  }

  /**
   * @param timeless what of {@code slices} has no place in time
   */
  private static void totals(Run run, long[] slices, long[] timeless) {
    RunSummary summary = RunSummary.of(run);
    equal("kernels", slices[Metric.KERNELS.ordinal()], summary.work(SliceKind.KERNEL).count());
    equal(
        "kernel time", slices[Metric.KERNEL_NS.ordinal()], summary.work(SliceKind.KERNEL).sumNs());
    equal(
        "copies",
        slices[Metric.COPY_NS.ordinal()],
        summary.work(SliceKind.MEMCPY).sumNs() + summary.work(SliceKind.MEMSET).sumNs());
    equal(
        "kernels by link",
        summary.work(SliceKind.KERNEL).count(),
        summary.linkedToLaunch()
            + summary.linkedByExternalId()
            + summary.inGivenContext()
            + summary.unattributed());
    equal(
        "events", summary.events(), summary.categories().values().stream().mapToLong(n -> n).sum());
    long kernels = 0;
    long kernelNs = 0;
    for (DeviceStats device : summary.devices()) {
      kernels += device.kernels();
      kernelNs += device.kernelNs();
      long busy = device.computeNs() + device.exposedCommNs() + device.exposedMemcpyNs();
      equal("busy of " + device.id(), device.busyNs(), busy);
      equal("total of " + device.id(), device.totalNs(), busy + device.idleNs());
      equal("idle is not negative", true, device.idleNs() >= 0);
    }
    int count = Metric.KERNELS.ordinal();
    int time = Metric.KERNEL_NS.ordinal();
    equal("kernels of the devices", slices[count] - timeless[count], kernels);
    equal("kernel time of the devices", slices[time] - timeless[time], kernelNs);
    equal("span is not negative", true, summary.spanNs() >= 0);
  }

  private static void report(Run run) {
    String json = Pipeline.json(run);
    Map<String, Object> report = JsonTree.object(json.getBytes(StandardCharsets.UTF_8));
    Map<String, Object> kernels = asObject(report.get("kernels"));
    equal("tree in JSON", kernels.get("sum_ns"), asObject(report.get("tree")).get("kernel_ns"));
    long events = 0;
    for (Object count : asObject(asObject(report.get("events")).get("by_category")).values()) {
      events += asLong(count);
    }
    equal("events in JSON", asLong(asObject(report.get("events")).get("total")), events);
    equal("inputs in JSON", run.inputs().size(), asList(report.get("inputs")).size());
  }

  static void equal(String what, Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new AssertionError(what + ": expected " + expected + ", was " + actual);
    }
  }
}
