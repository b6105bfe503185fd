package dev.plumb.cli.corpus;

import static dev.plumb.cli.pipeline.JsonTree.asList;
import static dev.plumb.cli.pipeline.JsonTree.asLong;
import static dev.plumb.cli.pipeline.JsonTree.asObject;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Four ranks of one node, whose clocks are one clock: the offsets were computed by a few lines of
 * Python over the same JSON (median and 95th percentile of the ends of 15 all-reduces).
 */
class RankClocksCorpusTest {
  private static final long[][] EXPECTED = {{148, 20_653}, {1_423, 7_085}, {-6_210, 13_610}};

  @Test
  void clocksOfFourRanksAgreeWithAnIndependentComputation() throws IOException {
    Path folder = Corpus.orSkip().path("derived/amd-hpctraining-4rank");
    Map<String, Object> report = Reading.of(folder).report();
    var clocks = asList(report.get("clocks"));
    assertThat(clocks).hasSize(3);
    for (int i = 0; i < EXPECTED.length; i++) {
      Map<String, Object> clock = asObject(clocks.get(i));
      assertThat(clock).containsEntry("input", "rank " + (i + 1));
      assertThat(asLong(clock.get("collectives"))).isEqualTo(15);
      assertThat(asLong(clock.get("offset_ns"))).isEqualTo(EXPECTED[i][0]);
      assertThat(asLong(clock.get("residual_ns"))).isEqualTo(EXPECTED[i][1]);
    }
  }
}
