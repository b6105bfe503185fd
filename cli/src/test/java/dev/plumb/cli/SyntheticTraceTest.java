package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.cli.train.SyntheticTrace;
import dev.plumb.cli.train.SyntheticTrace.Flavour;
import dev.plumb.cli.train.SyntheticTrace.Layout;
import dev.plumb.cli.train.SyntheticTrace.Options;
import dev.plumb.cli.train.Truth;
import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.DeviceStats;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.profile.RunSummary;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.SliceKind;
import dev.plumb.trace.io.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The generator knows what it wrote; Plumb must find exactly that. */
class SyntheticTraceTest {
  @TempDir Path folder;

  static Stream<Options> traces() {
    Options small = Options.of(Options.SMALL);
    return Stream.of(
        small,
        small.with(Layout.LINE),
        small.with(Layout.COMPACT),
        small.with(Flavour.HIP).with(Layout.LINE),
        small.with(Flavour.OLD),
        small.with(Flavour.OLD).with(Layout.COMPACT),
        small.withGraphs(),
        small.with(Flavour.HIP).withGraphs(),
        Options.of(50_000));
  }

  @ParameterizedTest
  @MethodSource("traces")
  void plumbFindsWhatWasWritten(Options options) throws IOException {
    Path file = folder.resolve("trace.json");
    Truth truth = write(options, file);
    Run run = load(file);
    RunSummary found = run.summary();
    assertThat(found.events()).isEqualTo(truth.events()).isGreaterThanOrEqualTo(options.events());
    assertThat(found.categories()).isEqualTo(truth.categories());
    assertThat(found.spanNs()).isEqualTo(truth.spanNs());
    assertThat(found.work(SliceKind.KERNEL).count()).isEqualTo(truth.kernels());
    assertThat(found.work(SliceKind.KERNEL).sumNs()).isEqualTo(truth.kernelNs());
    assertThat(found.work(SliceKind.MEMCPY).count()).isEqualTo(truth.memcpys());
    assertThat(found.work(SliceKind.MEMCPY).sumNs()).isEqualTo(truth.memcpyNs());
    assertThat(found.work(SliceKind.MEMSET).count()).isEqualTo(truth.memsets());
    assertThat(found.work(SliceKind.MEMSET).sumNs()).isEqualTo(truth.memsetNs());
    assertThat(found.devices()).extracting(DeviceStats::busyNs).containsExactly(truth.busyNs());
    assertThat(found.linkedToLaunch()).isEqualTo(truth.linkedToLaunch());
    assertThat(found.linkedToOperator()).isEqualTo(truth.linkedToOperator());
    assertThat(found.linkedToPython()).isEqualTo(truth.linkedToPython());
    assertThat(found.unattributedNs()).isEqualTo(truth.unattributedNs());
    assertThat(found.cpuOperators()).isEqualTo(truth.operators());
    assertThat(found.pythonFrames()).isEqualTo(truth.pythonFrames());
    assertThat(found.steps()).isEqualTo(truth.steps());
    assertThat(found.backwardLinks()).isEqualTo(truth.backwardLinks());
    assertThat(found.topKernels(Integer.MAX_VALUE))
        .allSatisfy(k -> assertThat(k.sumNs()).isEqualTo(truth.kernelNames().get(k.name())))
        .hasSize(truth.kernelNames().size());
    assertThat(run.tree().inclusive(CallingContextTree.ROOT, Metric.KERNEL_NS))
        .isEqualTo(truth.kernelNs());
    assertThat(problems(run)).containsExactly(ProblemCode.WORK_WITHOUT_LAUNCH);
  }

  @ParameterizedTest
  @MethodSource("traces")
  void textIsStrictJson(Options options) throws IOException {
    Path file = folder.resolve("trace.json");
    Truth truth = write(options, file);
    long objects = 0;
    try (JsonParser parser =
        new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file))) {
      int depth = 0;
      JsonToken token;
      while ((token = parser.nextToken()) != null) {
        if (token == JsonToken.START_OBJECT && ++depth == 2) {
          objects++;
        } else if (token == JsonToken.END_OBJECT) {
          depth--;
        }
      }
    }
    int metadata = options.flavour() == Flavour.OLD ? 1 : 2; // device, distributedInfo
    assertThat(objects - metadata).isEqualTo(truth.events());
  }

  @Test
  void sameSeedGivesSameBytes() throws IOException {
    Options options = Options.of(Options.SMALL);
    assertThat(bytes(options)).isEqualTo(bytes(options));
    assertThat(bytes(options))
        .isNotEqualTo(bytes(new Options(2, Options.SMALL, Layout.PRETTY, Flavour.CUDA, false)));
  }

  @Test
  void pythonStacksAreDeep() throws IOException {
    Path file = folder.resolve("trace.json");
    write(Options.of(Options.SMALL), file);
    assertThat(load(file).tree().depth()).isBetween(25, 60);
  }

  private static byte[] bytes(Options options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SyntheticTrace.write(options, out);
    return out.toByteArray();
  }

  private static Truth write(Options options, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return SyntheticTrace.write(options, out);
    }
  }

  private static Run load(Path file) throws IOException {
    Progress silent = new Progress(new PrintWriter(Writer.nullWriter()), false);
    return new Loader(Limits.DEFAULTS, null, silent).load(List.of(file.toString()));
  }

  private static List<ProblemCode> problems(Run run) {
    return run.inputs().getFirst().trace().problems().stream().map(Problem::code).toList();
  }
}
