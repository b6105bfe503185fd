package dev.plumb.importers.ascendcsv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.UnreadableInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AscendCsvImporterTest {
  private static final String KERNELS =
      """
      Step Id,Device_id,Task ID,Stream ID,Name,Type,Accelerator Core,Start Time(us),Duration(us),\
      Wait Time(us),Block Dim,Input Shapes,aicore_time(us),aiv_total_cycles
      1,0,12,16,ZerosLike46,ZerosLike,AI_VECTOR_CORE,1699529622790614.8\t,607.98,0,48,\
      "\""5;6\""",0.5,52130051
      1,0,N/A,N/A,hcom_broadcast__445_0,hcom_broadcast_,HCCL,1699529622793969.5\t,1.25,2.5,0,N/A,\
      N/A,N/A
      1,0,13,16,Add1,Add,AI_VECTOR_CORE,N/A,1,0,1,N/A,0,0
      """;

  private static final String MEMORY =
      """
      Name,Size(KB),Allocation Time(us),Release Time(us),Duration(us),\
      Allocation Total Allocated(MB),Allocation Total Reserved(MB),Release Total Allocated(MB),\
      Release Total Reserved(MB),Device Type
      aten::empty,0.5,1736405443878302.860\t,1736405443878303.860\t,1,954.37060546875,1452.0,\
      954.3701171875,1452.0,NPU:1
      aten::empty,1,,,,,,,,NPU:1
      """;

  private static final String RECORD =
      """
      Component,Timestamp(us),Total Allocated(MB),Total Reserved(MB),Total Active(MB),Device Type
      PTA,1736405443756384.100\t,1.5,2,,NPU:0
      """;

  private static final String MODULES =
      "Component,Timestamp(us),Total Reserved(MB),Device\nSLOG,10.5,0.5,NPU:0\n";

  private static final String OPERATORS =
      """
      Name,Input Shapes,Call Stack,Host Self Duration(us),Host Total Duration(us),\
      Device Self Duration(us),Device Total Duration(us)
      aten::add,"2,3","a.py(3): f;
      b.py(9): g",1.25,2,3.5,4
      aten::mul,,,x,2,3.5,4
      """;

  private static final String CACHE =
      """
      Stream Id,Task Id,Hit Rate,Victim Rate,Op Name
      2,11054,N/A,0.5,Conv2D1
      """;

  private static final String STEPS =
      "Step,Computing,Communication(Not Overlapped),Free\n50,8827.473,81515.607,25908.102\n";

  private static final String APIS =
      "Level,API Name,Time(us),Count,Avg(us)\nnode,launch,191.5,191,1\n";

  private static final String TYPES =
      "OP Type,Core Type,Count,Total Time(us)\nAdd,AI_VECTOR_CORE,7,12.5\n";

  private final AscendCsvImporter importer = new AscendCsvImporter();
  private final Hardness hardness = new Hardness(importer);

  @Test
  void kernelsWithCounters() throws UnreadableInputException {
    assertThat(text(KERNELS))
        .contains(
            "slice 1699529622790614800 607980 KERNEL ZerosLike46 /NPU 0 stream 16"
                + " \"Type\":\"ZerosLike\"",
            "\"Input Shapes\":\"\\\"5;6\\\"\"",
            "slice 1699529622793969500 1250 KERNEL hcom_broadcast__445_0 /NPU 0 stream N/A",
            "metric aicore_time(us) 0.5  of slice 0",
            "metric aiv_total_cycles 5.2130051E7  of slice 0",
            "problem time-unusable 1",
            "events 3")
        .doesNotContain("of slice 1 ");
  }

  @Test
  void allocationsAndReleases() throws UnreadableInputException {
    var trace = hardness.read(MEMORY.getBytes(StandardCharsets.UTF_8), 1000);
    assertThat(TableText.of(trace))
        .contains(
            "instant 1736405443878302860 aten::empty",
            "instant 1736405443878303860 aten::empty",
            "problem time-unusable 1");
    assertThat(trace.memory().bytes(0)).isEqualTo(512);
    assertThat(trace.memory().bytes(1)).isEqualTo(-512);
    assertThat(trace.memory().totalAllocated(0)).isEqualTo(1000730112);
    assertThat(trace.memory().totalReserved(0)).isEqualTo(1452L << 20);
    assertThat(trace.memory().deviceId(0)).isEqualTo(1);
  }

  @Test
  void memoryOverTime() throws UnreadableInputException {
    assertThat(text(RECORD))
        .contains(
            "counter 1736405443756384100 memory PTA 1572864.0",
            "counter 1736405443756384100 memory PTA 2097152.0");
    assertThat(text(MODULES)).contains("counter 10500 memory SLOG 524288.0");
  }

  @Test
  void operatorsStandUnderTheirPythonStack() throws UnreadableInputException {
    assertThat(text(OPERATORS))
        .contains(
            "sample - WALL_NS 1250 - of slice -1 PYTHON b.py(9): g > PYTHON a.py(3): f >"
                + " OPERATOR aten::add\n",
            "sample - OTHER 3500 - of slice -1 PYTHON b.py(9): g",
            "problem time-unusable 1",
            "events 2");
  }

  @Test
  void sums() throws UnreadableInputException {
    assertThat(text(STEPS)).contains("sample - OTHER 8827473 - of slice -1 SCOPE 50\n");
    assertThat(text(APIS))
        .contains(
            "sample - WALL_NS 191500 - of slice -1 RUNTIME launch\n",
            "sample - SAMPLES 191 - of slice -1 RUNTIME launch\n");
    assertThat(text(TYPES))
        .contains("sample - OTHER 12500 - of slice -1 SCOPE AI_VECTOR_CORE > SCOPE Add\n");
  }

  @Test
  void cachesAreKernelsWithoutTimes() throws UnreadableInputException {
    Hardness cache = new Hardness(new AscendCacheImporter());
    assertThat(TableText.of(cache.read(CACHE.getBytes(StandardCharsets.UTF_8), 1000)))
        .contains(
            "sample - KERNELS 1 - of slice -1 KERNEL Conv2D1\n",
            "metric L2 Victim Rate 0.5  of slice -1 sample 0 pass -1")
        .doesNotContain("Hit Rate");
  }

  @Test
  void eachIsKnownByItsHead() {
    for (String input : inputs()) {
      assertThat(match(input)).as(input).isEqualTo(Match.CERTAIN);
    }
    assertThat(match(CACHE)).isEqualTo(Match.NO);
    assertThat(match("Name,Start Time(us)\n")).isEqualTo(Match.NO);
    assertThat(match("")).isEqualTo(Match.NO);
  }

  @Test
  void piecesAndDamageAreSurvived() throws UnreadableInputException {
    for (String input : inputs()) {
      hardness.chunksDoNotMatter(input.getBytes(StandardCharsets.UTF_8));
      hardness.truncationIsSurvived(input.getBytes(StandardCharsets.UTF_8));
    }
    hardness.damageIsSurvived(
        inputs().stream().map(input -> input.getBytes(StandardCharsets.UTF_8)).toList());
  }

  private static List<String> inputs() {
    return List.of(KERNELS, MEMORY, RECORD, MODULES, OPERATORS, STEPS, APIS, TYPES);
  }

  private Match match(String input) {
    byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
    return importer.match(bytes, bytes.length);
  }

  private String text(String input) throws UnreadableInputException {
    return TableText.of(hardness.read(input.getBytes(StandardCharsets.UTF_8), 1000));
  }
}
