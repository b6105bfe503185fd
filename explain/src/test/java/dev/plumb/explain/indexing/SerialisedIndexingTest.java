package dev.plumb.explain.indexing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.explain.Analysis;
import dev.plumb.explain.Clean;
import dev.plumb.explain.Finding;
import dev.plumb.explain.NotApplicable;
import dev.plumb.explain.Program;
import org.junit.jupiter.api.Test;

class SerialisedIndexingTest {
  private static final Analysis ANALYSIS = new SerialisedIndexing();
  private static final String H100 = "NVIDIA H100 80GB HBM3";

  @Test
  void theGradientOfIndexingIsNamedWithItsLine() {
    Program program = Program.on(H100);
    program.at(
        18,
        "gather_rows",
        () ->
            program.within(
                "aten::_index_put_impl_",
                "fp32[10000,256] - fp32[50000,256] =True =True",
                () -> {
                  program.launch("DeviceRadixSortOnesweepKernel", 60, "");
                  program.launch("void at::native::indexing_backward_kernel<float, 4>", 400, "");
                }));
    program.call("aten::mm", "bf16[4096,4096] bf16[4096,4096]", "gemm", 200);

    Finding finding = program.findings(ANALYSIS).getFirst();

    assertThat(finding.id()).isEqualTo("index.serialised/scatters");
    assertThat(finding.impact().ns()).isEqualTo(460_000);
    assertThat(finding.contexts().getFirst().line()).isEqualTo(18);
    assertThat(finding.ceiling()).isNotNull();
    assertThat(finding.ceiling().ns()).isBetween(400_000L, 459_000L);
  }

  @Test
  void theTwinWithAtomicAdditionsIsClean() {
    Program program = Program.on(H100);
    program.call(
        "aten::index_add_",
        "fp32[10000,256] =0 i64[50000] fp32[50000,256] =1",
        "void at::native::indexFuncLargeIndex<float>",
        60);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void sortingForItsOwnSakeIsNoScatter() {
    Program program = Program.on(H100);
    program.call("aten::sort", "fp32[1000000] =0 =False", "DeviceRadixSortOnesweepKernel", 300);
    assertThat(program.ask(ANALYSIS)).isInstanceOf(Clean.class);
  }

  @Test
  void withoutOperatorsItIsNotApplicable() {
    Program program = Program.on(H100);
    program.launch("void at::native::indexing_backward_kernel<float, 4>", 400, "");
    assertThat(program.ask(ANALYSIS)).isInstanceOf(NotApplicable.class);
  }
}
