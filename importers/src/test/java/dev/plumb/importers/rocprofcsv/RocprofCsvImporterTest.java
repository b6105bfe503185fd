package dev.plumb.importers.rocprofcsv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RocprofCsvImporterTest {
  private static final List<String> CASES =
      List.of(
          "kernel-trace",
          "api-trace",
          "memory-traces",
          "allocations",
          "counters",
          "merged-runs",
          "rocprof-v1");

  private static final String STOCHASTIC =
      """
      "Sample_Timestamp","Exec_Mask","Dispatch_Id","Instruction","Instruction_Comment",\
      "Correlation_Id","Wave_Issued_Instruction","Instruction_Type","Stall_Reason","Wave_Count"
      390,18446744073709551615,24,"s_waitcnt vmcnt(0)","/src/a.cpp:133",24,0,"NO_INST",\
      "ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_WAITCNT",4
      391,1,24,"v_max_i32_e32 v1, v2, v0","",24,1,"VALU",\
      "ROCPROFILER_PC_SAMPLING_INSTRUCTION_NOT_ISSUED_REASON_OTHER_WAIT",6
      x,1,24,"s_endpgm","",24,1,"","",6
      """;

  private static final String STATISTICS =
      """
      "Name","Calls","TotalDurationNs","AverageNs","Percentage","MinNs","MaxNs","StdDev"
      "hipMalloc",4,262497406,65624351.5,85.15,3991286,249121840,122332531.3
      "MEMORY_COPY_HOST_TO_DEVICE",2,300,150,1,1,1,0
      "void add<int>(int*)",5,1000,200,1,1,1,0
      "HIP_API",6,262497706,1,1,1,1,0
      "KERNEL_DISPATCH",5,1000,1,1,1,1,0
      "bad",-5,1000,1,1,1,1,0
      """;

  private static final String WITHOUT_TIMES =
      """
      "Correlation_Id","Dispatch_Id","Agent_Id","Queue_Id","Process_Id","Thread_Id","Grid_Size",\
      "Kernel_Name","Workgroup_Size","LDS_Block_Size","Scratch_Size","VGPR_Count","SGPR_Count",\
      "Counter_Name","Counter_Value"
      4,4,1,1,36499,36499,1048576,"divide(float*, int)",64,0,0,12,16,"SQ_WAVES",16384
      4,4,1,1,36499,36499,1048576,"divide(float*, int)",64,0,0,12,16,"GRBM_COUNT",3
      8,8,1,1,36499,36499,1048576,"divide(float*, int)",64,0,0,12,16,"SQ_WAVES",16384
      """;

  private static final String AGENTS =
      """
      "Node_Id","Logical_Node_Id","Agent_Type","Cu_Count","Wave_Front_Size","Gfx_Target_Version","Name","Vendor_Name","Product_Name"
      0,0,"CPU",64,0,0,"EPYC","CPU","EPYC"
      7,1,"GPU",304,64,90402,"gfx942","AMD","AMD Instinct MI300X"
      """;

  private static final String ROOFLINE = "device,HBMBw,HBMBwLow\n0,1388.9302,1388.3835\n";

  private final RocprofCsvImporter importer = new RocprofCsvImporter();
  private final Hardness hardness = new Hardness(importer);

  @Test
  void samplesStandUnderTheirDispatch() throws UnreadableInputException {
    assertThat(text(STOCHASTIC))
        .contains(
            "sample 390 PC_SAMPLES 1 WAITCNT of slice -1 KERNEL [dispatch 24] > INSTRUCTION"
                + " s_waitcnt vmcnt(0) (/src/a.cpp:133)\n",
            "sample 391 PC_SAMPLES 1 ISSUED of slice -1 KERNEL [dispatch 24] > INSTRUCTION"
                + " v_max_i32_e32 v1, v2, v0\n",
            "problem time-unusable 1",
            "events 3");
  }

  @Test
  void statisticsAreSumsByName() throws UnreadableInputException {
    assertThat(text(STATISTICS))
        .contains(
            "sample - WALL_NS 262497406 - of slice -1 RUNTIME hipMalloc\n",
            "sample - SAMPLES 4 - of slice -1 RUNTIME hipMalloc\n",
            "sample - COPY_NS 300 - of slice -1 MEMCPY MEMORY_COPY_HOST_TO_DEVICE\n",
            "sample - KERNEL_NS 1000 - of slice -1 KERNEL void add<int>(int*)\n",
            "sample - KERNELS 5 - of slice -1 KERNEL void add<int>(int*)\n",
            "sample - OTHER 262497706 - of slice -1 SCOPE HIP_API\n",
            "sample - OTHER 1000 - of slice -1 SCOPE KERNEL_DISPATCH\n",
            "problem time-unusable 1");
  }

  @Test
  void dispatchesWithoutTimesAreCounted() throws UnreadableInputException {
    String text = text(WITHOUT_TIMES);
    assertThat(text)
        .contains(
            "sample - KERNELS 1 - of slice -1 KERNEL divide(float*, int)\n",
            "metric SQ_WAVES 16384.0  of slice -1 sample 0 pass -1",
            "metric GRBM_COUNT 3.0  of slice -1 sample 0 pass -1",
            "metric SQ_WAVES 16384.0  of slice -1 sample 1 pass -1");
    assertThat(text.lines().filter(line -> line.startsWith("sample"))).hasSize(2);
  }

  @Test
  void columnsOfMergedRunsHaveTheNumberOfTheirRun() throws IOException {
    assertThat(TableText.of(hardness.read(file("merged-runs"), 1000)))
        .contains(
            "metric SQ_WAVES 16384.0  of slice 0 sample -1 pass 0",
            "metric TCC_HIT[0] 5.0  of slice 0 sample -1 pass 1",
            "metric TCC_HIT[1] 6.0  of slice 0 sample -1 pass 1",
            "metric GRBM_COUNT 9.0  of slice 1 sample -1 pass 2")
        .doesNotContain("metric GRBM_COUNT NaN", "metric Kernel_ID", "metric Start");
  }

  @Test
  void countersBelongToTheirKernel() throws IOException {
    assertThat(TableText.of(hardness.read(file("counters"), 1000)))
        .contains(
            "metric SQ_WAVES 16.0  of slice 0 sample -1 pass -1",
            "metric GRBM_COUNT 77.5  of slice 0 sample -1 pass -1");
  }

  @Test
  void agentsNameTheDevices() throws UnreadableInputException {
    Trace trace = hardness.read(AGENTS.getBytes(StandardCharsets.UTF_8), 1000);
    assertThat(trace.devices().size()).isEqualTo(1);
    assertThat(trace.devices().id(0)).isEqualTo("Agent 1");
    assertThat(trace.devices().name(0)).isEqualTo("AMD Instinct MI300X");
    assertThat(trace.devices().properties(0)).isEqualTo(new DeviceProperties("9.4", 304, 0, 64, 0));
    assertThat(trace.metadata().get("Agent 0")).contains("\"Cu_Count\":64");
  }

  @Test
  void whatDescribesTheMachineNamesItsGpu() throws UnreadableInputException {
    String machine =
        """
        workload_name,gpu_model,gpu_arch,cu_per_gpu,wave_size,max_sclk
        vcopy,MI300X_A1,gfx942,304,64,2100
        """;
    Trace trace = hardness.read(machine.getBytes(StandardCharsets.UTF_8), 1000);
    assertThat(trace.devices().name(0)).isEqualTo("MI300X");
    assertThat(trace.devices().properties(0))
        .isEqualTo(new DeviceProperties("9.4", 304, 0, 64, 2_100_000_000L));
  }

  @Test
  void rooflinesAreKept() throws UnreadableInputException {
    assertThat(text(ROOFLINE))
        .contains("roofline device 0={\"device\":0,\"HBMBw\":1388.9302,\"HBMBwLow\":1388.3835}");
  }

  @Test
  void tablesAreKnownByTheirColumns() throws IOException {
    for (byte[] ours : inputs()) {
      assertThat(importer.match(ours, ours.length)).isEqualTo(Match.CERTAIN);
    }
    for (String other :
        List.of(
            "",
            "\n",
            "a,b\n1,2\n",
            "\"ID\",\"Process ID\",\"Kernel Name\",\"Metric Name\"\n",
            "Name,Calls\n",
            "Kind,Start_Timestamp\n",
            "{\"Dispatch_Id\": 1}")) {
      byte[] head = other.getBytes(StandardCharsets.UTF_8);
      assertThat(importer.match(head, head.length)).as(other).isEqualTo(Match.NO);
    }
  }

  @Test
  void chunksDoNotMatter() throws IOException {
    for (byte[] input : inputs()) {
      hardness.chunksDoNotMatter(input);
    }
  }

  @Test
  void truncationIsSurvived() throws IOException {
    for (byte[] input : inputs()) {
      hardness.truncationIsSurvived(input);
    }
  }

  @Test
  void damageIsSurvived() throws IOException {
    hardness.damageIsSurvived(inputs());
  }

  private String text(String csv) throws UnreadableInputException {
    return TableText.of(hardness.read(csv.getBytes(StandardCharsets.UTF_8), 1000));
  }

  private static List<byte[]> inputs() throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    for (String text : List.of(STOCHASTIC, STATISTICS, WITHOUT_TIMES, AGENTS, ROOFLINE)) {
      inputs.add(text.getBytes(StandardCharsets.UTF_8));
    }
    for (String name : CASES) {
      inputs.add(file(name));
    }
    return inputs;
  }

  private static byte[] file(String name) throws IOException {
    String path = "/cases/rocprof-csv/" + name + "/trace.csv";
    try (InputStream in = RocprofCsvImporterTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    }
  }
}
