package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.profile.Collectives;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.FlowTable;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.SliceTable;
import dev.plumb.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * TraceLens's own reports on corpus traces against ours. Where the definitions agree, so must the
 * numbers. Where they do not, our tables are reduced to what TraceLens looks at, which must then
 * agree: that shows why the two differ.
 *
 * <p>TraceLens sees only device work at which an {@code ac2g} arrow ends whose start is in the
 * trace. It keeps times as {@code double} microseconds, so it is exact to an ulp of {@code ts} for
 * each event.
 */
class PeerReportsTest {
  /** What of a {@code gpu_timeline.csv} is defined as ours. */
  private enum Agreement {
    /** All of it, and our report shows the same. */
    REPORT,
    /**
     * All of it, but for device work without an arrow, which TraceLens leaves out silently: kernels
     * of graphs that were launched before the profiler started, fills.
     */
    ARROWS_ONLY,
    /** As {@link #ARROWS_ONLY}, and recomputed forward work is reported apart from the rest. */
    ARROWS_ONLY_WITHOUT_RECOMPUTE
  }

  private record Peer(String trace, String report, Agreement agreement) {}

  private static Peer peer(String name, Agreement agreement) {
    return new Peer(
        "tracelens/" + name + ".json.gz", "tracelens/" + name + "_perf_report_csvs", agreement);
  }

  private static final List<Peer> PEERS =
      List.of(
          peer("h100/Falconsai_nsfw_image_detection__1016002", Agreement.REPORT),
          peer("h100/Qwen_Qwen1.5-0.5B-Chat__1016005", Agreement.ARROWS_ONLY),
          peer("h100/gaunernst_bert-small-uncased__1016001", Agreement.REPORT),
          peer("h100/google_owlv2-large-patch14-ensemble__1016001", Agreement.REPORT),
          new Peer(
              "tracelens/inference/xdit_sd_3.5/profile_trace_rank_0.json.gz",
              "tracelens/inference/xdit_sd_3.5/perf_csvs",
              Agreement.ARROWS_ONLY),
          peer("mi210/gpu_only_trace/gpu_only_trace", Agreement.REPORT),
          peer("mi300/Falconsai_nsfw_image_detection__1016002", Agreement.REPORT),
          peer("mi300/Qwen_Qwen1.5-0.5B-Chat__1016005", Agreement.ARROWS_ONLY),
          peer("mi300/gaunernst_bert-small-uncased__1016001", Agreement.REPORT),
          new Peer(
              "tracelens/mi300/resnet_act_checkpoint.json.gz",
              "tracelens/mi300/resnet_act_checkpoint_recompute_perf_report_csvs",
              Agreement.ARROWS_ONLY_WITHOUT_RECOMPUTE),
          peer("perf_model/normalization/normalization_layer_test", Agreement.ARROWS_ONLY),
          peer("torch_compile_triton/trace", Agreement.REPORT));

  @Test
  void timelinesAndKernelSumsAgreeWithTraceLens() throws IOException {
    Corpus corpus = Corpus.orSkip();
    for (Peer peer : PEERS) {
      List<Links> linked = Pipeline.open(corpus.path(peer.trace));
      timeline(peer, linked.getFirst(), corpus.path(peer.report + "/gpu_timeline.csv"));
      Path kernels = corpus.path(peer.report + "/kernel_summary.csv");
      if (Files.exists(kernels)) {
        kernelSummary(peer, linked.getFirst(), kernels);
      }
      System.out.printf(
          "%-70s agrees with TraceLens%s%n",
          peer.trace,
          switch (peer.agreement) {
            case REPORT -> "";
            case ARROWS_ONLY -> " as far as arrows go";
            case ARROWS_ONLY_WITHOUT_RECOMPUTE -> " as far as arrows go, recompute aside";
          });
    }
  }

  private static void timeline(Peer peer, Links links, Path csv) throws IOException {
    Map<String, Double> expected = new HashMap<>();
    for (Map<String, String> row : Csv.read(csv)) {
      expected.putIfAbsent(row.get("type"), Double.parseDouble(row.get("time ms")) * 1e6);
    }
    Set<Integer> withArrow = endsOfArrows(links.trace());
    Map<String, Long> arrows = timeline(links.trace(), withArrow::contains);
    double ulps = tolerance(links.trace());
    expected.forEach((type, ns) -> {
      boolean apart = !type.startsWith("total");
      if (peer.agreement != Agreement.ARROWS_ONLY_WITHOUT_RECOMPUTE || !apart) {
        assertThat((double) arrows.get(type))
            .as("%s of %s", type, peer.trace)
            .isCloseTo(ns, org.assertj.core.data.Offset.offset(ulps));
      }
    });
    Run run = Run.of(List.of(links));
    DeviceStats ours = RunSummary.of(run).devices().getFirst();
    boolean same =
        ours.computeNs() == arrows.get("computation_time")
            && ours.exposedCommNs() == arrows.get("exposed_comm_time")
            && ours.exposedMemcpyNs() == arrows.get("exposed_memcpy_time")
            && ours.busyNs() == arrows.get("busy_time")
            && ours.totalNs() == arrows.get("total_time");
    assertThat(same)
        .as("whether our timeline of %s is the same", peer.trace)
        .isEqualTo(peer.agreement == Agreement.REPORT);
  }

  /** One rounding for each end of each interval. */
  private static double tolerance(Trace trace) {
    double micros = trace.slices().startNs(0) / 1000.0;
    return Math.ulp(micros) * 1000 * 2 * Math.max(16, trace.deviceWork().size());
  }

  private static Set<Integer> endsOfArrows(Trace trace) {
    FlowTable flows = trace.flows();
    int category = trace.strings().find("ac2g");
    Set<Long> started = new HashSet<>();
    Set<String> ends = new HashSet<>();
    for (int pass = 0; pass < 2; pass++) {
      for (int row = 0; row < flows.size(); row++) {
        if (flows.categoryId(row) != category) {
          continue;
        }
        if (pass == 0 && flows.phase(row) == 's') {
          started.add(flows.flowId(row));
        } else if (pass == 1 && flows.phase(row) == 'f' && started.contains(flows.flowId(row))) {
          ends.add(flows.trackRow(row) + " " + flows.timeNs(row));
        }
      }
    }
    SliceTable slices = trace.slices();
    Set<Integer> rows = new HashSet<>();
    for (int row = 0; row < slices.size(); row++) {
      if (ends.contains(slices.trackRow(row) + " " + slices.startNs(row))) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** TraceLens's timeline over the device work that {@code wanted} accepts, by sorting edges. */
  private static Map<String, Long> timeline(Trace trace, IntPredicate wanted) {
    SliceTable slices = trace.slices();
    Collectives collectives = new Collectives(trace);
    TreeMap<Long, int[]> edges = new TreeMap<>(); // changes in depth of compute, comm, copy
    for (int row = 0; row < slices.size(); row++) {
      SliceKind kind = slices.kind(row);
      if (!kind.isDeviceWork() || kind == SliceKind.DEVICE_OTHER || !wanted.test(row)) {
        continue;
      }
      int what =
          kind == SliceKind.MEMCPY ? 2 : kind == SliceKind.KERNEL && collectives.is(row) ? 1 : 0;
      edges.computeIfAbsent(slices.startNs(row), k -> new int[3])[what]++;
      edges.computeIfAbsent(slices.endNs(row), k -> new int[3])[what]--;
    }
    long[] sums = new long[5]; // compute, exposed comm, exposed copy, all comm, all copies
    int[] depth = new int[3];
    long last = edges.isEmpty() ? 0 : edges.firstKey();
    for (Map.Entry<Long, int[]> edge : edges.entrySet()) {
      long length = edge.getKey() - last;
      if (depth[0] > 0) {
        sums[0] += length;
      } else if (depth[1] > 0) {
        sums[1] += length;
      } else if (depth[2] > 0) {
        sums[2] += length;
      }
      sums[3] += depth[1] > 0 ? length : 0;
      sums[4] += depth[2] > 0 ? length : 0;
      for (int i = 0; i < 3; i++) {
        depth[i] += edge.getValue()[i];
      }
      last = edge.getKey();
    }
    long total = edges.lastKey() - edges.firstKey();
    long busy = sums[0] + sums[1] + sums[2];
    return Map.of(
        "computation_time", sums[0],
        "exposed_comm_time", sums[1],
        "exposed_memcpy_time", sums[2],
        "busy_time", busy,
        "idle_time", total - busy,
        "total_time", total,
        "total_comm_time", sums[3],
        "total_memcpy_time", sums[4]);
  }

  /** The sums by kernel name: of all kernels, with a launch or without one. */
  private static void kernelSummary(Peer peer, Links links, Path csv) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    Map<String, Long> counts = new HashMap<>();
    Map<String, Double> sums = new HashMap<>();
    for (Map<String, String> row : Csv.read(csv)) {
      String name = row.get("Kernel name");
      counts.merge(name, Long.parseLong(row.get("Kernel duration (µs)_count")), Long::sum);
      sums.merge(name, Double.parseDouble(row.get("Kernel duration (µs)_sum")), Double::sum);
    }
    counts.forEach((name, n) -> expected.put(name, n + " " + Math.round(sums.get(name) * 1000)));
    Map<String, String> actual = new TreeMap<>();
    RunSummary.of(Run.of(List.of(links)))
        .topKernels(Integer.MAX_VALUE)
        .forEach(kernel -> actual.put(kernel.name(), kernel.count() + " " + kernel.sumNs()));
    assertThat(actual).as("kernels of %s", peer.trace).isEqualTo(expected);
  }
}
