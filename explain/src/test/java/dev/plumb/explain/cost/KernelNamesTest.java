package dev.plumb.explain.cost;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names as libraries gave them on recorded devices. */
class KernelNamesTest {
  @ParameterizedTest
  @CsvSource({
    "volta_sgemm_128x64_nn, cuBLAS, VECTOR, false",
    "ampere_sgemm_32x32_sliced1x4_tn, cuBLAS, VECTOR, false",
    "volta_h884gemm_64x64_ldg8_nn, cuBLAS, MATRIX, false",
    "void cutlass::Kernel<cutlass_80_tensorop_s1688gemm_64x64_16x6_nn_align4>, cuBLAS, MATRIX, true",
    "void cutlass::Kernel2<cutlass_80_simt_sgemm_128x32_8x5_nn_align1>, cuBLAS, VECTOR, false",
    "sm90_xmma_gemm_bf16bf16_bf16f32_f32_tn_n_tilesize128x128x64_cublas, cuBLAS, MATRIX, false",
    "sm80_xmma_fprop_implicit_gemm_indexed_tf32f32_nhwckrsc_nchw_cudnn, cuDNN, MATRIX, true",
    "nvjet_tst_192x192_64x4_1x2_h_bz_coopB_NNT, cuBLAS, MATRIX, false",
    "Cijk_Alik_Bljk_BBS_BH_Bias_HA_S_SAV_UserArgs_MT256x224x64_MI16x16x1_SN, hipBLASLt/Tensile, MATRIX, false",
    "igemm_fwd_gtcx3_nhwc_bf16_bx0_ex1_bt128x256x32, MIOpen, MATRIX, false",
    "miopenSp3AsmConv_v30_3_1_gfx9_fp16_dot2_edc_f2x3_stride1, MIOpen, VECTOR, false",
    "naive_conv_nonpacked_wrw_nchw_half_double_half, MIOpen, VECTOR, false",
    "_ZN2ck16tensor_operation6device12_GLOBAL__N_139kernel_grouped_conv_fwd_xdl, Composable Kernel, MATRIX, false",
    "'void implicit_convolve_sgemm<float, float, 1024, 6, 7>', cuDNN, VECTOR, false",
    "'void cudnn::cnn::wgrad_alg0_engine<float, 128, 6>', cuDNN, VECTOR, false",
    "void pytorch_flash::flash_fwd_kernel<Flash_fwd_kernel_traits>, FlashAttention, MATRIX, false",
    "triton_poi_fused_add_0, Triton, UNKNOWN, false",
    "'void at::native::vectorized_elementwise_kernel<4, at::native::add>', PyTorch, UNKNOWN, false",
    "my_kernel, other, UNKNOWN, false"
  })
  void namesTellLibraryAndUnits(
      String kernel, String library, KernelNames.Units units, boolean tf32) {
    assertThat(KernelNames.library(kernel)).isEqualTo(library);
    assertThat(KernelNames.units(kernel)).isEqualTo(units);
    assertThat(KernelNames.usesTf32(kernel)).isEqualTo(tf32);
  }
}
