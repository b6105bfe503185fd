package dev.plumb.explain.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.devices.ComputeUnit;
import dev.plumb.devices.Precision;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations and bytes of single calls, against the formulas written out. */
class CostModelsTest {
  private static Cost known(String call) {
    return Objects.requireNonNull(Calls.cost(call), call);
  }

  private static void costs(String call, long flops, long read, long written) {
    Cost cost = known(call);
    assertThat(new long[] {cost.flops(), cost.bytesRead(), cost.bytesWritten()})
        .as(call)
        .containsExactly(flops, read, written);
  }

  private static void exactly(String call, long flops, long read, long written) {
    costs(call, flops, read, written);
    assertThat(known(call).exactness()).as(call).isEqualTo(Exactness.EXACT);
  }

  private static void roughly(String call, long flops, long read, long written) {
    costs(call, flops, read, written);
    assertThat(known(call).exactness()).as(call).isEqualTo(Exactness.ESTIMATE);
  }

  @Test
  void productsOfMatrices() {
    exactly("aten::mm bf16[8,16] bf16[16,32]", 2 * 8 * 16 * 32, 2 * (8 * 16 + 16 * 32), 2 * 8 * 32);
    exactly(
        "aten::bmm fp32[5,8,16] fp32[5,16,32]",
        5 * 2 * 8 * 16 * 32,
        5 * 4 * (8 * 16 + 16 * 32),
        5 * 4 * 8 * 32);
    exactly(
        "aten::addmm bf16[32] bf16[8,16] bf16[16,32] =1 =1",
        2 * 8 * 16 * 32 + 8 * 32,
        2 * (32 + 8 * 16 + 16 * 32),
        2 * 8 * 32);
    exactly("aten::mv fp32[8,16] fp32[16]", 2 * 8 * 16, 4 * (8 * 16 + 16), 4 * 8);
    exactly("aten::dot fp32[16] fp32[16]", 2 * 16, 4 * 32, 4);
    exactly(
        "aten::linear bf16[4,2,16] bf16[32,16] bf16[32]",
        2 * 8 * 16 * 32 + 8 * 32,
        2 * (8 * 16 + 16 * 32 + 32),
        2 * 8 * 32);
    exactly(
        "aten::matmul fp32[3,1,8,16] fp32[5,16,32]",
        15 * 2 * 8 * 16 * 32,
        4 * (3 * 8 * 16 + 5 * 16 * 32),
        4 * 15 * 8 * 32);
    assertThat(known("aten::mm bf16[8,16] bf16[16,32]").unit()).isEqualTo(ComputeUnit.MATRIX);
    assertThat(known("aten::mm bf16[8,16] bf16[16,32]").precision()).isEqualTo(Precision.BF16);
  }

  @Test
  void aBiasThatIsMultipliedWithZeroIsNotRead() {
    exactly(
        "aten::baddbmm fp32[5,8,32] fp32[5,8,16] fp32[5,16,32] =0 =1",
        5 * 2 * 8 * 16 * 32,
        5 * 4 * (8 * 16 + 16 * 32),
        5 * 4 * 8 * 32);
    exactly(
        "aten::baddbmm fp32[5,8,32] fp32[5,8,16] fp32[5,16,32] =1 =1",
        5 * (2 * 8 * 16 * 32 + 8 * 32),
        5 * 4 * (8 * 16 + 16 * 32 + 8 * 32),
        5 * 4 * 8 * 32);
  }

  @Test
  void whatADimensionRepeatsIsReadOnce() {
    exactly(
        "aten::bmm fp32[5,8,16]/[0,16,1] fp32[5,16,32]/[512,32,1]",
        5 * 2 * 8 * 16 * 32,
        4 * (8 * 16 + 5 * 16 * 32),
        5 * 4 * 8 * 32);
  }

  @Test
  void productsOfSmallNumbersAreWrittenInSixteenBits() {
    Cost cost = known("aten::_scaled_mm fp8[64,128] fp8[128,32] fp32[] fp32[] - - =15 =True");
    assertThat(cost.flops()).isEqualTo(2 * 64 * 128 * 32);
    assertThat(cost.bytesRead()).isEqualTo(64 * 128 + 128 * 32 + 8);
    assertThat(cost.bytesWritten()).isEqualTo(2 * 64 * 32);
    assertThat(cost.precision()).isEqualTo(Precision.FP8);
    exactly("aten::_int_mm i8[8,16] i8[16,32]", 2 * 8 * 16 * 32, 8 * 16 + 16 * 32, 4 * 8 * 32);
  }

  @Test
  void groupedProductsReadEachGroupsMatrix() {
    exactly(
        "aten::_grouped_mm bf16[100,16] bf16[4,16,32] i32[4]",
        2 * 100 * 16 * 32,
        2 * (100 * 16 + 4 * 16 * 32),
        2 * 100 * 32);
    exactly(
        "aten::_grouped_mm bf16[16,100] bf16[100,32] i32[4]",
        2 * 100 * 16 * 32,
        2 * (100 * 16 + 100 * 32),
        2 * 4 * 16 * 32);
  }

  @Test
  void productsOfServers() {
    exactly(
        "vllm::rocm_unquantized_gemm bf16[32,16] bf16[48,16] bf16[48]",
        2 * 32 * 16 * 48 + 32 * 48,
        2 * (32 * 16 + 48 * 16 + 48),
        2 * 32 * 48);
    exactly(
        "aiter::gemm_a16w16 bf16[32,16] bf16[48,16] - =15",
        2 * 32 * 16 * 48,
        2 * (32 * 16 + 48 * 16),
        2 * 32 * 48);
    exactly(
        "_C::cutlass_scaled_mm bf16[32,48] fp8[32,16] fp8[16,48] fp32[1] fp32[1] -",
        2 * 32 * 16 * 48,
        32 * 16 + 48 * 16,
        2 * 32 * 48);
  }

  @Test
  void convolutions() {
    long out = 2L * 8 * 5 * 5; // 9 rows, kernel 3, stride 2, padding 1
    exactly(
        "aten::cudnn_convolution fp16[2,4,9,9] fp16[8,4,3,3] =[1,1] =[2,2] =[1,1] =1 =False",
        2 * out * 4 * 9,
        2 * (2 * 4 * 81 + 8 * 4 * 9),
        2 * out);
    exactly(
        "aten::miopen_convolution fp16[2,4,9,9] fp16[8,4,3,3] fp16[8] =[1,1] =[2,2] =[1,1] =1",
        2 * out * 4 * 9 + out,
        2 * (2 * 4 * 81 + 8 * 4 * 9 + 8),
        2 * out);
    exactly(
        "aten::convolution fp32[2,4,16] fp32[8,2,3] - =[1] =[1] =[1] =False =[0] =2",
        2 * (2 * 8 * 16) * (2 * 3),
        4 * (2 * 4 * 16 + 8 * 2 * 3),
        4 * 2 * 8 * 16);
    exactly(
        "aten::conv3d fp32[1,2,4,4,4] fp32[3,2,2,2,2] - =[1,1,1] =[0,0,0] =[1,1,1] =1",
        2 * (3 * 27) * (2 * 8),
        4 * (2 * 64 + 3 * 2 * 8),
        4 * 3 * 27);
  }

  @Test
  void transposedConvolutionsSumForEachInput() {
    // (5 − 1)·2 − 2·1 + (3 − 1) + 1 + 1 = 10 rows
    long out = 2L * 8 * 10 * 10;
    exactly(
        "aten::conv_transpose2d fp32[2,4,5,5] fp32[4,8,3,3] - =[2,2] =[1,1] =[1,1] =1 =[1,1]",
        2 * (2 * 4 * 25) * (8 * 9),
        4 * (2 * 4 * 25 + 4 * 8 * 9),
        4 * out);
    exactly(
        "aten::convolution fp32[2,4,5,5] fp32[4,8,3,3] - =[2,2] =[1,1] =[1,1] =True =[1,1] =1",
        2 * (2 * 4 * 25) * (8 * 9),
        4 * (2 * 4 * 25 + 4 * 8 * 9),
        4 * out);
  }

  @Test
  void gradientsOfConvolutionsAreConvolutions() {
    String shapes = "fp32[2,8,5,5] fp32[2,4,9,9] fp32[8,4,3,3] =[0] =[2,2] =[1,1] =[1,1]";
    long each = 2 * (2 * 8 * 25) * (4 * 9);
    long dy = 4 * 2 * 8 * 25;
    long x = 4 * 2 * 4 * 81;
    long w = 4 * 8 * 4 * 9;
    String call = "aten::convolution_backward " + shapes + " =False =[0,0] =1 ";
    exactly(call + "=[True,True,False]", 2 * each, dy + x + w, x + w);
    exactly(call + "=[False,True,False]", each, dy + x, w);
    exactly(call + "=[True,False,True]", each + 2 * 8 * 25, dy + w, x + 4 * 8);
    roughly(
        "aten::cudnn_convolution_backward fp32[2,4,9,9] fp32[2,8,5,5] fp32[8,4,3,3]",
        2 * each,
        dy + x + w,
        x + w);
  }

  @Test
  void aConvolutionWithoutItsStrideHasNoCost() {
    assertThat(Calls.cost("aten::cudnn_convolution fp32[2,4,9,9] fp32[8,4,3,3]")).isNull();
  }

  @Test
  void attention() {
    long pairs = 100 * 100;
    long each = 2L * 6 * 64 * 100; // batch 2, six heads, 64 channels, 100 tokens
    String shapes = "bf16[2,6,100,64] bf16[2,6,100,64] bf16[2,6,100,64]";
    exactly(
        "aten::_scaled_dot_product_flash_attention " + shapes + " =0. =False",
        2 * 6 * 2 * pairs * 128,
        3 * 2 * each,
        2 * each);
    exactly(
        "aten::_scaled_dot_product_flash_attention " + shapes + " =0. =True",
        2 * 6 * 2 * pairs / 2 * 128,
        3 * 2 * each,
        2 * each);
    exactly(
        "aten::_flash_attention_forward bf16[2,100,6,64] bf16[2,100,6,64] bf16[2,100,6,64] - - =100"
            + " =100 =0. =False =False",
        2 * 6 * 2 * pairs * 128,
        3 * 2 * each,
        2 * each);
    exactly(
        "aten::_scaled_dot_product_attention_math " + shapes + " fp32[100,100] =0. =False",
        2 * 6 * 2 * pairs * 128,
        3 * 2 * each + 4 * pairs,
        2 * each);
  }

  @Test
  void headsOfKeysThatQueriesShareAreMovedOnce() {
    exactly(
        "aten::_scaled_dot_product_cudnn_attention bf16[2,8,10,64] bf16[2,2,10,64] bf16[2,2,10,64]"
            + " - =False =0. =False",
        2 * 8 * 2 * 100 * 128,
        2 * (2 * 8 * 10 * 64 + 2 * 2 * 2 * 10 * 64),
        2 * 2 * 8 * 10 * 64);
  }

  @Test
  void fewerQueriesThanKeysUnderACausalMask() {
    // flash-attn puts the mask at the end: each of 10 queries sees 90 to 100 keys.
    exactly(
        "flash_attn::_flash_attn_forward bf16[1,10,4,64] bf16[1,100,4,64] bf16[1,100,4,64] =0. =1. =True",
        4 * 2 * (10 * 10 / 2 + 10 * 90) * 128,
        2 * (10 * 4 * 64 + 2 * 100 * 4 * 64),
        2 * 10 * 4 * 64);
    // PyTorch puts it at the start: they see 1 to 10.
    exactly(
        "aten::_scaled_dot_product_flash_attention bf16[1,4,10,64] bf16[1,4,100,64]"
            + " bf16[1,4,100,64] =0. =True",
        4 * 2 * (10 * 10 / 2) * 128,
        2 * (10 * 4 * 64 + 2 * 100 * 4 * 64),
        2 * 10 * 4 * 64);
  }

  @Test
  void attentionBackwardIsTwoAndAHalfTimesForward() {
    String shapes = "bf16[2,6,100,64] bf16[2,6,100,64] bf16[2,6,100,64] bf16[2,6,100,64]";
    long forward = 2L * 6 * 2 * 100 * 100 * 128;
    long each = 2L * 2 * 6 * 64 * 100;
    exactly(
        "aten::_scaled_dot_product_flash_attention_backward "
            + shapes
            + " bf16[2,6,100,64] fp32[2,6,100] - - =100 =100 =0. =False",
        forward * 5 / 2,
        5 * each,
        3 * each);
  }

  @Test
  void packedSequencesAreTakenToBeOfEqualLength() {
    roughly(
        "flash_attn::_flash_attn_varlen_forward bf16[40,4,64] bf16[40,4,64] bf16[40,4,64] i32[5]"
            + " i32[5] =10 =10 =0. =1. =False",
        4 * 4 * 2 * (10 * 10) * 128,
        2 * 3 * 40 * 4 * 64,
        2 * 40 * 4 * 64);
    exactly(
        "flash_attn::_flash_attn_varlen_forward bf16[40,4,64] bf16[40,4,64] bf16[40,4,64] i32[2]"
            + " i32[2] =40 =40 =0. =1. =False",
        4 * 2 * (40 * 40) * 128,
        2 * 3 * 40 * 4 * 64,
        2 * 40 * 4 * 64);
  }

  @Test
  void attentionOverPages() {
    roughly(
        "aiter::mha_batch_prefill bf16[40,8,64] bf16[1000,2,64] bf16[1000,2,64] i32[5] i32[5]"
            + " i32[80] =10 =20 =0. =1. =0. =False =True",
        4 * 4 * 8 * (10 * 10 / 2 + 10 * 10) * 64,
        2 * 40 * 8 * 64 + 2 * 2 * 80 * 2 * 64,
        2 * 40 * 8 * 64);
    roughly(
        "_C::paged_attention_v1 bf16[3,8,64] bf16[3,8,64] bf16[100,2,8,16,8] bf16[100,2,64,16] =2"
            + " =1. i32[3,50] i32[3] =16 =500",
        4 * 3 * 8 * 500 * 64,
        2 * 3 * 8 * 64 + 2 * 2 * 3 * 500 * 2 * 64,
        2 * 3 * 8 * 64);
  }

  @Test
  void normalisation() {
    long n = 4 * 10 * 64;
    exactly(
        "aten::native_layer_norm bf16[4,10,64] =[64] bf16[64] bf16[64] =1e-5",
        7 * n,
        2 * n + 2 * 64 * 2,
        2 * n);
    exactly("aten::native_layer_norm bf16[4,10,64] =[64] - - =1e-5", 5 * n, 2 * n, 2 * n);
    exactly(
        "aten::cudnn_batch_norm fp32[4,10,64] fp32[10] fp32[10] fp32[10] fp32[10] =True =0.1 =1e-5",
        7 * n,
        4 * n + 80,
        4 * n);
    exactly(
        "aten::native_batch_norm fp32[4,10,64] fp32[10] fp32[10] fp32[10] fp32[10] =False =0.1 =1e-5",
        2 * n,
        4 * n + 80,
        4 * n);
    exactly("aiter::rmsnorm bf16[4,64] bf16[4,64] bf16[64] =1e-6", 4 * 256, 2 * 320, 2 * 256);
    exactly(
        "_C::fused_add_rms_norm bf16[4,64] bf16[4,64] bf16[64] =1e-6",
        5 * 256,
        2 * (2 * 256 + 64),
        2 * 2 * 256);
    exactly(
        "aten::native_layer_norm_backward bf16[4,10,64] bf16[4,10,64] =[64] fp32[40] fp32[40]"
            + " bf16[64] bf16[64] =[True,True,True]",
        11 * n,
        2 * 2 * n + 128,
        2 * n + 2 * 128);
    roughly(
        "aten::cudnn_batch_norm fp32[4,10,64] fp32[10] fp32[10] fp32[10] fp32[10]",
        7 * n,
        4 * n + 80,
        4 * n);
  }

  @Test
  void elementwise() {
    exactly("aten::gelu bf16[4,64] =none", 256, 512, 512);
    exactly("aten::add fp32[4,64] fp32[64] =1", 256, 4 * (256 + 64), 4 * 256);
    exactly("aten::mul bf16[4,64] fp64[]", 256, 2 * 256 + 8, 2 * 256);
    exactly("aten::add bf16[4,64] fp32[4,64] =1", 256, 6 * 256, 4 * 256);
    exactly("aten::add_ bf16[4,64] fp32[4,64] =1", 256, 6 * 256, 2 * 256);
    exactly("aten::add fp32[4,64] fp32[4,64] =1", 256, 2 * 4 * 256, 4 * 256);
    exactly("aten::eq i64[4,64] =0", 256, 8 * 256, 256);
    exactly("aten::add fp32[4,1] fp32[1,64] =1", 256, 4 * 68, 4 * 256);
    exactly("aten::addcmul fp32[64] fp32[64] fp32[64] =1", 128, 3 * 256, 256);
    exactly("aten::where bool[64] fp32[64] fp32[64]", 128, 64 + 2 * 256, 256);
    exactly("aten::native_dropout fp16[64] =0.1 =True", 128, 128, 64 * 3);
    exactly("_C::silu_and_mul bf16[4,32] bf16[4,64]", 2 * 128, 2 * 256, 2 * 128);
    exactly("aten::rsub fp32[64] =1 =1", 64, 256, 256);
    assertThat(Calls.cost("aten::add fp32[4,64] fp32[3,64] =1")).isNull();
  }

  @Test
  void softmaxAndLosses() {
    exactly("aten::_softmax bf16[4,64] =-1 =False", 5 * 256, 512, 512);
    exactly("aten::_softmax bf16[4,64] =-1 =True", 5 * 256, 512, 1024);
    exactly("aten::_log_softmax_backward_data fp32[4,64] fp32[4,64] =1 =6", 1024, 2048, 1024);
    exactly("aten::nll_loss_forward fp32[4,64] i64[4] - =1 =-100", 4, 4 * 8 + 4 * 4, 4);
    exactly("aten::nll_loss_backward fp32[] fp32[4,64] i64[4] - =1 =-100 fp32[]", 4, 32, 1024);
    exactly("aten::mse_loss fp32[4,64] fp32[4,64] =1", 3 * 256, 2048, 4);
    exactly("aten::mse_loss fp32[4,64] fp32[4,64] =0", 3 * 256, 2048, 1024);
  }

  @Test
  void reductions() {
    exactly("aten::sum fp32[4,64] =[1] =False", 256, 1024, 16);
    exactly("aten::sum fp32[4,64] =[-1,0] =False", 256, 1024, 4);
    exactly("aten::mean fp32[4,64] =[] =False", 256, 1024, 4);
    exactly("aten::argmax fp32[4,64] =1 =False", 256, 1024, 32);
    exactly("aten::max fp32[4,64] =1 =False", 256, 1024, 4 * 12);
    exactly("aten::max fp32[4,64] fp32[64]", 256, 1024 + 256, 1024);
    exactly("aten::cumsum i64[4,64] =1", 256, 2048, 2048);
    roughly("aten::topk fp32[4,64] =5 =-1 =True =True", 256, 1024, 4 * 5 * 12);
    roughly("aten::sum fp32[4,64] - -", 256, 1024, 4);
  }

  @Test
  void lookUps() {
    exactly("aten::embedding bf16[1000,64] i64[4,10] =-1", 0, 40 * 128 + 320, 40 * 128);
    exactly(
        "aten::embedding_dense_backward bf16[4,10,64] i64[4,10] =1000 =-1 =False",
        40 * 64,
        40 * 128 + 320,
        1000 * 128);
    exactly(
        "aten::_embedding_bag fp32[1000,64] i64[100] i64[10] =False =0",
        6400,
        6400 * 4 + 800 + 80,
        10 * 256);
    exactly("aten::gather fp32[4,64] =1 i64[4,8]", 0, 32 * 4 + 32 * 8, 32 * 4);
    exactly("aten::index_select fp32[100,64] =0 i64[5]", 0, 5 * 256 + 40, 5 * 256);
    exactly("aten::scatter_add_ fp32[100] =0 i64[50] fp32[50]", 50, 400 + 200 + 200, 200);
  }

  @Test
  void pooling() {
    exactly(
        "aten::max_pool2d_with_indices fp16[2,3,8,8] =[2,2] =[2,2] =[0,0] =[1,1] =False",
        2 * 3 * 16 * 4,
        2 * 2 * 3 * 64,
        2 * 3 * 16 * 10);
    exactly("aten::_adaptive_avg_pool2d fp16[2,3,8,8] =[1,1]", 384, 768, 12);
    exactly("aten::upsample_nearest2d fp16[2,3,8,8] =[16,16] =2. =2.", 1536, 768, 3072);
  }

  @Test
  void movement() {
    exactly("aten::copy_ bf16[4,64] fp32[4,64] =False", 0, 1024, 512);
    exactly("aten::fill_ bf16[4,64] =0", 0, 0, 512);
    exactly("aten::constant_pad_nd fp32[4,64] =[0,8,1,1] =0", 0, 1024, 4 * 6 * 72);
    roughly("aten::cat {fp32[4,64],fp32[2,64]} =0", 0, 4 * 384, 4 * 384);
    exactly(
        "_C_cache_ops::reshape_and_cache_flash bf16[8,2,64] bf16[8,2,64] bf16[90,16,2,64]",
        0,
        2 * 2048,
        2 * 2048);
  }

  @Test
  void rotaryEmbeddings() {
    exactly(
        "_C::rotary_embedding i64[10] bf16[10,256] bf16[10,64] =64 bf16[4096,64] =True",
        3 * 3200,
        2 * 3200 + 80 + 10 * 128,
        2 * 3200);
  }

  @Test
  void mixturesOfExpertsReadTheExpertsThatAreUsed() {
    // 1000 tokens use all of 4 experts; a single token uses the two that it is given to.
    String weights = " bf16[4,64,16] bf16[4,16,32] fp32[%1$d,2] i32[%1$d,2]";
    long perExpert = 64 * 16 + 16 * 32;
    roughly(
        "vllm::outplace_fused_experts bf16[1000,16]" + weights.formatted(1000),
        2 * 1000 * 2 * perExpert,
        2 * (1000 * 16 + 4 * perExpert),
        2 * 1000 * 16);
    roughly(
        "vllm::outplace_fused_experts bf16[1,16]" + weights.formatted(1),
        2 * 2 * perExpert,
        2 * (16 + 2 * perExpert),
        2 * 16);
    roughly("FusedDispatch bf16[100,64]", 0, 12800, 12800);
  }

  @Test
  void optimizersOverLists() {
    String p = "{fp32[10,10],fp32[20]}";
    roughly(
        "aten::_fused_adamw_ %1$s %1$s %1$s %1$s {} {} =0.1".formatted(p),
        12 * 120,
        4 * 4 * 120,
        3 * 4 * 120);
    roughly("aten::_fused_sgd_ %1$s %1$s".formatted(p), 2 * 120, 2 * 4 * 120, 4 * 120);
    roughly("aten::_foreach_add_ %1$s %1$s =1".formatted(p), 120, 2 * 480, 480);
    roughly("aten::_foreach_mul_ %s =0.9".formatted(p), 120, 480, 480);
    assertThat(Calls.cost("aten::_foreach_add_ {} =1")).isNull();
  }

  @Test
  void quantisation() {
    exactly("_C::dynamic_scaled_fp8_quant fp8[4,64] bf16[4,64] fp32[1]", 512, 512, 256);
    exactly("fbgemm::FloatToFP8RowwiseQuantized fp32[4,64] =True", 512, 1024, 4 * 72);
    exactly("fbgemm::FP8RowwiseQuantizedToFloat u8[4,72] =True", 512, 288, 1024);
  }

  @Test
  void collectives() {
    String members =
        "\"Collective name\": \"allreduce\", \"dtype\": \"BFloat16\", \"In msg nelems\": 1000,"
            + " \"Out msg nelems\": 1000, \"Group size\": 8, \"Input Dims\": [[[1000]]],"
            + " \"Input type\": [\"TensorList\"]";
    Cost cost = CostModels.cost("record_param_comms", members);
    assertThat(Objects.requireNonNull(cost).bytes()).isEqualTo(4000);
    assertThat(cost.flops()).isEqualTo(1000);
    assertThat(cost.method()).endsWith("3500 bytes over each rank's link"); // 2·7/8 of 2000
  }

  @Test
  void kernelsThatTheCompilerWrote() {
    assertThat(Inductor.operations("triton_poi_fused_add_cos_sin_0")).isEqualTo(3);
    assertThat(Inductor.operations("triton_red_fused__softmax__to_copy_mul_2")).isEqualTo(6);
    assertThat(Inductor.operations("triton_per_fused_native_layer_norm_view_1")).isEqualTo(7);
    roughly(
        "triton_poi_fused_add_mul_0 fp32[4,64] fp32[64] fp32[4,64] =256",
        2 * 256,
        1024 + 256,
        1024);
    // A slice of a larger tensor: only so much is touched.
    roughly("triton_poi_fused_add_0 fp32[1000,64] fp32[4,64] =256", 256, 1024, 1024);
    // Two extents; the number before them is no extent.
    roughly("triton_red_fused_sum_0 fp32[4,64] fp32[4] =99 =4 =64", 256, 1024, 16);
    roughly(
        "triton_tem_fused_mm_1 bf16[8,16] bf16[16,32] bf16[8,32]",
        2 * 8 * 16 * 32,
        2 * (8 * 16 + 16 * 32),
        2 * 8 * 32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aten::mm",
        "aten::mm bf16[8,16]",
        "aten::mm bf16[8,16] bf16[8,16]",
        "aten::mm bf16[4000000000,4000000000] bf16[4000000000,4000000000]",
        "aten::mm bf16[-3,16] bf16[16,4]",
        "aten::addmm - - -",
        "aten::_softmax - =1",
        "aten::convolution fp32[2] fp32[] - =[1] =[1] =[1] =False =[0] =1",
        "aten::_flash_attention_forward bf16[2] bf16[2] bf16[2]",
        "aten::embedding bf16[] i64[4]",
        "aten::max_pool2d_with_indices fp16[8] =[2,2] =[0,0] =[0,0]",
        "aten::native_layer_norm =1",
        "mine::operator fp32[4]"
      })
  void whatTheArgumentsDoNotSayHasNoCost(String call) {
    assertThat(Calls.cost(call)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Input Dims\": [[2, 3], [3",
        "\"Input Dims\": 7, \"Input type\": 8",
        "\"Input Dims\": [[2, [3]], null, {\"a\": 1}], \"Input type\": [1, null, []]",
        "\"Input type\": [\"float\"]",
        "NaN"
      })
  void damagedArgumentsHaveNoCost(String members) {
    assertThat(CostModels.cost("aten::mm", members)).isNull();
  }

  @Test
  void shapesAsAscendWritesThem() {
    String members = "\"Input Dims\": \"8,16;16,32\", \"Input type\": \"c10::Half;c10::Half\"";
    assertThat(Objects.requireNonNull(CostModels.cost("aten::mm", members)).flops())
        .isEqualTo(2 * 8 * 16 * 32);
  }

  @Test
  void everyOperatorHasOneModelAndEveryFamilyOneName() {
    Set<String> operators = new HashSet<>();
    Set<String> families = new HashSet<>();
    for (CostFamily family : CostModels.ALL) {
      assertThat(families.add(family.id())).as(family.id()).isTrue();
      for (String operator : family.operators()) {
        assertThat(operators.add(operator)).as(operator).isTrue();
      }
    }
    assertThat(operators).hasSizeGreaterThan(300);
  }

  /** Beside collectives, PyTorch writes types in several ways. */
  @Test
  void typesBesideCollectivesComeInAnyCase() {
    for (String each : List.of("Float", "float32", "INT", "Int32", "uint32")) {
      assertThat(ElementType.ofCollective(each)).as(each).matches(type -> type.bytes() == 4);
    }
    for (String each : List.of("Double", "Long", "int64", "ComplexFloat", "complex64")) {
      assertThat(ElementType.ofCollective(each)).as(each).matches(type -> type.bytes() == 8);
    }
    for (String each : List.of("Bool", "Byte", "uint8", "float8_e4m3fn", "Float8_e5m2")) {
      assertThat(ElementType.ofCollective(each)).as(each).matches(type -> type.bytes() == 1);
    }
    assertThat(ElementType.ofCollective("BFloat16")).isEqualTo(ElementType.BFLOAT16);
    assertThat(ElementType.ofCollective("mystery")).isNull();
  }
}
