package dev.plumb.importers.perfetto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.rocm.Hardness;
import dev.plumb.importers.rocm.TableText;
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
  void itIsKnownByItsPackets() {
    for (byte[] ours : List.of(SampleTraces.rocprofv3(), SampleTraces.sdk())) {
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
    hardness.chunksDoNotMatter(SampleTraces.rocprofv3());
    hardness.chunksDoNotMatter(SampleTraces.sdk());
  }

  @Test
  void truncationIsSurvived() {
    hardness.truncationIsSurvived(SampleTraces.rocprofv3());
    hardness.truncationIsSurvived(SampleTraces.sdk());
  }

  @Test
  void damageIsSurvived() {
    hardness.damageIsSurvived(List.of(SampleTraces.rocprofv3(), SampleTraces.sdk()));
  }
}
