package dev.plumb.profile.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.profile.CallingContextTree;
import dev.plumb.profile.FrameKind;
import dev.plumb.profile.Metric;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeMatchTest {
  private final CallingContextTree base = new CallingContextTree();
  private final CallingContextTree fresh = new CallingContextTree();

  /** Adds a path of frames written {@code "PYTHON a.py(1): f > KERNEL k"}; the last one costs. */
  private static int path(CallingContextTree tree, String frames, long value) {
    int node = CallingContextTree.ROOT;
    for (String frame : frames.split(" > ")) {
      int space = frame.indexOf(' ');
      FrameKind kind = FrameKind.valueOf(frame.substring(0, space));
      node = tree.child(node, tree.frame(kind, frame.substring(space + 1)));
    }
    boolean kernel = tree.kind(node) == FrameKind.KERNEL;
    tree.add(node, kernel ? Metric.KERNEL_NS : Metric.CPU_NS, value);
    tree.add(node, Metric.COUNT, 1);
    return node;
  }

  private List<String> lines() {
    base.seal();
    fresh.seal();
    TreeMatch match = TreeMatch.of(base, fresh);
    List<String> lines = new ArrayList<>();
    for (int row = 1; row < match.size(); row++) {
      String before = match.baseNode(row) < 0 ? "-" : base.name(match.baseNode(row));
      String after = match.newNode(row) < 0 ? "-" : fresh.name(match.newNode(row));
      lines.add(
          match.quality(row).label()
              + ": "
              + (before.equals(after) ? before : before + " | " + after)
              + " < "
              + match.parent(row));
    }
    return lines;
  }

  @Test
  void launchCallsOfAllVendorsAreOne() {
    path(base, "OPERATOR aten::mm > RUNTIME cudaLaunchKernel > KERNEL sm90_xmma_gemm_a", 5);
    path(base, "OPERATOR aten::mm > RUNTIME cuLaunchKernel > KERNEL cutlass_80_wmma_gemm_b", 3);
    path(fresh, "OPERATOR aten::mm > RUNTIME hipExtModuleLaunchKernel > KERNEL Cijk_Alik", 5);
    assertThat(lines())
        .containsExactly(
            "same: aten::mm < 0",
            "normalised: cudaLaunchKernel | hipExtModuleLaunchKernel < 1",
            "renamed: sm90_xmma_gemm_a | Cijk_Alik < 2",
            "gone: cutlass_80_wmma_gemm_b | - < 2");
  }

  @Test
  void kernelsOfOneFunctionAreOneWhateverTheirTemplateArguments() {
    path(base, "OPERATOR aten::add > RUNTIME cudaLaunchKernel > KERNEL void k<float, 4>(int)", 5);
    path(fresh, "OPERATOR aten::add > RUNTIME cudaLaunchKernel > KERNEL void k<float, 8>(int)", 5);
    assertThat(lines()).contains("normalised: void k<float, 4>(int) | void k<float, 8>(int) < 2");
    path(base, "OPERATOR aten::mul > RUNTIME cudaLaunchKernel > KERNEL gemm_k<(int)4, true>", 5);
    path(fresh, "OPERATOR aten::mul > RUNTIME cudaLaunchKernel > KERNEL gemm_k<4,(bool)1>", 5);
    assertThat(lines()).contains("normalised: gemm_k<(int)4, true> | gemm_k<4,(bool)1> < 3");
  }

  @Test
  void functionsOfOneNameKeepTheirOrderWhereLinesWereAdded() {
    for (int line : new int[] {10, 30, 50}) {
      path(base, "PYTHON m.py(" + line + "): forward > OPERATOR aten::op" + line, line);
      // The first of them now stands where the second one stood.
      path(fresh, "PYTHON m.py(" + (line + 20) + "): forward > OPERATOR aten::op" + line, line);
    }
    assertThat(lines())
        .contains(
            "aligned: m.py(10): forward | m.py(30): forward < 0",
            "aligned: m.py(30): forward | m.py(50): forward < 0",
            "aligned: m.py(50): forward | m.py(70): forward < 0")
        .noneMatch(line -> line.startsWith("gone") || line.startsWith("new"));
  }

  @Test
  void anInsertedFunctionOfTheSameNameIsNew() {
    path(base, "PYTHON m.py(10): forward > OPERATOR aten::mm", 1);
    path(base, "PYTHON m.py(30): forward > OPERATOR aten::softmax", 1);
    path(fresh, "PYTHON m.py(10): forward > OPERATOR aten::mm", 1);
    path(fresh, "PYTHON m.py(20): forward > OPERATOR aten::conv2d", 1);
    path(fresh, "PYTHON m.py(50): forward > OPERATOR aten::softmax", 1);
    assertThat(lines())
        .contains(
            "aligned: m.py(30): forward | m.py(50): forward < 0", "new: - | m.py(20): forward < 0");
  }

  @Test
  void instancesOfAModuleClassAreOneContext() {
    for (int i = 0; i < 3; i++) {
      path(base, "MODULE nn.Module: Linear_" + i + " > OPERATOR aten::addmm", 1);
    }
    for (int i = 10; i < 14; i++) {
      path(fresh, "MODULE nn.Module: Linear_" + i + " > OPERATOR aten::addmm", 1);
    }
    assertThat(lines())
        .containsExactly(
            "normalised: nn.Module: Linear_0 | nn.Module: Linear_10 < 0",
            "normalised: aten::addmm < 1");
  }

  @Test
  void extraCallersStandBetween() {
    path(base, "PYTHON a.py(1): main > PYTHON a.py(9): f > OPERATOR aten::mm", 8);
    path(base, "PYTHON a.py(1): main > OPERATOR aten::add", 1);
    path(
        fresh,
        "PYTHON a.py(1): main > PYTHON w.py(1): outer > PYTHON w.py(5): inner > PYTHON a.py(9): f >"
            + " OPERATOR aten::mm",
        8);
    path(fresh, "PYTHON a.py(1): main > OPERATOR aten::add", 1);
    assertThat(lines())
        .containsExactly(
            "same: a.py(1): main < 0",
            "new: - | w.py(1): outer < 1",
            "new: - | w.py(5): inner < 2",
            "wrapper: a.py(9): f < 3",
            "same: aten::add < 1",
            "same: aten::mm < 4");
  }

  @Test
  void callersThatWereTakenAwayStandBetween() {
    path(base, "PYTHON a.py(1): main > PYTHON w.py(1): outer > OPERATOR aten::mm", 8);
    path(fresh, "PYTHON a.py(1): main > OPERATOR aten::mm", 8);
    assertThat(lines())
        .containsExactly(
            "same: a.py(1): main < 0", "gone: w.py(1): outer | - < 1", "wrapper: aten::mm < 2");
  }

  /** That something small below a new context has a name that was here says nothing. */
  @Test
  void aContextIsNoExtraCallerOfALittlePartOfIt() {
    path(base, "PYTHON a.py(1): main > OPERATOR aten::copy_", 8);
    path(fresh, "PYTHON a.py(1): main > PYTHON b.py(1): other > OPERATOR aten::copy_", 8);
    path(fresh, "PYTHON a.py(1): main > PYTHON b.py(1): other > OPERATOR aten::mm", 800);
    assertThat(lines()).contains("gone: aten::copy_ | - < 1", "new: - | b.py(1): other < 1");
  }

  @Test
  void aContextOfAnotherNameThatDoesTheSameIsTheSame() {
    String below = " > OPERATOR aten::mm > RUNTIME cudaLaunchKernel > KERNEL gemm";
    path(base, "OPERATOR CudnnConvolutionBackward" + below, 8);
    path(fresh, "OPERATOR ConvolutionBackward0" + below, 8);
    assertThat(lines())
        .contains("renamed: CudnnConvolutionBackward | ConvolutionBackward0 < 0", "same: gemm < 3");
  }

  @Test
  void aContextOfAnotherNameThatDoesSomethingElseIsNot() {
    path(base, "OPERATOR aten::linear > OPERATOR aten::addmm", 8);
    path(fresh, "OPERATOR CompiledFunction > OPERATOR inductor::whatever", 8);
    assertThat(lines())
        .containsExactly(
            "gone: aten::linear | - < 0",
            "gone: aten::addmm | - < 1",
            "new: - | CompiledFunction < 0",
            "new: - | inductor::whatever < 3");
  }

  @Test
  void whatWasMovedIsFoundElsewhere() {
    path(base, "PYTHON a.py(1): f > OPERATOR MulBackward0 > OPERATOR aten::mul", 8);
    path(base, "PYTHON a.py(5): g > OPERATOR aten::sum", 1);
    path(fresh, "PYTHON a.py(1): f > OPERATOR aten::sub", 1);
    path(fresh, "PYTHON a.py(5): g > OPERATOR aten::sum", 1);
    path(fresh, "PYTHON a.py(5): g > OPERATOR MulBackward0 > OPERATOR aten::mul", 8);
    base.seal();
    fresh.seal();
    TreeMatch match = TreeMatch.of(base, fresh);
    int moved = 0;
    for (int row = 0; row < match.size(); row++) {
      if (match.movedTo(row) >= 0) {
        moved++;
        assertThat(match.name(row)).isEqualTo("MulBackward0");
        assertThat(match.movedTo(match.movedTo(row))).isEqualTo(row);
      }
    }
    assertThat(moved).isEqualTo(2);
  }

  @Test
  void threadsAndRanksOfOtherNumbersAreTheSame() {
    path(base, "RANK rank 3 > THREAD thread 11 (python) > STEP step > OPERATOR aten::mm", 8);
    path(base, "RANK rank 4 > THREAD thread 12 (python) > STEP step > OPERATOR aten::mm", 8);
    path(fresh, "RANK x.json > THREAD thread 9 (python) > STEP step > OPERATOR aten::mm", 8);
    assertThat(lines()).hasSize(4).noneMatch(line -> line.matches("(gone|new|renamed).*"));
  }

  @Test
  void threadsOfOtherNamesArePairedByWhatTheyDo() {
    path(base, "RANK a > THREAD train (11) > OPERATOR aten::mm", 8);
    path(base, "RANK a > THREAD loader (12) > OPERATOR aten::stack", 800);
    path(fresh, "RANK a > THREAD pytest (21) > OPERATOR aten::mm", 8);
    path(fresh, "RANK a > THREAD worker (22) > OPERATOR aten::stack", 800);
    assertThat(lines())
        .contains(
            "renamed: train (11) | pytest (21) < 1",
            "renamed: loader (12) | worker (22) < 1",
            "same: aten::mm < " + 2)
        .noneMatch(line -> line.matches("(gone|new).*"));
  }

  @Test
  void deepAndWideTreesAreMatchedToo() {
    int left = CallingContextTree.ROOT;
    int right = CallingContextTree.ROOT;
    for (int depth = 0; depth < 20_000; depth++) {
      left = base.child(left, base.frame(FrameKind.PYTHON, "a.py(" + depth % 7 + "): f"));
      right = fresh.child(right, fresh.frame(FrameKind.PYTHON, "a.py(" + (depth % 7 + 1) + "): f"));
    }
    for (int i = 0; i < 5_000; i++) {
      base.child(left, base.frame(FrameKind.PYTHON, "b.py(" + i + "): g"));
      fresh.child(right, fresh.frame(FrameKind.PYTHON, "b.py(" + (2 * i) + "): g"));
      base.child(left, base.frame(FrameKind.OPERATOR, "x" + "ab".repeat(i % 9) + i));
      fresh.child(right, fresh.frame(FrameKind.OPERATOR, "y" + "cd".repeat(i % 9) + i));
    }
    base.seal();
    fresh.seal();
    TreeMatch match = TreeMatch.of(base, fresh);
    assertThat(match.counts()[MatchQuality.NORMALISED.ordinal()]).isEqualTo(20_000);
    assertThat(match.counts()[MatchQuality.ALIGNED.ordinal()]).isEqualTo(5_000);
  }
}
