package dev.plumb.present.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.present.ParsedJson;
import dev.plumb.present.SampleRuns;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Run;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorCostsTest {
  /** 2 · 64 · 32 · 16 operations. */
  private static final long FLOPS = 65_536;

  private final TraceBuilder out = new TraceBuilder("mm.json", "test", new Problems());
  private final int host = out.tracks().add(text("1"), text("2"));
  private final int stream = out.tracks().add(text("0"), text("7"));

  private int text(String text) {
    return out.strings().intern(text);
  }

  /** A matrix product that launches a kernel of 4 µs. */
  private void call(int number, long start) {
    byte[] args =
        "\"Input Dims\": [[64, 32], [32, 16]], \"Input type\": [\"float\", \"float\"]"
            .getBytes(StandardCharsets.UTF_8);
    int detail = out.operators().add(number, number, Ids.ABSENT, Ids.ABSENT, Ids.NONE);
    out.slices()
        .add(
            start,
            3_000,
            SliceKind.OPERATOR,
            text("aten::mm"),
            text("cpu_op"),
            host,
            out.args().intern(args, 0, args.length),
            detail);
    int launch = out.launches().add(number, number);
    out.slices()
        .add(
            start + 100,
            500,
            SliceKind.RUNTIME,
            text("cudaLaunchKernel"),
            text("cuda_runtime"),
            host,
            Ids.NONE,
            launch);
    int device = out.devices().row("0");
    out.devices().setName(device, "NVIDIA H100 80GB HBM3");
    int work = out.deviceWork().add(number, Ids.ABSENT, device, text("7"), Ids.ABSENT);
    out.slices()
        .add(
            start + 1_000,
            4_000,
            SliceKind.KERNEL,
            text("gemm"),
            text("kernel"),
            stream,
            Ids.NONE,
            work);
  }

  private Run run() {
    for (int i = 0; i < 10; i++) {
      call(i, i * 10_000L);
    }
    return Run.of(List.of(Linker.link(out.seal(), out.problems())));
  }

  @Test
  void operationsAreAMetricAlsoOfARange() {
    try (Asked asked = Asked.about(run())) {
      assertThat(asked.ask("/api/flame", "metric", "flops").get("total")).isEqualTo(10 * FLOPS);
      assertThat(asked.ask("/api/flame", "metric", "flops", "from", 0, "to", 25_000).get("total"))
          .isEqualTo(3 * FLOPS);
      assertThat(asked.ask("/api/context", "path", "", "metric", "flops").get("values").toString())
          .contains("metric=flops");
      assertThat(ParsedJson.object(asked.ask("/api/overview").get("has")))
          .containsEntry("roofline", true);
    }
    try (Asked asked = Asked.about(SampleRuns.plain())) {
      assertThat(Asked.objects(asked.ask("/api/overview"), "metrics"))
          .noneMatch(metric -> metric.get("id").equals("flops"));
      assertThat(asked.ask("/api/table", "table", "roofline")).containsEntry("rows_total", 0L);
    }
  }

  @Test
  void theRooflineHasCallsAndPeaks() {
    try (Asked asked = Asked.about(run())) {
      Map<String, Object> table = asked.ask("/api/table", "table", "roofline");
      List<Object> row = ParsedJson.list(ParsedJson.list(table.get("rows")).getFirst());
      // Two inputs and a result of four bytes each.
      long bytes = 4 * (64 * 32 + 32 * 16 + 64 * 16);
      assertThat(row.get(0)).isEqualTo("aten::mm");
      assertThat(row.get(2)).isEqualTo("gemm");
      assertThat(row.subList(4, 8)).containsExactly(10L, 40_000L, 10 * FLOPS, 10 * bytes);
      Map<String, Object> roofline = asked.ask("/api/roofline");
      assertThat(Asked.objects(roofline, "roofs").getFirst().get("device").toString())
          .contains("H100");
      assertThat(roofline)
          .containsEntry("modelled_ns", 40_000L)
          .containsEntry("device_ns", 40_000L);
      Map<String, Object> range = asked.ask("/api/roofline", "from", 0, "to", 25_000);
      assertThat(Asked.objects(range, "dots").getFirst())
          .containsEntry("calls", 3L)
          .containsEntry("device_ns", 12_000L)
          .containsEntry("flops", 3 * FLOPS)
          .containsEntry("bytes", 3 * bytes);
      assertThat(
              asked.ask("/api/roofline", "from", 200_000, "to", 300_000).get("missing").toString())
          .contains("in this range");
    }
  }
}
