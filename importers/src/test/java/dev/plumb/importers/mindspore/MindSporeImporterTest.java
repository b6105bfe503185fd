package dev.plumb.importers.mindspore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MindSporeImporterTest {
  private static final String STEPS =
      """
      step_num,start_point,end_point,total,fp_point,bp_point,iteration_interval,fp_and_bp,tail,\
      stream_48_0_Receive-op663,stream_48_0_Receive-op663_start_point,\
      stream_48_0_Receive-op663_end_point,odd,odd_start_point,odd_end_point
      1,1000,2000,1000,1100,1900,100,800,100,300,1200,1500,,,
      2,2000,3500,1500,2100,3300,100,1200,200,x,2200,y,10,2300,2310
      -,1500,2750,1250,1600,2600,100,1000,150,300,1200,1500,10,1150,1160
      """;

  private static final String COMMUNICATION =
      """
      step_num,communication_cost,wait_cost,link_info,communication_operator_cost
      1,2.5,0.5,"{}","{""stream_41_0_AllReduce-op4"": [""1"", 2.5, 0.5, {""1-0"": {""SDMA"": \
      [2.25, 4.096, 1820.4]}, ""0-0"": {""SDMA"": [0.25, 0, 0]}}]}"
      2,1,1,{},"{""cut"": ["
      -,2.5,0.5,{},{}
      """;

  private static final String CLUSTER =
      """
      computation_time,communication_alone_time,stage_time
      13.8202,164.476,121.8989
      1,,0
      """;

  private final Hardness hardness = new Hardness(new MindSporeImporter());

  private Trace read(String text) throws UnreadableInputException {
    return hardness.read(text.getBytes(StandardCharsets.UTF_8), 1000);
  }

  private static List<String> lines(Trace trace, String kind) {
    return TableText.of(trace).lines().filter(line -> line.startsWith(kind)).toList();
  }

  private static List<String> problems(Trace trace) {
    return trace.problems().stream().map(p -> p.code().id() + " " + p.count()).toList();
  }

  @Test
  void stepsAndCollectivesHaveTheirPlaceInTime() throws Exception {
    Trace trace = read(STEPS);
    assertThat(lines(trace, "slice"))
        .containsExactly(
            "slice 10000 10000 STEP step 1 /NPU steps ",
            "slice 11000 8000 GPU_ANNOTATION fp_and_bp /NPU forward and backward ",
            "slice 19000 1000 GPU_ANNOTATION tail /NPU forward and backward ",
            "slice 12000 3000 KERNEL hccl Receive-op663 /NPU stream 48 ",
            "slice 20000 15000 STEP step 2 /NPU steps ",
            "slice 21000 12000 GPU_ANNOTATION fp_and_bp /NPU forward and backward ",
            "slice 33000 2000 GPU_ANNOTATION tail /NPU forward and backward ",
            "slice 23000 100 KERNEL hccl odd /NPU collectives ");
    assertThat(problems(trace)).containsExactly("time-unusable 1", "sums-left-out 1");
    assertThat(trace.events()).isEqualTo(3);
  }

  @Test
  void communicationIsSummedByOperationAndLink() throws Exception {
    Trace trace = read(COMMUNICATION);
    String operation = "SCOPE step 1 > SCOPE stream_41_0_AllReduce-op4";
    assertThat(lines(trace, "sample"))
        .containsExactly(
            "sample - OTHER 2500000 - of slice -1 " + operation,
            "sample - OTHER 500000 - of slice -1 " + operation,
            "sample - OTHER 2250000 - of slice -1 " + operation + " > SCOPE 1-0 > SCOPE SDMA",
            "sample - OTHER 4096 - of slice -1 " + operation + " > SCOPE 1-0 > SCOPE SDMA",
            "sample - OTHER 250000 - of slice -1 " + operation + " > SCOPE 0-0 > SCOPE SDMA");
    assertThat(problems(trace)).containsExactly("event-broken 1", "sums-left-out 1");
  }

  @Test
  void rowsOfAClusterAreSteps() throws Exception {
    assertThat(lines(read(CLUSTER), "sample"))
        .containsExactly(
            "sample - OTHER 13820200 - of slice -1 SCOPE step 1",
            "sample - OTHER 164476000 - of slice -1 SCOPE step 1",
            "sample - OTHER 121898900 - of slice -1 SCOPE step 1",
            "sample - OTHER 1000000 - of slice -1 SCOPE step 2");
  }

  @Test
  void tablesAreKnownByTheirHeads() {
    for (String text : List.of(STEPS, COMMUNICATION, CLUSTER)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(new MindSporeImporter().match(bytes, bytes.length)).isEqualTo(Match.CERTAIN);
    }
    byte[] other = "step_num,start_point\n1,2\n".getBytes(StandardCharsets.UTF_8);
    assertThat(new MindSporeImporter().match(other, other.length)).isEqualTo(Match.NO);
  }

  @Test
  void chunksDoNotMatter() throws Exception {
    hardness.chunksDoNotMatter(COMMUNICATION.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void damageIsSurvived() {
    hardness.truncationIsSurvived(COMMUNICATION.getBytes(StandardCharsets.UTF_8));
    hardness.truncationIsSurvived(STEPS.getBytes(StandardCharsets.UTF_8));
    hardness.damageIsSurvived(
        List.of(
            STEPS.getBytes(StandardCharsets.UTF_8),
            COMMUNICATION.getBytes(StandardCharsets.UTF_8),
            CLUSTER.getBytes(StandardCharsets.UTF_8)));
  }
}
