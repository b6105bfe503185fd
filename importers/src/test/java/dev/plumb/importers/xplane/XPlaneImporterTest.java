package dev.plumb.importers.xplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.importers.ImportSession;
import dev.plumb.importers.Importer.Match;
import dev.plumb.importers.Importers;
import dev.plumb.trace.DeviceProperties;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.Trace;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import dev.plumb.trace.io.ProtoWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XPlaneImporterTest {
  private static final int MUTATIONS = Integer.getInteger("plumb.fuzz.xplane", 2500);

  @TempDir Path folder;

  private Trace read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("input"), content);
    TraceBuilder builder = new TraceBuilder("input", "xplane", new Problems());
    ImportSession session = new XPlaneImporter().open(builder);
    session.acceptFile(file);
    session.finish();
    return builder.seal();
  }

  private static List<ProblemCode> codes(Trace trace) {
    return trace.problems().stream().map(Problem::code).toList();
  }

  /** The inputs of the golden cases are what the maker makes; update writes them. */
  @Test
  void theCasesAreMadeHere() throws IOException {
    Path cases =
        Path.of(
            System.getProperty("plumb.root"),
            "importers",
            "src",
            "test",
            "resources",
            "cases",
            "xplane");
    for (Map.Entry<String, byte[]> each : XPlaneCases.all().entrySet()) {
      Path file = cases.resolve(each.getKey()).resolve("trace.xplane.pb");
      if ("update".equals(System.getProperty("plumb.golden"))) {
        Files.createDirectories(file.getParent());
        Files.write(file, each.getValue());
      }
      assertThat(file).hasBinaryContent(each.getValue());
    }
  }

  @Test
  void exactlyThisImporterIsCertain() {
    XPlaneCases.all()
        .forEach((name, content) ->
            assertThat(Importers.ALL)
                .as(name)
                .filteredOn(i -> i.match(content, content.length) == Match.CERTAIN)
                .singleElement()
                .isInstanceOf(XPlaneImporter.class));
    byte[] pprof = {0x0A, 0x04, 0x08, 0x01, 0x10, 0x02, 0x12, 0x00};
    assertThat(new XPlaneImporter().match(pprof, pprof.length)).isEqualTo(Match.NO);
    assertThat(new XPlaneImporter().match(new byte[0], 0)).isEqualTo(Match.NO);
  }

  @Test
  void linesThatAToolDerivedAreNoWork() throws IOException {
    Trace trace = read(XPlaneCases.all().get("gpu-kernels-of-hlo"));
    long kernels = 0;
    long kernelNs = 0;
    for (int row = 0; row < trace.slices().size(); row++) {
      if (trace.slices().kind(row) == SliceKind.KERNEL) {
        kernels++;
        kernelNs += trace.slices().durNs(row);
      }
    }
    assertThat(kernels).isEqualTo(3);
    assertThat(kernelNs).isEqualTo(5000);
    assertThat(trace.problems()).isEmpty();
    assertThat(trace.baseTimeNs()).isEqualTo(1_700_000_000_000_000_000L);
  }

  @Test
  void aKernelKnowsTheLineThatItIsOf() throws IOException {
    Trace trace = read(XPlaneCases.all().get("gpu-kernels-of-hlo"));
    assertThat(stack(trace, 0))
        .containsExactly(
            "PYTHON main /src/train.py:40",
            "PYTHON f /src/model.py:12",
            "SCOPE jit(f) :0",
            "SCOPE jit(main) :0",
            "SCOPE mlp :0",
            "SCOPE transpose(jvp(a/b)) :0",
            "OPERATOR dot_general /src/model.py:12",
            "OPERATOR dot.1 :0");
    assertThat(stack(trace, 2)).endsWith("OPERATOR add /src/model.py:13", "OPERATOR add.2 :0");
  }

  @Test
  void anInstructionOfATpuKnowsItsCallers() throws IOException {
    assertThat(stack(read(XPlaneCases.all().get("tpu-below-a-nanosecond")), 0))
        .containsExactly(
            "PYTHON main.py:3 /src/main.py:3",
            "PYTHON a.py:9 /src/a.py:9",
            "SCOPE jit(step) :0",
            "SCOPE layer :0",
            "OPERATOR dot_general /src/a.py:9");
  }

  private static List<String> stack(Trace trace, int sliceStack) {
    List<String> frames = new ArrayList<>();
    int stack = trace.sliceStacks().stackRow(sliceStack);
    for (; stack >= 0; stack = trace.stacks().parentRow(stack)) {
      int frame = trace.stacks().frameRow(stack);
      frames.add(
          trace.frames().kind(frame)
              + " "
              + trace.strings().get(trace.frames().nameId(frame))
              + " "
              + trace.strings().get(trace.frames().fileId(frame))
              + ":"
              + trace.frames().line(frame));
    }
    return frames.reversed();
  }

  @Test
  void picosecondsAddUpExactly() throws IOException {
    Trace trace = read(XPlaneCases.all().get("tpu-below-a-nanosecond"));
    assertThat(trace.metadata().get("planes"))
        .contains("\"name\":\"XLA Ops\"")
        .contains("\"sum_ps\":6001344,\"span_ps\":4000500");
  }

  @Test
  void aFileCutAnywhereKeepsWhatWasBeforeTheCut() throws IOException {
    byte[] whole = XPlaneCases.all().get("gpu-kernels-of-hlo");
    long last = 0;
    for (int length = 1; length < whole.length; length++) {
      try {
        Trace trace = read(Arrays.copyOf(whole, length));
        assertThat(trace.events()).as("events of %d bytes", length).isGreaterThanOrEqualTo(last);
        last = trace.events();
        assertThat(codes(trace))
            .as("problems of %d bytes", length)
            .doesNotContain(ProblemCode.EVENT_BROKEN);
      } catch (UnreadableInputException e) {
        assertThat(length).isLessThan(3);
      }
    }
    assertThat(last).isEqualTo(14);
  }

  @Test
  void nothingBadComesOfAnyBytes() throws IOException {
    Random random = new Random(20);
    List<byte[]> seeds = List.copyOf(XPlaneCases.all().values());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] content = mutate(seeds.get(i % seeds.size()), seeds, random);
      try {
        Trace trace = read(content);
        assertThat(trace.slices().size()).isLessThanOrEqualTo(content.length);
      } catch (UnreadableInputException e) {
        assertThat(e.getMessage()).isNotBlank();
      } catch (RuntimeException | Error e) {
        Files.write(Path.of("target", "xplane-fuzz-" + i + ".pb"), content);
        throw new AssertionError("input " + i + " stands in target/", e);
      }
    }
  }

  private static byte[] mutate(byte[] seed, List<byte[]> seeds, Random random) {
    byte[] bytes = seed.clone();
    for (int edits = random.nextInt(6); edits >= 0; edits--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 9), (byte) 0xFF);
        case 3 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1); // lengths and types
        case 4 -> { // a splice
          byte[] other = seeds.get(random.nextInt(seeds.size()));
          int from = random.nextInt(other.length);
          int length =
              Math.min(random.nextInt(40), Math.min(bytes.length - at, other.length - from));
          System.arraycopy(other, from, bytes, at, length);
        }
        default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  @Test
  void aLengthThatLiesTakesNoMemory() throws IOException {
    byte[] plane = new ProtoWriter().text(2, "/host:CPU").toBytes();
    byte[] content = Arrays.copyOf(new byte[] {0x0A, (byte) (plane.length + 10)}, 64);
    System.arraycopy(plane, 0, content, 2, plane.length);
    byte[] line = {0x1A, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07};
    System.arraycopy(line, 0, content, 2 + plane.length, line.length);
    assertThat(read(content).events()).isZero();
  }

  @Test
  void stackFramesThatGoRoundInCirclesEnd() {
    HloModules.Module module = new HloModules.Module();
    module.locationLines.add(1);
    module.frameLocations.add(1);
    module.frameParents.add(1);
    assertThat(module.locations(1)).hasSize(Contexts.MOST_FRAMES);
  }

  @Test
  void statisticsOfAPlaneOfAGpuDescribeIt() throws IOException {
    ProtoWriter space = new ProtoWriter();
    space.message(
        1,
        PlaneText.plane(
            "/device:GPU:3",
            """
            stat compute_cap_major=7
            stat compute_cap_minor=0
            stat core_count=80
            stat memory_size=16945512448
            stat clock_rate=1530000
            line 7 1000 Stream_#7(Compute)
            gemm_kernel 500000 2000000 correlation_id=3 kernel_details=&regs:38
            """));
    Trace trace = read(space.toBytes());
    int row = trace.devices().row("3");
    assertThat(trace.devices().properties(row))
        .isEqualTo(new DeviceProperties("7.0", 80, 16_945_512_448L, 0, 1_530_000_000L));
  }
}
