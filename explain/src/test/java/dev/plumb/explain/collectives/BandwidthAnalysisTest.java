package dev.plumb.explain.collectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumb.explain.Asked;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Finding;
import dev.plumb.explain.FindingSeverity;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Scenario;
import dev.plumb.profile.CollectiveKind;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BandwidthAnalysisTest {
  private final BandwidthAnalysis analysis = new BandwidthAnalysis();

  /** Pairs of neighbours in a ring of ranks exchange data; some links are slow. */
  private static Facts ring(int ranks, long seed, double slowdown, int... slowLinks) {
    Random random = new Random(seed);
    Scenario[] all = new Scenario[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      all[rank] = new Scenario(rank);
    }
    for (int step = 0; step < 8; step++) {
      long at = 1_000_000L * step;
      for (int rank = 0; rank < ranks; rank++) {
        all[rank].kernel(
            "ncclDevKernel_AllReduce",
            at - 50,
            1,
            at,
            10_000,
            "20",
            Ranks.args("allreduce", 100, "all", ranks));
      }
      for (int link = 0; link < ranks; link++) {
        double factor = isIn(slowLinks, link) ? slowdown : 1;
        long dur = (long) (20_000 * factor * (1 + 0.1 * random.nextGaussian()));
        int next = (link + 1) % ranks;
        for (int rank : new int[] {link, next}) {
          all[rank].python("pipe.py", 12, "exchange", at + 40_000L * (1 + link % 2), 900);
          all[rank].kernel(
              "ncclDevKernel_AllReduce",
              at + 40_000L * (1 + link % 2) + 10,
              1,
              at + 100_000L * (1 + link % 2),
              dur,
              "2" + link % 2,
              Ranks.args("allreduce", 1 << 20, "[" + link + ", " + next + "]", 2));
        }
      }
    }
    return Scenario.facts(all);
  }

  private static boolean isIn(int[] values, int wanted) {
    return IntStream.of(values).anyMatch(each -> each == wanted);
  }

  private static List<Finding> slow(List<Finding> findings) {
    return findings.stream().filter(each -> each.id().contains("/slow-group/")).toList();
  }

  @Test
  void aSlowLinkIsNamed() {
    for (int seed = 0; seed < 50; seed++) {
      int link = seed % 6;
      List<Finding> found = slow(Asked.findings(analysis, ring(6, seed, 4, link)));

      assertThat(found).as("seed %d", seed).hasSize(1);
      assertThat(found.getFirst().id())
          .isEqualTo("comm.bandwidth/slow-group/[" + link + ", " + (link + 1) % 6 + "]");
      assertThat(found.getFirst().contexts().getFirst().file()).isEqualTo("pipe.py");
    }
  }

  /** Links that are alike have their table, which only informs. */
  @Test
  void evenLinksOnlyInform() {
    assertThat(Asked.findings(analysis, ring(6, 3, 1)))
        .extracting(Finding::severity)
        .containsOnly(FindingSeverity.INFO);
  }

  @Test
  void aRankWithTwoSlowLinksIsNamed() {
    List<Finding> found = slow(Asked.findings(analysis, ring(6, 1, 4, 2, 3)));

    assertThat(found).hasSize(2);
    assertThat(found.getFirst().title()).contains("all slow groups have rank 3 in common");
  }

  @Test
  void equalLinksAreNotNamed() {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(Asked.findings(analysis, ring(6, seed, 1)))
          .as("seed %d", seed)
          .extracting(Finding::id)
          .containsExactly("comm.bandwidth/table");
    }
  }

  @Test
  void bandwidthIsThatOfTheTransferNotOfTheWaiting() {
    Facts facts = new Ranks(4, 2).slow(1, 2).noise(0).facts();

    Finding table = Asked.findings(analysis, facts).getLast();
    List<String> row = table.evidence().rows().getFirst();

    assertThat(row.subList(0, 4)).containsExactly("all-reduce", "4", "4194304", "24");
    double us = Double.parseDouble(row.get(4));
    assertThat(us).isBetween(20.0, 22.0);
    assertThat(Double.parseDouble(row.get(5))).isCloseTo(4194304 / (us * 1e3), within(0.6));
    assertThat(Double.parseDouble(row.get(6)))
        .isCloseTo(1.5 * Double.parseDouble(row.get(5)), within(0.02));
  }

  @Test
  void aRankWhereCollectivesEndLateIsNamed() {
    List<Finding> found = Asked.findings(analysis, new Ranks(4, 9).merged().endsLate(2).facts());

    assertThat(found).extracting(Finding::id).contains("comm.bandwidth/ends-late/rank-2");
  }

  @Test
  void endsThatScatterNameNoRank() {
    for (int seed = 0; seed < 50; seed++) {
      assertThat(Asked.findings(analysis, new Ranks(2 + seed % 7, seed).merged().facts()))
          .as("seed %d", seed)
          .extracting(Finding::id)
          .containsExactly("comm.bandwidth/table");
    }
  }

  @Test
  void aTransferThatTakesLongOnceIsShown() {
    Scenario s0 = new Scenario(0);
    Scenario s1 = new Scenario(1);
    for (int k = 0; k < 10; k++) {
      long dur = k == 6 ? 5_000 : 1_000;
      for (Scenario each : List.of(s0, s1)) {
        each.kernel(
            "ncclDevKernel_AllReduce",
            10_000L * k,
            1,
            10_000L * k + 5,
            dur,
            "20",
            Ranks.args("allreduce", 1_000, "[0, 1]", 2));
      }
    }
    Finding finding = Asked.findings(analysis, Scenario.facts(s0, s1)).getFirst();

    assertThat(finding.id()).isEqualTo("comm.bandwidth/uneven/[0, 1]");
    assertThat(finding.impact().ns()).isEqualTo(2 * 4_000);
    assertThat(finding.evidence().total()).isEqualTo(1);
  }

  @Test
  void ofOneRankTheTableSaysThatItHoldsWaiting() {
    Finding finding = Asked.findings(analysis, new Ranks(1, 2).facts()).getFirst();
    assertThat(finding.title()).contains("waiting for ranks that were not recorded");
  }

  @Test
  void withoutSizesNothingCanBeSaid() {
    assertThat(Asked.outcome(analysis, new Ranks(4, 2).unnamed().facts()))
        .isInstanceOf(NotApplicable.class);
  }

  @Test
  void factorsAreThoseOfNcclTests() {
    assertThat(CollectiveKind.of("_allgather_base").busFactor(8)).isEqualTo(7.0 / 8);
    assertThat(CollectiveKind.of("reduce_scatter_tensor_coalesced").busFactor(8))
        .isEqualTo(7.0 / 8);
    assertThat(CollectiveKind.of("ncclDevKernel_AllReduce_Sum").busFactor(8)).isEqualTo(14.0 / 8);
    assertThat(CollectiveKind.of("all_to_allv").busFactor(2)).isEqualTo(0.5);
    assertThat(CollectiveKind.of("broadcast").busFactor(8)).isEqualTo(1);
    assertThat(CollectiveKind.of("reduce")).isEqualTo(CollectiveKind.REDUCE);
    assertThat(CollectiveKind.of("ncclKernel_SendRecv_RING"))
        .isEqualTo(CollectiveKind.SEND_RECEIVE);
  }

  @Test
  void anAllGatherIsAsLargeAsWhatItYields() {
    String args =
        "\"Collective name\": \"_allgather_base\", \"In msg nelems\": 10, \"Out msg nelems\": 80,"
            + " \"dtype\": \"BFloat16\", \"Group size\": 8";
    assertThat(Message.of("k", args).bytes()).isEqualTo(160);
    assertThat(Message.of("k", args.replace("_allgather_base", "reduce_scatter")).bytes())
        .isEqualTo(20);
    assertThat(Message.of("k", args.replace("BFloat16", "Strange")).bytes()).isEqualTo(-1);
  }
}
