package dev.plumb.explain.cost;

import dev.plumb.explain.base.Words;
import java.util.Locale;

/**
 * What the names of kernels tell: who wrote them, and whether they use matrix units. Names are no
 * interface and change with versions, so what this says is a heuristic.
 */
public final class KernelNames {
  private static final Words FLASH =
      Words.of("flash", "fmha", "mha_", "_attn_", "attn_fwd", "attn_bwd");
  private static final Words CUDNN =
      Words.of("cudnn", "fprop", "dgrad", "wgrad", "implicit_convolve", "implicit_gemm");
  private static final Words COMPOSABLE =
      Words.of("ck::", "_ck_", "_zn2ck", "ck_tile", "kernel_gemm_xdl", "aiter");
  private static final Words MIOPEN =
      Words.of("miopen", "igemm_", "batched_transpose", "naive_conv", "sp3asm");

  /** How kernels that CUTLASS generated for cuBLAS are named: for architecture and unit. */
  private static final Words GENERATED = Words.of("_tensorop", "_simt", "_wmma");

  private static final Words CUBLAS = Words.of("cublas", "splitk", "xmma", "nvjet");
  private static final Words ARCHITECTURES = Words.of("maxwell_", "volta_", "turing_", "ampere_");
  private static final Words PYTORCH = Words.of("at::native", "c10::", "at_cuda_detail");

  /** Plain lanes, said in so many words, also by generators that write for both. */
  private static final Words SURELY_VECTOR = Words.of("simt", "ffma", "_dot2_");

  /**
   * Shapes of instructions (16816, 884, 1688), their names (hmma, gmma, mfma, wmma, xdlops) and
   * generators that only write for matrix units.
   */
  private static final Words MATRIX =
      Words.of(
          "tensorop",
          "_tensor16x",
          "_tensor8x",
          "16816",
          "1688",
          "s884",
          "h884",
          "i8816",
          "hmma",
          "imma",
          "dmma",
          "gmma",
          "mfma",
          "wmma",
          "xmma",
          "nvjet",
          "xdl",
          "_mi16x",
          "_mi32x",
          "_mi4x",
          "flash",
          "fmha",
          "gtcx",
          "tf32",
          "sm90_",
          "sm100_",
          "cutlass3x");

  /** Families of kernels that know nothing else. */
  private static final Words VECTOR =
      Words.of(
          "sgemm",
          "dgemm",
          "cgemm",
          "zgemm",
          "gemv",
          "scudnn",
          "_engine<",
          "dgrad2d_alg",
          "winograd",
          "naive_conv");

  /** Where the numbers are fp32, these instructions round them. */
  private static final Words TF32 = Words.of("tf32", "1688", "16816", "tensorop");

  /** Which units a kernel multiplies with. */
  public enum Units {
    MATRIX,
    VECTOR,
    /** The name does not tell. */
    UNKNOWN
  }

  private KernelNames() {}

  /** The library that a kernel seems to come from; "other" if nothing tells. */
  public static String library(String kernel) {
    String lower = kernel.toLowerCase(Locale.ROOT);
    if (FLASH.inLower(lower)) {
      return "FlashAttention";
    } else if (CUDNN.inLower(lower)) {
      return "cuDNN";
    } else if (lower.startsWith("triton_")) {
      return "Triton";
    } else if (lower.startsWith("cijk_") || lower.contains("tensile")) {
      return "hipBLASLt/Tensile";
    } else if (COMPOSABLE.inLower(lower)) {
      return "Composable Kernel";
    } else if (MIOPEN.inLower(lower)) {
      return "MIOpen";
    } else if (lower.contains("cutlass_") && GENERATED.inLower(lower)) {
      return "cuBLAS";
    } else if (lower.contains("cutlass")) {
      return "CUTLASS";
    }
    return productOrOther(lower);
  }

  private static String productOrOther(String lower) {
    boolean product = lower.contains("gemm") || lower.contains("gemv");
    if (CUBLAS.inLower(lower) || product && ARCHITECTURES.beginLower(lower)) {
      return "cuBLAS";
    } else if (product) {
      return "BLAS";
    }
    return PYTORCH.inLower(lower) ? "PyTorch" : "other";
  }

  /** What a kernel's name says about the units that it multiplies with. */
  public static Units units(String kernel) {
    String lower = kernel.toLowerCase(Locale.ROOT);
    if (SURELY_VECTOR.inLower(lower)) {
      return Units.VECTOR;
    }
    if (MATRIX.inLower(lower)) {
      return Units.MATRIX;
    }
    return VECTOR.inLower(lower) ? Units.VECTOR : Units.UNKNOWN;
  }

  /** Whether a kernel that multiplies fp32 numbers rounds them to TF32, by its name. */
  public static boolean usesTf32(String kernel) {
    return units(kernel) == Units.MATRIX && TF32.in(kernel);
  }
}
