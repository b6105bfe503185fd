package dev.plumb.explain.unfused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import org.junit.jupiter.api.Test;

class UnfusedOptimizerTest {
  private static final Analysis ANALYSIS = new UnfusedOptimizer();
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  private static Program training(Runnable step, Program program) {
    program.at(70, "train", () -> program.marked("Optimizer.step#SGD.step", step));
    program.call("aten::mm", "bf16[8192,1024] bf16[1024,8192]", "gemm", 500);
    return program;
  }

  @Test
  void aLoopOverParametersIsNamedWithItsLine() {
    Program program = Program.on(H100);
    training(
        () -> {
          for (int i = 0; i < 30; i++) {
            program.call("aten::mul_", "fp32[1000,1000] =0.9", "mul", 5);
            program.call("aten::add_", "fp32[1000,1000] fp32[1000,1000] =1", "add", 5);
          }
        },
        program);

    Finding finding = program.findings(ANALYSIS).getFirst();

    assertThat(finding.id()).isEqualTo("optimizer.unfused/loop");
    assertThat(finding.title()).contains("60 kernels a step");
    assertThat(finding.contexts().getFirst().line()).isEqualTo(70);
    assertThat(finding.advice().code()).contains("fused=True");
    // 30 million parameters in 12 bytes each at 3.35 TB/s take 107 us.
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.impact().ns() - finding.ceiling().ns()).isBetween(107_000L, 108_000L);
  }

  @Test
  void theFusedTwinIsClean() {
    Program program = Program.on(H100);
    training(
        () -> program.call("aten::_fused_adamw_", "- - - -", "multi_tensor_apply_kernel", 150),
        program);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void manyPassesOfForeachAreToldFromALoop() {
    Program program = Program.on(H100);
    training(
        () -> {
          for (int i = 0; i < 24; i++) {
            program.call("aten::_foreach_add_", "- =1", "multi_tensor_apply_kernel", 20);
          }
        },
        program);
    Finding finding = program.findings(ANALYSIS).getFirst();
    assertThat(finding.id()).isEqualTo("optimizer.unfused/foreach");
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().method()).contains("not recorded");
  }

  private static Finding optimizer(String name, String operator) {
    Program program = Program.on(H100);
    Runnable updates =
        () -> {
          for (int i = 0; i < 30; i++) {
            program.call(operator, "fp32[1000,1000] =0.9", "update", 20);
          }
        };
    program.at(70, "train", () -> program.marked("Optimizer.step#" + name + ".step", updates));
    return program.findings(ANALYSIS).getFirst();
  }

  @Test
  void theAdviceIsOfTheOptimizerThatRan() {
    assertThat(optimizer("Adam", "aten::mul_").advice().code())
        .isEqualTo("torch.optim.Adam(model.parameters(), lr=lr, fused=True)  # or foreach=True");
    assertThat(optimizer("AdamW", "aten::_foreach_mul_").advice().code())
        .isEqualTo("torch.optim.AdamW(model.parameters(), lr=lr, fused=True)");
    assertThat(optimizer("RMSprop", "aten::mul_").advice().code())
        .isEqualTo("torch.optim.RMSprop(model.parameters(), lr=lr, foreach=True)");
    assertThat(optimizer("RMSprop", "aten::_foreach_mul_").advice().code())
        .isEqualTo("step = torch.compile(optimizer.step)");
  }

  @Test
  void anOptimizerOfSomebodyElseHasNoOptionsThatAnybodyKnows() {
    for (String operator : new String[] {"aten::mul_", "aten::_foreach_mul_"}) {
      assertThat(optimizer("Shampoo", operator).advice().text()).contains("the step of Shampoo");
      assertThat(optimizer("Shampoo", operator).advice().code()).doesNotContain("torch.optim");
    }
  }

  @Test
  void aHandfulOfParametersIsClean() {
    Program program = Program.on(H100);
    training(
        () -> program.call("aten::add_", "fp32[1000,1000] fp32[1000,1000] =1", "add", 100),
        program);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutOptimizerStepsItIsNotApplicable() {
    Program program = Program.on(H100);
    program.call("aten::mm", "bf16[8192,1024] bf16[1024,8192]", "gemm", 500);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
