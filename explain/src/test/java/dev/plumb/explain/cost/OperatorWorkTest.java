package dev.plumb.explain.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.devices.DeviceMatcher;
import dev.plumb.devices.Precision;
import dev.plumb.explain.Facts;
import dev.plumb.explain.Program;
import dev.plumb.explain.Scenario;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OperatorWorkTest {
  private static List<String> owners(Facts facts) {
    return OperatorGroups.of(facts).all().stream()
        .map(each -> each.operator() + " " + each.calls() + " " + each.busyNs())
        .toList();
  }

  @Test
  void theOutermostOperatorWithACostHasTheTimeOfAllWithin() {
    Program outer = new Program();
    outer.within(
        "aten::embedding",
        "bf16[100,64] i64[10] =-1",
        () -> outer.call("aten::index_select", "bf16[100,64] =0 i64[10]", "gather", 5));
    assertThat(owners(outer.facts())).containsExactly("aten::embedding 1 5000");
  }

  @Test
  void aWrapperLeavesTheTimeToTheOperatorBelowThatHasACost() {
    Program program = new Program();
    program.within(
        "aten::linear",
        "bf16[8,16] bf16[32,16] bf16[32]",
        () -> program.call("aten::addmm", "bf16[32] bf16[8,16] bf16[16,32] =1 =1", "gemm", 5));
    program.within("aten::linear", "bf16[8,16] bf16[32,16] -", () -> program.launch("gemm", 3, ""));
    assertThat(owners(program.facts()))
        .containsExactly("aten::addmm 1 5000", "aten::linear 1 3000");
  }

  @Test
  void withoutACostTheInnermostOperatorHasTheTime() {
    Program program = new Program();
    program.within("my::layer", "", () -> program.call("my::inner", "", "kernel", 5));
    Facts facts = program.facts();
    assertThat(owners(facts)).containsExactly("my::inner 1 5000");
    assertThat(OperatorGroups.of(facts).modelledNs()).isZero();
    assertThat(OperatorGroups.of(facts).deviceNs()).isEqualTo(5000);
  }

  @Test
  void backwardWorkBelongsToItsOwnOperatorNotToTheForwardOneAboveIt() {
    Scenario s = new Scenario();
    s.op("aten::linear", 0, 100, Calls.members("bf16[8,16] bf16[32,16] -"), 7, 0);
    s.kernel("gemm", 10, 5, 200, 50);
    s.thread("200");
    s.op("autograd::engine::evaluate_function: AddmmBackward0", 300, 100, "", 7, 1);
    s.op("AddmmBackward0", 310, 80, "", 7, 1);
    s.op("aten::mm", 320, 50, Calls.members("bf16[16,8] bf16[8,32]"));
    s.kernel("gemm", 330, 5, 400, 70);
    assertThat(owners(s.facts())).containsExactlyInAnyOrder("aten::linear 1 50", "aten::mm 1 70");
  }

  @Test
  void timeIsTheUnionOfWorkThatOverlaps() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 100, Calls.members("bf16[8,16] bf16[16,32]"));
    s.kernel("gemm", 10, 5, 200, 100, "7", "");
    s.kernel("gemm", 20, 5, 250, 100, "8", "");
    s.kernel("reduce", 30, 5, 400, 50, "7", "");
    assertThat(owners(s.facts())).containsExactly("aten::mm 1 200");
    OperatorWork.Input input = OperatorWork.of(s.facts()).input(0);
    assertThat(input.pieces(0)).isEqualTo(3);
  }

  @Test
  void copiesFromTheHostHaveNoRoofline() {
    Scenario s = new Scenario();
    s.device("0", "NVIDIA H100 80GB HBM3");
    s.op("aten::copy_", 0, 100, Calls.members("fp32[1000] fp32[1000] =False"));
    s.copy("cudaMemcpyAsync", "Memcpy HtoD (Pageable -> Device)", 10, 5, 200, 100, 4000);
    OperatorGroups.Group group = OperatorGroups.of(s.facts()).all().getFirst();
    assertThat(group.copiesToHost()).isTrue();
    assertThat(group.cost()).isNotNull();
    assertThat(group.roofline()).isNull();
  }

  @Test
  void workIsTimeTimesPeakTimesEfficiency() {
    Peaks peaks =
        Objects.requireNonNull(
            Peaks.of(new DeviceMatcher(DeviceCatalogue.bundled()).match("NVIDIA H100 80GB HBM3")));
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      Cost cost =
          new Cost(
              random.nextLong(1L << 45),
              1 + random.nextLong(1L << 35),
              random.nextLong(1L << 35),
              random.nextBoolean() ? Precision.BF16 : Precision.FP32,
              random.nextBoolean() ? ComputeUnit.MATRIX : ComputeUnit.VECTOR,
              Exactness.EXACT,
              "");
      long busy = 1 + random.nextLong(1L << 30);
      Roofline roofline = Objects.requireNonNull(Roofline.of(cost, 3, busy, peaks, "sgemm"));
      double work = busy / 1e9 * roofline.peak().perSecond() * roofline.efficiency();
      assertThat(work).isCloseTo(roofline.work(), Offset.offset(1e-9 * roofline.work()));
      assertThat(roofline.idealNs())
          .isGreaterThanOrEqualTo(roofline.computeNs())
          .isGreaterThanOrEqualTo(roofline.memoryNs());
    }
  }

  @Test
  void theBoundingPeakIsThatOfTheUnitsThatTheKernelUses() {
    Peaks peaks =
        Objects.requireNonNull(
            Peaks.of(new DeviceMatcher(DeviceCatalogue.bundled()).match("NVIDIA H100 80GB HBM3")));
    Cost cost = Objects.requireNonNull(Calls.cost("aten::mm fp32[4096,4096] fp32[4096,4096]"));
    assertThat(peak(cost, peaks, "ampere_sgemm_128x64_tn")).isEqualTo("vector fp32");
    assertThat(peak(cost, peaks, "cutlass_80_tensorop_s1688gemm_256x128_nn_align4"))
        .isEqualTo("matrix tf32");
    Cost brain = Objects.requireNonNull(Calls.cost("aten::mm bf16[4096,4096] bf16[4096,4096]"));
    assertThat(peak(brain, peaks, "nvjet_tst_128x256")).isEqualTo("matrix bf16");
  }

  private static String peak(Cost cost, Peaks peaks, String kernel) {
    return Objects.requireNonNull(Roofline.of(cost, 1, 1000, peaks, kernel)).peak().name();
  }
}
