package dev.plumb.record.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumb.record.Programs;
import dev.plumb.record.Pythons;
import dev.plumb.record.sample.Samples.Sample;
import dev.plumb.record.stack.StackQuality;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Training loops on a CPU: samples must lead from a line of Python into operators and below. */
@ParameterizedClass
@MethodSource("dev.plumb.record.Pythons#withTorches")
class TorchTest {
  private static final int SAMPLES = 500;

  private static final Path WORKLOADS =
      Path.of(System.getProperty("plumb.root"), "examples/record");

  private final String python;

  TorchTest(String named) {
    python = Pythons.withTorch(named);
  }

  private List<Sample> samples(String loop) throws Exception {
    String program =
        """
        import sys, torch
        sys.path.insert(0, %s)
        import workloads
        torch.set_num_threads(1)
        step = workloads.%s("cpu")
        for _ in range(3): step()
        print('ready', flush=True)
        while True: step()
        """
            .formatted("'" + WORKLOADS + "'", loop);
    ProcessBuilder command = new ProcessBuilder(python, "-c", program);
    command.environment().put("OMP_NUM_THREADS", "1");
    try (Programs.Running running = Programs.start(command)) {
      Samples samples = new Samples(running.pid(), SamplingOptions.DEFAULT.withHertz(499));
      samples.needPerf();
      List<Sample> taken = samples.take(SAMPLES);
      // Where this test gets little CPU, Python stacks are read too late, and said to be so.
      List<Sample> inTime = taken.stream().filter(sample -> !sample.has(LATE)).toList();
      System.out.println(loop + ": " + inTime.size() + " of " + taken.size() + " read in time");
      assertThat(taken.size() - inTime.size()).isEqualTo(samples.sampling().counts().late());
      assumeTrue(inTime.size() > SAMPLES / 3, "the machine is too busy to sample");
      return inTime;
    }
  }

  private static final String LATE = "[Python stack not read in time]";

  private static long percent(List<Sample> samples, java.util.function.Predicate<Sample> is) {
    return samples.stream().filter(is).count() * 100 / samples.size();
  }

  private static boolean isOperator(String frame) {
    return frame.startsWith("at::");
  }

  @Test
  void samplesOfConvolutionsLeadFromPythonThroughOperatorsIntoTheKernel() throws Exception {
    List<Sample> samples = samples("resnet");
    long joined =
        percent(
            samples,
            sample ->
                sample.quality() == StackQuality.BY_TIME
                    && sample
                        .frames()
                        .subList(0, sample.nativeFrom())
                        .contains("resnet.<locals>.step")
                    && sample.nativeFrom() < sample.frames().size());
    long inOperators =
        percent(samples, sample -> sample.frames().stream().anyMatch(TorchTest::isOperator));
    System.out.println(
        "resnet: %d %% join Python to native frames, %d %% operators"
            .formatted(joined, inOperators));
    assertThat(joined).isGreaterThanOrEqualTo(95);
    assertThat(inOperators).isGreaterThanOrEqualTo(85);
    assertThat(percent(samples, Sample::isTruncated)).isLessThanOrEqualTo(2);
  }

  @Test
  void samplesOfOperatorsOfAMicrosecondLeadToTheLoop() throws Exception {
    List<Sample> samples = samples("transformer");
    assertThat(percent(samples, sample -> sample.has("transformer.<locals>.step")))
        .isGreaterThanOrEqualTo(90);
    assertThat(percent(samples, Sample::isTruncated)).isLessThanOrEqualTo(2);
  }
}
