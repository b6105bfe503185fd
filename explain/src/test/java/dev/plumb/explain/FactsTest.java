package dev.plumb.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.DeviceLane.Work;
import dev.plumb.trace.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactsTest {
  @Test
  void workOfADeviceIsSplitAndOverlapsAreNotCountedTwice() {
    Scenario s = new Scenario();
    s.kernel("gemm", 0, 5, 100, 50);
    s.kernel("ncclDevKernel_AllReduce", 10, 5, 120, 80, "20", "");
    s.copy("cudaMemcpyAsync", "Memcpy DtoH (Device -> Pageable)", 20, 5, 300, 10, 4096);

    List<DeviceLane> lanes = s.facts().lanes();

    assertThat(lanes).hasSize(1);
    DeviceLane lane = lanes.getFirst();
    assertThat(lane.of(Work.COMPUTE).total()).isEqualTo(50);
    assertThat(lane.of(Work.COMMUNICATION).total()).isEqualTo(80);
    assertThat(lane.of(Work.COPY).total()).isEqualTo(10);
    assertThat(lane.busy().total()).isEqualTo(110);
    assertThat(lane.totalNs()).isEqualTo(210);
  }

  @Test
  void theLineIsTheProgramsAndNotTheLibrarys() {
    Scenario s = new Scenario();
    s.python("train.py", 12, "main", 0, 100);
    s.python("/usr/lib/python3.12/site-packages/torch/nn/modules/linear.py", 110, "forward", 5, 80);
    s.op("aten::linear", 10, 50);
    int kernel = s.kernel("gemm", 20, 5, 200, 50);
    Facts facts = s.facts();

    Context context = facts.sources().context(facts.sliceNodes(0)[kernel], 50);

    assertThat(context.file()).isEqualTo("train.py");
    assertThat(context.line()).isEqualTo(12);
    assertThat(context.text()).isEqualTo("train.py:12 main > aten::linear > gemm");
  }

  @Test
  void whereOnlyALibraryIsKnownItsLineIsGiven() {
    Scenario s = new Scenario();
    s.python("/usr/lib/python3.12/site-packages/torch/nn/modules/linear.py", 110, "forward", 5, 80);
    int kernel = s.kernel("gemm", 20, 5, 200, 50);
    Facts facts = s.facts();

    assertThat(facts.sources().context(facts.sliceNodes(0)[kernel], 1).line()).isEqualTo(110);
    assertThat(facts.sources().context(Ids.NONE, 1).label()).isEqualTo("[unattributed]");
  }

  @Test
  void theImpactIsAShareOfTheStepsOfAllRanks() {
    Scenario zero = new Scenario(0);
    zero.step(1, 0, 1000);
    zero.kernel("gemm", 20, 5, 200, 50);
    Scenario one = new Scenario(1);
    one.step(1, 0, 3000);

    Facts facts = Scenario.facts(zero, one);

    assertThat(facts.impact(400)).isEqualTo(new Impact(400, 4000, "steps"));
    assertThat(facts.steps()).extracting(Step::rank).containsExactly(0, 1);
    assertThat(facts.has(Evidence.SHAPES)).isFalse();
  }

  @Test
  void workOfSeveralDevicesIsAShareOfTheStepsOfEach() {
    Scenario s = new Scenario();
    s.step(1, 0, 1000);
    s.kernel("gemm", 20, 5, 200, 700);
    s.device("1", "second");
    s.kernel("gemm", 30, 5, 300, 700);
    s.device("2", "third");
    s.kernel("gemm", 40, 5, 400, 10);

    assertThat(s.facts().impact(710).share()).isEqualTo(0.71);
    assertThat(s.facts().deviceImpact(1400))
        .isEqualTo(new Impact(1400, 1410, "steps of all devices"));
  }

  /** Steps that only launch last a moment; their device works for long. */
  @Test
  void stepsThatCoverLittleOfTheWorkAreNoMeasure() {
    Scenario s = new Scenario();
    s.step(1, 0, 1000);
    s.kernel("gemm", 20, 5, 200, 50_000);

    assertThat(s.facts().impact(400)).isEqualTo(new Impact(400, 50_000, "device time"));
  }

  @Test
  void anotherFrameworkIsKnownByItsOperators() {
    Scenario torch = new Scenario();
    torch.op("aten::mm", 0, 10);
    assertThat(torch.facts().isForeign()).isFalse();
    Scenario onnx = new Scenario();
    onnx.op("MatMul_kernel_time", 0, 10);
    assertThat(onnx.facts().isForeign()).isTrue();
    Scenario kernels = new Scenario();
    kernels.orphan("gemm", 0, 10);
    assertThat(kernels.facts().isForeign()).isFalse();
  }

  @Test
  void shapesAreFoundInTheArguments() {
    Scenario s = new Scenario();
    s.op("aten::mm", 0, 10, "\"Input Dims\": [[2, 3], [3, 4]]");
    assertThat(s.facts().has(Evidence.SHAPES)).isTrue();
  }
}
