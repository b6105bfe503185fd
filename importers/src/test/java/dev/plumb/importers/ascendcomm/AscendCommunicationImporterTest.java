package dev.plumb.importers.ascendcomm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.JsonFuzz;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AscendCommunicationImporterTest {
  private static final String OPERATIONS =
      """
      {"step8": {"p2p": {}, "collective": {
        "hcom_allReduce__844_1_1@13681": {
          "Communication Time Info": {
            "Start Timestamp(us)": 1713174287407957.0, "Elapse Time(ms)": 10.6086,
            "Transit Time(ms)": 0.00126, "Wait Time(ms)": 0.014939999999999998,
            "Synchronization Time(ms)": 0, "Idle Time(ms)": 0.5, "Wait Time Ratio": 0.92},
          "Communication Bandwidth Info": {
            "RDMA": {"Transit Size(MB)": 0, "Transit Time(ms)": 0, "Bandwidth(GB/s)": 0,
              "Size Distribution": {}},
            "HCCS": {"Transit Size(MB)": 0.28575999999999997, "Transit Time(ms)": 1.862,
              "Bandwidth(GB/s)": 13.3, "Large Packet Ratio": 0.0,
              "Size Distribution": {"0.004224": [6, 0.00736], "0.003232": [1, 0.00126]}},
            "SDMA": {"Transit Size(MB)": 0.28575999999999997, "Transit Time(ms)": 1.862}}},
        "hcom_broadcast__844_2_1@13681": {
          "Communication Time Info": {"Elapse Time(ms)": 2},
          "Communication Bandwidth Info": {
            "HCCS": {"Transit Size(MB)": 0, "Transit Time(ms)": 0},
            "SDMA": {"Transit Size(MB)": 1.5, "Transit Time(ms)": 1e-05}}},
        "Total Op Info": {"Communication Time Info": {"Elapse Time(ms)": 12.6086}}}}}
      """;

  private static final String MATRIX =
      """
      {"step8": {"p2p": {}, "collective": {
        "hcom_allreduce-top1@13681": {"0-1": {"Transport Type": "HCCS", "Transit Size(MB)": 9}},
        "hcom_allreduce-total@13681": {
          "0-0": {"Transport Type": "LOCAL", "Transit Time(ms)": 0.25, "Transit Size(MB)": 8.5,
            "Bandwidth(GB/s)": 34, "Op Name": ""},
          "0-1": {"Transport Type": "HCCS", "Transit Time(ms)": 1, "Transit Size(MB)": 9,
            "Bandwidth(GB/s)": 9, "Op Name": "hcom_allReduce__844_1_1"}}}}}
      """;

  private final Hardness hardness = new Hardness(new AscendCommunicationImporter());

  private Trace read(String text) throws UnreadableInputException {
    return hardness.read(text.getBytes(StandardCharsets.UTF_8), 1000);
  }

  private static Match match(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new AscendCommunicationImporter().match(bytes, bytes.length);
  }

  @Test
  void timesAndLinksOfEachOperationAreSamples() throws Exception {
    Trace trace = read(OPERATIONS);
    String reduce = "SCOPE step8 > SCOPE collective > SCOPE hcom_allReduce__844_1_1 > SCOPE 13681";
    String sent = "SCOPE step8 > SCOPE collective > SCOPE hcom_broadcast__844_2_1 > SCOPE 13681";
    assertThat(TableText.of(trace).lines().filter(line -> line.startsWith("sample")))
        .containsExactly(
            "sample - OTHER 10608600 - of slice -1 SCOPE CommAnalyzerTime > " + reduce,
            "sample - OTHER 1260 - of slice -1 SCOPE CommAnalyzerTime > " + reduce,
            "sample - OTHER 14940 - of slice -1 SCOPE CommAnalyzerTime > " + reduce,
            "sample - OTHER 500000 - of slice -1 SCOPE CommAnalyzerTime > " + reduce,
            "sample - OTHER 285760 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + reduce
                + " > SCOPE HCCS",
            "sample - OTHER 1862000 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + reduce
                + " > SCOPE HCCS",
            "sample - OTHER 6 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + reduce
                + " > SCOPE HCCS > SCOPE 0.004224",
            "sample - OTHER 1 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + reduce
                + " > SCOPE HCCS > SCOPE 0.003232",
            "sample - OTHER 2000000 - of slice -1 SCOPE CommAnalyzerTime > " + sent,
            "sample - OTHER 1500000 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + sent
                + " > SCOPE SDMA",
            "sample - OTHER 10 - of slice -1 SCOPE CommAnalyzerBandwidth > "
                + sent
                + " > SCOPE SDMA");
    assertThat(trace.problems().stream().map(p -> p.code().id() + " " + p.count()))
        .containsExactly("sums-left-out 1");
  }

  @Test
  void theMatrixIsTakenFromItsTotals() throws Exception {
    Trace trace = read(MATRIX);
    String total =
        "SCOPE CommAnalyzerMatrix > SCOPE step8 > SCOPE collective"
            + " > SCOPE hcom_allreduce-total > SCOPE 13681 > SCOPE ";
    assertThat(TableText.of(trace).lines().filter(line -> line.startsWith("sample")))
        .containsExactly(
            "sample - OTHER 8500000 - of slice -1 " + total + "0-0 > SCOPE LOCAL",
            "sample - OTHER 250000 - of slice -1 " + total + "0-0 > SCOPE LOCAL",
            "sample - OTHER 9000000 - of slice -1 "
                + total
                + "0-1 > SCOPE hcom_allReduce__844_1_1 > SCOPE HCCS",
            "sample - OTHER 1000000 - of slice -1 "
                + total
                + "0-1 > SCOPE hcom_allReduce__844_1_1 > SCOPE HCCS");
  }

  /** msprof-analyze has another object around each operation, for the rank. */
  @Test
  void clustersHaveARankInBetween() throws Exception {
    assertThat(
            TableText.of(
                read(
                    """
                    {"(0, 1)": {"step1": {"hcom_send@7": {"0": {"Communication Time Info":
                    {"Wait Time(ms)": 3}}}}}}
                    """)))
        .contains(
            "sample - OTHER 3000000 - of slice -1 SCOPE CommAnalyzerTime > SCOPE (0, 1) > SCOPE"
                + " step1 > SCOPE hcom_send > SCOPE 7 > SCOPE 0");
  }

  @Test
  void theFilesAreKnownByWhatTheySay() {
    assertThat(match(OPERATIONS)).isEqualTo(Match.CERTAIN);
    assertThat(match(MATRIX)).isEqualTo(Match.CERTAIN);
    assertThat(match("{\"step50\": {\"collective\": {}}}")).isEqualTo(Match.CERTAIN);
    assertThat(match("{\"traceEvents\": []}")).isEqualTo(Match.NO);
    assertThat(match("[]")).isEqualTo(Match.NO);
  }

  @Test
  void chunksDoNotMatter() throws Exception {
    hardness.chunksDoNotMatter(OPERATIONS.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void damageIsSurvived() {
    JsonFuzz.run(new AscendCommunicationImporter(), OPERATIONS, 1500);
    JsonFuzz.run(new AscendCommunicationImporter(), MATRIX, 1500);
  }
}
