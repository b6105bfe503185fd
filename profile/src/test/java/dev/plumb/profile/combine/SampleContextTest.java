package dev.plumb.profile.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.Linker;
import dev.plumb.profile.Metric;
import dev.plumb.profile.Run;
import dev.plumb.trace.CodeKind;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Quantity;
import dev.plumb.trace.SliceKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where samples stand in the tree when their thread is in a slice. */
class SampleContextTest {
  private final Traces trace = new Traces("trace.json", "chrome");

  private void operator(String tid, String name, long startNs, long durNs) {
    trace
        .out
        .slices()
        .add(
            startNs,
            durNs,
            SliceKind.OPERATOR,
            trace.text(name),
            Ids.NONE,
            trace.track("1", tid),
            Ids.NONE,
            trace.out.operators().add(Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.ABSENT, Ids.NONE));
  }

  private void sample(String tid, long timeNs, Object... frames) {
    int stack = Ids.NONE;
    for (int i = 0; i < frames.length; i += 2) {
      int frame = trace.out.frames().row((CodeKind) frames[i], trace.text((String) frames[i + 1]));
      stack = trace.out.stacks().row(stack, frame);
    }
    trace
        .out
        .samples()
        .add(
            timeNs,
            trace.track("1", tid),
            stack,
            trace.measure(Quantity.SAMPLES, "samples"),
            1,
            Ids.NONE,
            Ids.NONE);
  }

  /** Paths of the nodes that were sampled, outermost first, without run and rank. */
  private List<String> sampled() {
    CallingContextTree tree = Run.of(List.of(Linker.link(trace.out.seal(), trace.problems))).tree();
    List<String> paths = new ArrayList<>();
    for (int node = 0; node < tree.size(); node++) {
      if (tree.exclusive(node, Metric.SAMPLES) > 0) {
        String path = "";
        for (int at = node; tree.parent(at) > 0; at = tree.parent(at)) {
          path = tree.name(at) + (path.isEmpty() ? "" : " > " + path);
        }
        paths.add(path + " ×" + tree.exclusive(node, Metric.SAMPLES));
      }
    }
    return paths;
  }

  @Test
  void aSampleStandsUnderTheInnermostSliceThatWasOpen() {
    operator("7", "aten::linear", 1_000, 1_000);
    operator("7", "aten::mm", 1_200, 300);
    sample("7", 1_250, CodeKind.NATIVE, "sgemm");
    sample("7", 1_600, CodeKind.NATIVE, "sgemm");
    sample("7", 500, CodeKind.NATIVE, "sgemm");
    sample("7", 2_000, CodeKind.NATIVE, "sgemm");
    assertThat(sampled())
        .containsExactlyInAnyOrder(
            "thread 7 > aten::linear > aten::mm > sgemm ×1",
            "thread 7 > aten::linear > sgemm ×1",
            "thread 7 > sgemm ×2");
  }

  @Test
  void whatCalledTheSliceIsNotRepeatedBelowIt() {
    operator("7", "aten::mm", 1_000, 1_000);
    sample(
        "7",
        1_500,
        CodeKind.NATIVE,
        "_start",
        CodeKind.NATIVE,
        "_PyEval_EvalFrameDefault",
        CodeKind.NATIVE,
        "at::native::mm",
        CodeKind.NATIVE,
        "sgemm");
    sample("7", 1_500, CodeKind.PYTHON, "train.py: step");
    assertThat(sampled())
        .containsExactlyInAnyOrder(
            "thread 7 > aten::mm > at::native::mm > sgemm ×1", "thread 7 > aten::mm ×1");
  }

  @Test
  void theTimeOfASampleWithinASliceIsTheSlices() {
    operator("7", "aten::mm", 1_000, 1_000);
    int stack = trace.stack(CodeKind.NATIVE, "sgemm");
    int cpu = trace.measure(Quantity.CPU_NS, "cpu-clock");
    int track = trace.track("1", "7");
    trace.out.samples().add(1_500, track, stack, cpu, 600, Ids.NONE, Ids.NONE);
    trace.out.samples().add(5_000, track, stack, cpu, 70, Ids.NONE, Ids.NONE);
    CallingContextTree tree = Run.of(List.of(Linker.link(trace.out.seal(), trace.problems))).tree();
    assertThat(tree.inclusive(0, Metric.CPU_NS)).isEqualTo(1_070);
  }

  @Test
  void otherThreadsAreOtherThreads() {
    operator("7", "aten::mm", 1_000, 1_000);
    sample("8", 1_500, CodeKind.NATIVE, "poll");
    assertThat(sampled()).containsExactly("thread 8 > poll ×1");
  }

  @Test
  void aLongSliceIsFoundBehindManyShortOnes() {
    operator("7", "outer", 0, 1_000_000);
    for (int i = 0; i < 1_000; i++) {
      operator("7", "inner", 100 + i * 10L, 5);
    }
    sample("7", 500_000, CodeKind.NATIVE, "f");
    sample("7", 107, CodeKind.NATIVE, "f");
    sample("7", 103, CodeKind.NATIVE, "f");
    assertThat(sampled())
        .containsExactlyInAnyOrder("thread 7 > outer > f ×2", "thread 7 > outer > inner > f ×1");
  }
}
