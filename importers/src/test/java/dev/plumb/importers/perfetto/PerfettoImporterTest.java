package dev.plumb.importers.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.testing.Hardness;
import dev.plumb.importers.testing.TableText;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ProtoWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PerfettoImporterTest {
  private static final List<byte[]> ALL =
      List.of(
          SampleTraces.rocprofv3(),
          SampleTraces.sdk(),
          SampleTraces.gpu(),
          SampleTraces.samples(),
          SampleTraces.scheduling(),
          SampleTraces.zstd());

  private final PerfettoImporter importer = new PerfettoImporter();
  private final Hardness hardness = new Hardness(importer);

  @Test
  void slicesOfRocprofAreWhatTheyAnnotate() throws UnreadableInputException {
    Trace trace = hardness.read(SampleTraces.rocprofv3(), 1000);
    assertThat(TableText.of(trace))
        .contains(
            "slice 2000 100 RUNTIME hipLaunchKernel 70/71",
            "slice 900 4100 ANNOTATION step 1 70/71",
            "slice 3000 500 KERNEL add(float*) /Agent 1 stream 2 \"VGPR_Count\":8",
            "slice 3400 300 KERNEL overlaps /Agent 1 stream 2",
            "slice 4000 400 MEMCPY MEMORY_COPY_HOST_TO_DEVICE /Agent 1 stream 2",
            "counter 4000 COPY BYTES to Agent [1] (GPU) 4096.0",
            "counter 4400 COPY BYTES to Agent [1] (GPU) 512.0",
            "events 12");
    assertThat(trace.problems()).isEmpty();
    assertThat(trace.launches().correlation(0)).isEqualTo(6);
    assertThat(trace.deviceWork().correlation(0)).isEqualTo(6);
    assertThat(trace.deviceWork().bytes(2)).isEqualTo(4096);
  }

  @Test
  void clocksNamesAndStateBelongToTheirSequence() throws UnreadableInputException {
    Trace trace = hardness.read(SampleTraces.sdk(), 1000);
    assertThat(TableText.of(trace))
        .contains(
            "slice 1005000 12000 CPU forward 70/71 \"phase\":\"train\",\"shape[0]\":2,"
                + "\"shape[1]\":3,\"shape.dtype\":\"f32\"",
            "instant 1007000 tick 70/71",
            "slice 1100000 100000 ASYNC [no name] /track 44",
            "slice 1400000 0 ASYNC open /track 44",
            "instant 1500000 inside /track 44",
            "problem name-lost 1",
            "problem end-without-begin 1",
            "problem begin-without-end 1",
            "problem packet-ignored 1");
    assertThat(trace.baseTimeNs()).isEqualTo(1_700_000_000_000_000_000L - 1_000_000);
    assertThat(trace.strings().get(trace.tracks().threadNameId(0))).isEqualTo("main");
  }

  @Test
  void workOfGpusIsJoinedToTheCallsThatSubmittedIt() throws UnreadableInputException {
    Trace trace = hardness.read(SampleTraces.gpu(), 1000);
    assertThat(TableText.of(trace))
        .contains(
            "slice 900 50 RUNTIME cuLaunchKernel 70/71",
            "slice 1000 500 KERNEL add(float*) 70/GPU 0 compute 0 \"grid\":[8,2,1],"
                + "\"block\":[256,1,1],\"registers_per_thread\":32,"
                + "\"mangled_name\":\"_Z3addPf\",\"arch\":\"sm_90\"",
            "slice 1600 100 MEMCPY Memcpy HtoD 70/GPU 0 compute 0",
            "slice 1700 50 DEVICE_OTHER Fragment /GPU 0 graphics",
            "slice 2000 5 DEVICE_OTHER render /GPU 0 queue",
            "counter 1000 dram read 1.5",
            "counter 1100 busy 60.0",
            "counter 1200 counter 99 1.0",
            "counter 1300 GPU memory of process 70 1048576.0",
            "problem name-lost 1",
            "events 10");
    assertThat(trace.deviceWork().correlation(0)).isEqualTo(10);
    assertThat(trace.deviceWork().correlation(1)).isEqualTo(10);
    assertThat(trace.deviceWork().correlation(2)).isEqualTo(Ids.ABSENT);
    assertThat(trace.deviceWork().bytes(1)).isEqualTo(4096);
    assertThat(trace.launches().correlation(0)).isEqualTo(10);
    assertThat(trace.devices().name(0)).isEqualTo("NVIDIA H100");
    assertThat(trace.strings().get(trace.counters().seriesId(0))).isEqualTo("bytes/s");
    assertThat(trace.strings().get(trace.counters().seriesId(1))).isEqualTo("%");
  }

  @Test
  void samplesHaveTheirStacksAndThreads() throws UnreadableInputException {
    Trace trace = hardness.read(SampleTraces.samples(), 1000);
    assertThat(TableText.of(trace))
        .contains(
            "sample 1000 SAMPLES 1 - of slice -1 NATIVE main > NATIVE gemm (/src/gemm.c:12)\n",
            "sample 1001 SAMPLES 1 - of slice -1 NATIVE main > NATIVE [libblas.so+0x1234]\n",
            "sample 1002 SAMPLES 1 - of slice -1 NATIVE main > SYSTEM gemm > OTHER [unknown]\n",
            "sample 1500 SAMPLES 1 - of slice -1 \n",
            "sample 15000 SAMPLES 1 - of slice -1 NATIVE main > NATIVE gemm",
            "sample 35000 SAMPLES 1 - of slice -1 NATIVE main > NATIVE [libblas.so+0x1234]",
            "problem name-lost 1",
            "problem samples-lost 6");
    assertThat(trace.strings().get(trace.measures().nameId(0))).isEqualTo("cpu-cycles samples");
    int track = trace.samples().trackRow(0);
    assertThat(trace.strings().get(trace.tracks().threadNameId(track))).isEqualTo("loader");
    assertThat(trace.strings().get(trace.tracks().processNameId(track))).isEqualTo("python");
    int own = trace.samples().trackRow(4);
    assertThat(trace.strings().get(trace.tracks().tidId(own))).isEqualTo("72");
  }

  @Test
  void threadsHaveTheirTurnsOnCpus() throws UnreadableInputException {
    for (byte[] input : List.of(SampleTraces.scheduling(), SampleTraces.zstd())) {
      Trace trace = hardness.read(input, 1000);
      assertThat(TableText.of(trace))
          .contains(
              "slice 1000 500 ASYNC on CPU 70/71 \"cpu\":3,\"state\":\"S\"",
              "slice 2000 100 ASYNC on CPU /72 \"cpu\":0,\"state\":\"D\"",
              "slice 2100 50 ASYNC on CPU /73 \"cpu\":0,\"state\":\"R\"",
              "counter 1100 cpu_frequency 2400000.0",
              "counter 1300 gpu_frequency 900000.0",
              "problem packet-ignored 1");
      assertThat(trace.slices().size()).isEqualTo(3);
      assertThat(trace.problems().getFirst().detail()).isEqualTo("ftrace events ×1");
      assertThat(trace.metadata()).containsEntry("ignored_packets", "{\"ftrace events\": 1}");
      int track = trace.slices().trackRow(1);
      assertThat(trace.strings().get(trace.tracks().threadNameId(track))).isEqualTo("kworker");
    }
  }

  @Test
  void itIsKnownByItsPackets() {
    for (byte[] ours : ALL) {
      assertThat(importer.match(ours, ours.length)).isEqualTo(Match.CERTAIN);
      assertThat(importer.match(ours, 25)).isEqualTo(Match.CERTAIN);
    }
    byte[] profile =
        new ProtoWriter().message(1, new ProtoWriter().number(1, 5).number(2, 6)).toBytes();
    byte[] plane = new ProtoWriter().message(1, new ProtoWriter().text(2, "/host:CPU")).toBytes();
    for (byte[] other :
        List.of(new byte[0], "{}".getBytes(StandardCharsets.UTF_8), profile, plane)) {
      assertThat(importer.match(other, other.length)).isEqualTo(Match.NO);
    }
  }

  /** {@code -Dplumb.golden=update} writes them anew. */
  @Test
  void theFilesOfTheCasesAreTheseTraces() throws IOException {
    check("rocprofv3", SampleTraces.rocprofv3());
    check("sdk-clocks", SampleTraces.sdk());
    check("gpu-work", SampleTraces.gpu());
    check("perf-samples", SampleTraces.samples());
    check("scheduling", SampleTraces.scheduling());
  }

  private static void check(String name, byte[] trace) throws IOException {
    Path file =
        Path.of(System.getProperty("plumb.root"))
            .resolve("importers/src/test/resources/cases/perfetto")
            .resolve(name)
            .resolve("trace.pftrace");
    if ("update".equals(System.getProperty("plumb.golden"))) {
      Files.write(file, trace);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(trace);
  }

  @Test
  void chunksDoNotMatter() throws UnreadableInputException {
    for (byte[] trace : ALL) {
      hardness.chunksDoNotMatter(trace);
    }
  }

  @Test
  void truncationIsSurvived() {
    ALL.forEach(hardness::truncationIsSurvived);
  }

  @Test
  void damageIsSurvived() {
    hardness.damageIsSurvived(ALL);
  }
}
