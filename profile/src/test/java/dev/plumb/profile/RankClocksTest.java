package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.Ids;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.TraceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankClocksTest {
  /** A rank whose collectives end at the given times and take 100 ns. */
  private static Links rank(long baseNs, String args, long... ends) {
    Problems problems = new Problems();
    TraceBuilder out = new TraceBuilder("rank", "chrome", problems);
    out.setBaseTimeNs(baseNs);
    int track = out.tracks().add(out.strings().intern("0"), out.strings().intern("7"));
    for (long end : ends) {
      int detail =
          out.deviceWork()
              .add(
                  Ids.ABSENT,
                  Ids.ABSENT,
                  out.devices().row("0"),
                  out.strings().intern("7"),
                  Ids.ABSENT);
      out.slices()
          .add(
              end - 100,
              100,
              SliceKind.KERNEL,
              out.strings().intern("ncclDevKernel_AllReduce_Sum_f32_RING_LL"),
              Ids.NONE,
              track,
              args.isEmpty() ? Ids.NONE : out.args().intern(args),
              detail);
    }
    return Linker.link(out.seal(), problems);
  }

  private static final String ALL_REDUCE =
      "\"Collective name\": \"allreduce\", \"Process Group Ranks\": \"[0, 1]\"";

  @Test
  void theMedianOfTheEndsIsTheOffsetAndTheRestTheResidual() {
    List<RankClock> clocks =
        RankClocks.of(
            List.of(
                rank(0, ALL_REDUCE, 1_000, 2_000, 3_000),
                rank(0, ALL_REDUCE, 1_500, 2_503, 3_499)));
    assertThat(clocks).containsExactly(new RankClock(1, -500, 3, 3));
    assertThat(clocks.getFirst().known()).isTrue();
  }

  @Test
  void baseTimesAreInTheOffset() {
    List<RankClock> clocks =
        RankClocks.of(
            List.of(
                rank(10_000, ALL_REDUCE, 1_000, 2_000, 3_000),
                rank(9_000, ALL_REDUCE, 2_000, 3_000, 4_000)));
    assertThat(clocks).containsExactly(new RankClock(1, 0, 0, 3));
  }

  @Test
  void kernelNamesServeWhereThereAreNoArguments() {
    List<RankClock> clocks =
        RankClocks.of(List.of(rank(0, "", 1_000, 2_000, 3_000), rank(0, "", 1_007, 2_007, 3_007)));
    assertThat(clocks).containsExactly(new RankClock(1, -7, 0, 3));
  }

  @Test
  void otherNumbersOfCollectivesAndThoseThatDoNotWaitTellNothing() {
    String broadcast = ALL_REDUCE.replace("allreduce", "broadcast");
    assertThat(
            RankClocks.of(
                List.of(
                    rank(0, ALL_REDUCE, 1_000, 2_000, 3_000),
                    rank(0, ALL_REDUCE, 1_000, 2_000),
                    rank(0, broadcast, 1_000, 2_000, 3_000))))
        .allMatch(clock -> !clock.known());
  }

  @Test
  void oneInputHasNoOther() {
    assertThat(RankClocks.of(List.of(rank(0, ALL_REDUCE, 1, 2, 3)))).isEmpty();
  }
}
