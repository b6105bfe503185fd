package dev.plumb.present.view;

import dev.plumb.present.view.GroupTable.Derived;
import dev.plumb.present.view.GroupTable.Key;
import dev.plumb.present.view.GroupTable.Row;
import dev.plumb.present.view.GroupTable.Sum;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Collectives;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotFunctions;
import dev.plumb.profile.HotFunctions.Function;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.HotSpots.Spot;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NodeValues;
import dev.plumb.profile.SourceFrame;
import dev.plumb.profile.timeline.SliceGroups;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The catalogue of tables that the page shows; one line each. */
final class GroupTables {
  private static final Key NAME = new Key("name", "Name");
  private static final Key FILE = new Key("file", "File");
  private static final Key LINE = new Key("line", "Line");
  private static final Sum CALLS = new Sum("count", "Calls", "");
  private static final Sum DEVICE_NS = new Sum("device_ns", "GPU time", "ns");
  private static final Sum CPU_NS = new Sum("cpu_ns", "CPU time", "ns");
  private static final Sum BYTES = new Sum("bytes", "Bytes", "bytes");

  static final List<GroupTable> ALL =
      List.of(
          kernels("kernels", "Kernels", name -> true),
          operators(),
          spots("modules", "Modules by class", FrameKind.MODULE),
          python(),
          functions(),
          kernels("collectives", "Collectives", Collectives::isCollective),
          copies(),
          roofline(),
          spots("launches", "Calls of the device's runtime", FrameKind.RUNTIME),
          spots("annotations", "Ranges that the program marked", FrameKind.ANNOTATION),
          spots("threads", "Threads", FrameKind.THREAD));

  private GroupTables() {}

  static @Nullable GroupTable named(String id) {
    return ALL.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
  }

  private static Derived share(int sum, String of) {
    return new Derived("share", "Share of " + of, "share", values -> values.share(sum));
  }

  private static Derived mean(int sum, int by) {
    return new Derived("mean_ns", "Mean", "ns", values -> values.ratio(sum, by));
  }

  private interface Names {
    boolean has(String name);
  }

  private static GroupTable kernels(String id, String title, Names names) {
    return new GroupTable(
        id,
        title,
        List.of(NAME),
        List.of(CALLS, DEVICE_NS),
        List.of(mean(1, 0), share(1, "GPU time")),
        "-device_ns",
        (profile, range, question) -> {
          CallingContextTree tree = profile.run().tree();
          return byFrame(
              profile,
              range,
              frame ->
                  tree.frameKind(frame) == FrameKind.KERNEL && names.has(tree.frameName(frame)),
              Metric.KERNELS,
              Metric.KERNEL_NS);
        });
  }

  private static GroupTable copies() {
    return new GroupTable(
        "copies",
        "Copies and fills",
        List.of(NAME),
        List.of(CALLS, DEVICE_NS, BYTES),
        List.of(
            mean(1, 0),
            new Derived("bytes_per_s", "Bandwidth", "bytes/s", values -> values.ratio(2, 1) * 1e9),
            share(1, "copy time")),
        "-device_ns",
        (profile, range, question) -> {
          CallingContextTree tree = profile.run().tree();
          return byFrame(
              profile,
              range,
              frame ->
                  tree.frameKind(frame) == FrameKind.MEMCPY
                      || tree.frameKind(frame) == FrameKind.MEMSET,
              Metric.COUNT,
              Metric.COPY_NS,
              Metric.COPY_BYTES);
        });
  }

  /** Sums of what nodes themselves took, by frame. */
  private static List<Row> byFrame(
      Profile profile, @Nullable Range range, IntPredicate frames, Metric... metrics) {
    CallingContextTree tree = profile.run().tree();
    NodeValues values = profile.values(range);
    long[][] sums = new long[tree.frames()][];
    boolean[] wanted = new boolean[tree.frames()];
    for (int frame = 0; frame < wanted.length; frame++) {
      wanted[frame] = frames.test(frame);
    }
    for (int node = 1; node < tree.size(); node++) {
      int frame = tree.frame(node);
      if (wanted[frame]) {
        if (sums[frame] == null) {
          sums[frame] = new long[metrics.length];
        }
        for (int i = 0; i < metrics.length; i++) {
          sums[frame][i] += values.exclusive(node, metrics[i]);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int frame = 0; frame < sums.length; frame++) {
      if (sums[frame] != null && Arrays.stream(sums[frame]).anyMatch(each -> each != 0)) {
        rows.add(new Row(List.of(tree.frameName(frame)), sums[frame], frame));
      }
    }
    return rows;
  }

  private static GroupTable spots(String id, String title, FrameKind layer) {
    return new GroupTable(
        id,
        title,
        List.of(NAME),
        List.of(CALLS, DEVICE_NS, CPU_NS, new Sum("frames", "Frames", "")),
        List.of(share(1, "their GPU time")),
        "-device_ns",
        (profile, range, question) -> {
          Map<String, Integer> frames = framesOf(profile.run().tree(), layer);
          List<Row> rows = new ArrayList<>();
          for (Spot spot : spots(profile, range, layer)) {
            long[] sums = {spot.calls(), spot.deviceNs(), spot.cpuNs(), spot.frames()};
            rows.add(new Row(List.of(spot.name()), sums, frames.getOrDefault(spot.name(), -1)));
          }
          return rows;
        });
  }

  private static List<Spot> spots(Profile profile, @Nullable Range range, FrameKind layer) {
    HotSpots spots = new HotSpots(profile.run().tree(), profile.values(range));
    List<Spot> all = new ArrayList<>(spots.top(layer, Integer.MAX_VALUE));
    all.removeIf(each -> each.calls() == 0 && each.deviceNs() == 0 && each.cpuNs() == 0);
    return all;
  }

  /** The first frame of each name; modules by class, as {@link HotSpots} lists them. */
  private static Map<String, Integer> framesOf(CallingContextTree tree, FrameKind layer) {
    Map<String, Integer> frames = new HashMap<>();
    for (int frame = 0; frame < tree.frames(); frame++) {
      if (tree.frameKind(frame) == layer) {
        frames.putIfAbsent(HotSpots.family(layer, tree.frameName(frame)), frame);
      }
    }
    return frames;
  }

  private static GroupTable python() {
    return new GroupTable(
        "python",
        "Python functions",
        List.of(NAME, FILE, LINE),
        List.of(CALLS, DEVICE_NS, CPU_NS),
        List.of(share(1, "their GPU time")),
        "-device_ns",
        (profile, range, question) -> {
          Map<String, Integer> frames = framesOf(profile.run().tree(), FrameKind.PYTHON);
          List<Row> rows = new ArrayList<>();
          for (Spot spot : spots(profile, range, FrameKind.PYTHON)) {
            int frame = frames.getOrDefault(spot.name(), -1);
            SourceFrame place =
                frame < 0
                    ? SourceFrame.of(spot.name())
                    : SourceFrame.of(profile.run().tree(), frame);
            rows.add(
                new Row(
                    Arrays.asList(place.function(), place.file(), line(place.line())),
                    new long[] {spot.calls(), spot.deviceNs(), spot.cpuNs()},
                    frame));
          }
          return rows;
        });
  }

  private static @Nullable String line(int line) {
    return line > 0 ? Integer.toString(line) : null;
  }

  private static GroupTable functions() {
    return new GroupTable(
        "functions",
        "Functions by a metric",
        List.of(NAME, FILE, LINE, new Key("library", "Library"), new Key("kind", "Layer")),
        List.of(new Sum("self", "Self", "metric"), new Sum("total", "Total", "metric", false)),
        List.of(new Derived("share", "Share, self", "share", values -> values.share(0))),
        "-self",
        (profile, range, question) -> {
          ProfileMetric metric = profile.metric(question.optional("metric"));
          if (metric == null) {
            return List.of();
          }
          CallingContextTree tree = profile.run().tree();
          List<Row> rows = new ArrayList<>();
          HotFunctions functions = new HotFunctions(tree, profile.values(metric, range));
          for (Function each : functions.top(Integer.MAX_VALUE)) {
            rows.add(
                new Row(
                    Arrays.asList(
                        each.name(),
                        each.file(),
                        line(each.line()),
                        each.library(),
                        each.kind().label()),
                    new long[] {each.self(), each.total()},
                    -1));
          }
          return rows;
        });
  }

  /** Operators of which only sums were recorded: nobody knows their shapes. */
  private static List<Row> byName(Profile profile, @Nullable Range range) {
    Map<String, Integer> frames = framesOf(profile.run().tree(), FrameKind.OPERATOR);
    List<Row> rows = new ArrayList<>();
    for (Spot spot : spots(profile, range, FrameKind.OPERATOR)) {
      long[] sums = {spot.calls(), spot.deviceNs(), spot.cpuNs(), 0};
      rows.add(new Row(List.of(spot.name(), ""), sums, frames.getOrDefault(spot.name(), -1)));
    }
    return rows;
  }

  private static GroupTable roofline() {
    return new GroupTable(
        "roofline",
        "Operators by cost",
        List.of(
            NAME,
            new Key("shapes", "Shapes"),
            new Key("kernel", "Longest kernel"),
            new Key("bound", "Bound by")),
        List.of(
            CALLS,
            DEVICE_NS,
            new Sum("flops", "Operations", "flops"),
            BYTES,
            new Sum("ideal_ns", "At the peaks", "ns")),
        List.of(
            new Derived(
                "efficiency",
                "Share of the peak",
                "share",
                row -> row.own()[4] == GroupTable.NONE ? Double.NaN : row.ratio(4, 1)),
            new Derived("flops_per_s", "Rate", "flops/s", row -> row.ratio(2, 1) * 1e9),
            new Derived("bytes_per_s", "Bandwidth", "bytes/s", row -> row.ratio(3, 1) * 1e9),
            new Derived("intensity", "FLOP/B", "", row -> row.ratio(2, 3))),
        "-device_ns",
        (profile, range, question) -> {
          Map<String, Integer> frames = framesOf(profile.run().tree(), FrameKind.OPERATOR);
          List<Row> rows = new ArrayList<>();
          if (!profile.costs().isAvailable()) {
            return rows;
          }
          for (OperatorCosts.Row each : profile.costs().rows(range)) {
            long[] sums = {
              each.calls(),
              each.busyNs(),
              (long) each.flops(),
              (long) each.bytes(),
              Double.isNaN(each.idealNs()) ? GroupTable.NONE : Math.round(each.idealNs())
            };
            rows.add(
                new Row(
                    Arrays.asList(
                        each.group().operator(),
                        each.group().shape(),
                        each.group().kernel(),
                        each.bound()),
                    sums,
                    frames.getOrDefault(each.group().operator(), -1)));
          }
          return rows;
        });
  }

  private static GroupTable operators() {
    return new GroupTable(
        "operators",
        "Operators by shapes",
        List.of(NAME, new Key("shapes", "Shapes")),
        List.of(CALLS, DEVICE_NS, CPU_NS, new Sum("device_work", "Kernels and copies", "")),
        List.of(mean(1, 0), share(1, "their GPU time")),
        "-device_ns",
        (profile, range, question) -> {
          Operators operators = profile.operators();
          if (operators.count() == 0) {
            return byName(profile, range);
          }
          Range all = new Range(0, profile.axis().lengthNs() + 1);
          SliceGroups.Totals totals = operators.totals(range == null ? all : range);
          Map<String, Integer> frames = framesOf(profile.run().tree(), FrameKind.OPERATOR);
          List<Row> rows = new ArrayList<>();
          for (int at = 0; at < operators.count(); at++) {
            Operators.Taken taken = Operators.taken(totals, at);
            long[] sums = {taken.calls(), taken.deviceNs(), taken.cpuNs(), taken.deviceWork()};
            if (Arrays.stream(sums).anyMatch(each -> each != 0)) {
              Operators.Operator operator = operators.operator(at);
              rows.add(
                  new Row(
                      List.of(operator.name(), operator.shapes()),
                      sums,
                      frames.getOrDefault(operator.name(), -1)));
            }
          }
          return rows;
        });
  }
}
