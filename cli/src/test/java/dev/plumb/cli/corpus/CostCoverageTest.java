package dev.plumb.cli.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.pipeline.Pipeline;
import dev.plumb.explain.Facts;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.Roofline;
import dev.plumb.profile.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How much of the device time of recorded traces has a cost, and whether rooflines hold there. */
class CostCoverageTest {
  private record Coverage(String trace, int minimumPercent) {}

  /** What is modelled today, rounded down: it only rises. */
  private static final List<Coverage> TRACES =
      List.of(
          new Coverage("tracelens/h100/Falconsai_nsfw_image_detection__1016002.json.gz", 99),
          new Coverage("tracelens/h100/Qwen_Qwen1.5-0.5B-Chat__1016005.json.gz", 69),
          new Coverage("tracelens/h100/gaunernst_bert-small-uncased__1016001.json.gz", 98),
          new Coverage("tracelens/h100/google_owlv2-large-patch14-ensemble__1016001.json.gz", 99),
          new Coverage("tracelens/mi300/Falconsai_nsfw_image_detection__1016002.json.gz", 99),
          new Coverage("tracelens/mi300/Qwen_Qwen1.5-0.5B-Chat__1016005.json.gz", 68),
          new Coverage("tracelens/mi300/resnet_act_checkpoint.json.gz", 67),
          new Coverage("tracelens/inference/xdit_sd_3.5/profile_trace_rank_0.json.gz", 99),
          new Coverage(
              "tracelens/inference/sglang_prefilldecode/sglang_Qwen3-8B_prefilldecode.json.gz", 99),
          new Coverage("tracelens/inference/vllm_decode_full/graph_execution.json.gz", 2),
          new Coverage("tracelens/perf_model/normalization/normalization_layer_test.json.gz", 99),
          new Coverage("tracelens/torch_compile_triton/trace.json.gz", 99),
          new Coverage("derived/amd-hpctraining-4rank/rank0.json.gz", 97),
          new Coverage("hta/trace_diff/control/control.json.gz", 43),
          new Coverage("hta/trace_diff/test/test.json.gz", 23),
          new Coverage("kineto/resnet50_num_workers_0/worker0.1623143089861.pt.trace.json.gz", 78));

  @Test
  void deviceTimeHasCosts() throws IOException {
    Corpus corpus = Corpus.orSkip();
    for (Coverage each : TRACES) {
      Path trace = corpus.path(each.trace);
      OperatorGroups groups = OperatorGroups.of(new Facts(Run.of(Pipeline.open(trace))));
      double percent = 100.0 * groups.modelledNs() / groups.deviceNs();
      System.out.printf("%-75s %5.1f %%%s%n", each.trace, percent, unmodelled(groups));
      if (Boolean.getBoolean("plumb.cost.verbose")) {
        print(groups);
      }
      assertThat(percent).as(each.trace).isGreaterThanOrEqualTo(each.minimumPercent);
      workIsTimeTimesPeakTimesEfficiency(groups);
    }
  }

  private static void workIsTimeTimesPeakTimesEfficiency(OperatorGroups groups) {
    for (OperatorGroups.Group group : groups.all()) {
      Roofline roofline = group.roofline();
      if (roofline != null && roofline.busyNs() > 0) {
        double product =
            roofline.busyNs() / 1e9 * roofline.peak().perSecond() * roofline.efficiency();
        assertThat(product).isCloseTo(roofline.work(), Offset.offset(1e-9 * roofline.work()));
      }
    }
  }

  /** The largest operators without a cost. */
  private static String unmodelled(OperatorGroups groups) {
    Map<String, Long> times = new HashMap<>();
    for (OperatorGroups.Group group : groups.all()) {
      if (group.cost() == null) {
        times.merge(group.operator(), group.busyNs(), Long::sum);
      }
    }
    StringBuilder text = new StringBuilder();
    times.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(4)
        .forEach(each -> {
          double percent = 100.0 * each.getValue() / groups.deviceNs();
          text.append(
              "%s %s %.1f %%".formatted(text.isEmpty() ? ";" : ",", each.getKey(), percent));
        });
    return text.toString();
  }

  private static void print(OperatorGroups groups) {
    int shown = 0;
    for (OperatorGroups.Group group : groups.all()) {
      Roofline roofline = group.roofline();
      if (shown++ > 25 && (roofline == null || roofline.efficiency() < 1)) {
        continue;
      }
      System.out.printf(
          "   %9.1f us %5d x %-45s %s %s %s%n",
          group.busyNs() / 1e3,
          group.calls(),
          group.operator(),
          roofline == null
              ? "-"
              : "%s %.0f%% of %s"
                  .formatted(
                      roofline.bound().label(),
                      100 * roofline.efficiency(),
                      roofline.peak().name()),
          group.shape().substring(0, Math.min(100, group.shape().length())),
          group.kernel().substring(0, Math.min(60, group.kernel().length())));
    }
  }
}
