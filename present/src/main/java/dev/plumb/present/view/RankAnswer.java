package dev.plumb.present.view;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.HotSpots;
import dev.plumb.profile.Metric;
import dev.plumb.profile.NodeValues;
import dev.plumb.profile.StepStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/ranks}: the ranks of a run against each other. */
final class RankAnswer {
  private static final int TOP_KERNELS = 20;

  private static final Pattern NUMBERED = Pattern.compile("rank ([0-9]{1,9})");

  private record Column(String id, String label, String unit) {}

  /** The columns; {@link #values} fills them in this order. */
  private static final List<Column> COLUMNS =
      List.of(
          new Column("device_ns", "GPU time", "ns"),
          new Column("compute_ns", "Compute", "ns"),
          new Column("exposed_comm_ns", "Exposed communication", "ns"),
          new Column("exposed_memcpy_ns", "Exposed copies", "ns"),
          new Column("idle_ns", "Idle", "ns"),
          new Column("kernels", "Kernels", ""),
          new Column("cpu_ns", "CPU time", "ns"),
          new Column("step_ns", "Mean step", "ns"));

  private final Profiles profiles;

  RankAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  /** Labels of the ranks, by the nodes of the tree that they are. */
  static Map<String, Integer> labels(Profile profile) {
    CallingContextTree tree = profile.run().tree();
    List<Integer> nodes = new ArrayList<>();
    for (int node = 1; node < tree.size(); node++) {
      if (tree.kind(node) == FrameKind.RANK) {
        nodes.add(node);
      }
    }
    nodes.sort(Comparator.comparingLong(node -> number(tree.name(node))));
    Map<String, Integer> labels = new LinkedHashMap<>();
    nodes.forEach(node -> labels.put(tree.name(node), node));
    return labels;
  }

  /** Of "rank 7", 7; whatever is called otherwise comes later, as it came. */
  private static long number(String label) {
    Matcher rank = NUMBERED.matcher(label);
    return rank.matches() ? Long.parseLong(rank.group(1)) : Long.MAX_VALUE;
  }

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    Range range = question.range();
    Map<String, Integer> labels = labels(profile);
    double[][] values = values(profile, range, labels);
    double[] median = new double[COLUMNS.size()];
    for (int column = 0; column < median.length; column++) {
      median[column] = median(values, column);
    }
    Json json = new Json();
    return json.object(
            () -> {
              json.objects(
                  "columns",
                  COLUMNS,
                  each -> {
                    json.text("id", each.id());
                    json.text("label", DeviceWord.in(profile.run(), each.label()));
                    json.text("unit", each.unit());
                  });
              json.texts("rows", labels.keySet());
              json.list("values", () -> Arrays.stream(values).forEach(row -> reals(json, row)));
              json.list("median", () -> Arrays.stream(median).forEach(json::real));
              kernels(json, profile, range, labels.size());
            })
        .answer();
  }

  private static void reals(Json json, double[] row) {
    json.list(() -> Arrays.stream(row).forEach(json::real));
  }

  /** Of the values that are known; NaN if none is. */
  private static double median(double[][] values, int column) {
    double[] known =
        Arrays.stream(values)
            .mapToDouble(row -> row[column])
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    int middle = known.length / 2;
    if (known.length == 0) {
      return Double.NaN;
    }
    return known.length % 2 == 1 ? known[middle] : (known[middle - 1] + known[middle]) / 2;
  }

  /** Index of the rank of each node; −1 for the root. */
  private static int[] rankOf(CallingContextTree tree) {
    int[] ranks = new int[tree.size()];
    ranks[0] = -1;
    int next = 0;
    for (int node = 1; node < ranks.length; node++) {
      ranks[node] = tree.kind(node) == FrameKind.RANK ? next++ : ranks[tree.parent(node)];
    }
    return ranks;
  }

  private static double[][] values(
      Profile profile, @Nullable Range range, Map<String, Integer> labels) {
    List<String> names = new ArrayList<>(labels.keySet());
    double[][] rows = new double[names.size()][COLUMNS.size()];
    for (double[] row : rows) {
      Arrays.fill(row, 1, 5, Double.NaN);
      row[7] = Double.NaN;
    }
    CallingContextTree tree = profile.run().tree();
    NodeValues values = profile.values(range);
    int[] ranks = rankOf(tree);
    for (int node = 1; node < tree.size(); node++) {
      if (ranks[node] >= 0) {
        double[] row = rows[ranks[node]];
        row[0] += HotSpots.deviceNs(values, node);
        row[5] += values.exclusive(node, Metric.KERNELS);
        row[6] += values.exclusive(node, Metric.CPU_NS);
      }
    }
    if (range == null) {
      for (DeviceStats device : profile.run().summary().devices()) {
        add(
            rows,
            names.indexOf(device.label()),
            device.computeNs(),
            device.exposedCommNs(),
            device.exposedMemcpyNs(),
            device.idleNs());
      }
    } else {
      for (DeviceTime.Part part : profile.devices().in(range)) {
        add(
            rows,
            names.indexOf(part.label()),
            part.computeNs(),
            part.exposedCommNs(),
            part.exposedMemcpyNs(),
            part.idleNs());
      }
    }
    if (range == null) {
      steps(profile, names, rows);
    }
    return rows;
  }

  /** Adds the parts of a device's time, from the second column on. */
  private static void add(double[][] rows, int rank, long... parts) {
    for (int i = 0; rank >= 0 && i < parts.length; i++) {
      double known = rows[rank][i + 1];
      rows[rank][i + 1] = Double.isNaN(known) ? parts[i] : known + parts[i];
    }
  }

  private static void steps(Profile profile, List<String> names, double[][] rows) {
    Map<String, long[]> sums = new HashMap<>();
    for (StepStats step : profile.run().steps()) {
      long[] sum = sums.computeIfAbsent(step.label(), each -> new long[2]);
      sum[0]++;
      sum[1] += step.durNs();
    }
    sums.forEach((label, sum) -> {
      int at = names.indexOf(label);
      if (at >= 0) {
        rows[at][7] = (double) sum[1] / sum[0];
      }
    });
  }

  private static void kernels(Json json, Profile profile, @Nullable Range range, int ranks) {
    CallingContextTree tree = profile.run().tree();
    NodeValues values = profile.values(range);
    int[] rankOf = rankOf(tree);
    Map<Integer, long[]> byFrame = new HashMap<>();
    for (int node = 1; node < tree.size(); node++) {
      long ns = values.exclusive(node, Metric.KERNEL_NS);
      if (ns != 0 && rankOf[node] >= 0) {
        byFrame.computeIfAbsent(tree.frame(node), each -> new long[ranks])[rankOf[node]] += ns;
      }
    }
    List<Map.Entry<Integer, long[]>> top = new ArrayList<>(byFrame.entrySet());
    top.sort((a, b) -> {
      int bySum =
          Long.compare(Arrays.stream(b.getValue()).sum(), Arrays.stream(a.getValue()).sum());
      return bySum != 0 ? bySum : Integer.compare(a.getKey(), b.getKey());
    });
    List<Map.Entry<Integer, long[]>> shown = top.subList(0, Math.min(TOP_KERNELS, top.size()));
    json.object(
        "kernels",
        () -> {
          json.texts("names", shown.stream().map(each -> tree.frameName(each.getKey())).toList());
          json.list(
              "values",
              () -> {
                for (Map.Entry<Integer, long[]> each : shown) {
                  json.list(() -> Arrays.stream(each.getValue()).forEach(json::number));
                }
              });
        });
  }
}
