package dev.plumb.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelFamilyTest {
  @ParameterizedTest
  @CsvSource({
    "fusion.12, FUSED",
    "broadcast_add_fusion.1, FUSED",
    "input_transpose_fusion, FUSED",
    "gemm_fusion_dot_3, GEMM",
    "loop_dot_fusion.2, GEMM",
    "dot.7, GEMM",
    "dot-general.3.clone, GEMM",
    "convolution.4, CONVOLUTION",
    "all-reduce.1, COLLECTIVE",
    "all-gather-start.2, COLLECTIVE",
    "dynamic-update-slice.9, INDEX",
    "copy.3, MOVE",
    "wrapped_transpose, MOVE",
    "reduce.11, REDUCE",
    "reduce-window.2, POOL",
    "broadcast.2, ELEMENTWISE",
    "__cublas$gemm, GEMM",
    "cudnn-conv.1.0, CONVOLUTION",
    "custom-call.5, OTHER",
    "while.2, OTHER",
    "sm90_xmma_gemm_f16f16_f16f32, GEMM",
    "void at::native::vectorized_elementwise_kernel<4>, ELEMENTWISE",
  })
  void namesOfXlaTellTheFamily(String name, KernelFamily family) {
    assertThat(KernelFamily.of(name)).isEqualTo(family);
  }
}
