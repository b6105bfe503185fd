package dev.plumb.explain.cost;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the names of kernels tell: who wrote them, and whether they use matrix units. Names are no
 * interface and change with versions, so what this says is a heuristic.
 */
public final class KernelNames {
  private record Library(String name, Pattern pattern) {
    static Library of(String name, String pattern) {
      return new Library(name, Pattern.compile(pattern));
    }
  }

  /** The first that matches a name in lower case. */
  private static final List<Library> LIBRARIES =
      List.of(
          Library.of("FlashAttention", "flash|fmha|mha_|_attn_|attn_fwd|attn_bwd"),
          Library.of("cuDNN", "cudnn|fprop|dgrad|wgrad|implicit_convolve|implicit_gemm"),
          Library.of("Triton", "^triton_"),
          Library.of("hipBLASLt/Tensile", "^cijk_|tensile"),
          Library.of("Composable Kernel", "ck::|_ck_|^_zn2ck|ck_tile|kernel_gemm_xdl|aiter"),
          Library.of("MIOpen", "miopen|igemm_|batched_transpose|naive_conv|sp3asm"),
          // Kernels that CUTLASS generated for cuBLAS are named for architecture and unit.
          Library.of("cuBLAS", "cutlass_\\d+_(tensorop|simt|wmma)"),
          Library.of("CUTLASS", "cutlass"),
          Library.of(
              "cuBLAS", "cublas|splitk|xmma|nvjet|(maxwell|volta|turing|ampere)_[a-z0-9]*gemm"),
          Library.of("BLAS", "gemm|gemv"),
          Library.of("PyTorch", "at::native|c10::|at_cuda_detail"));

  /** Plain lanes, said in so many words, also by generators that write for both. */
  private static final Pattern SURELY_VECTOR = Pattern.compile("simt|ffma|_dot2_");

  /**
   * Shapes of instructions (16816, 884, 1688), their names (hmma, gmma, mfma, wmma, xdlops) and
   * generators that only write for matrix units.
   */
  private static final Pattern MATRIX =
      Pattern.compile(
          "tensorop|tensor\\d+x\\d+|16816|1688|[sh]884|i8816|[hid]mma|gmma|mfma|wmma|xmma|nvjet|xdl"
              + "|_mi\\d+x\\d+|flash|fmha|gtcx|tf32|sm90_|sm100_|cutlass3x");

  /** Families of kernels that know nothing else. */
  private static final Pattern VECTOR =
      Pattern.compile("[sdcz]gemm|gemv|scudnn|_engine<|dgrad2d_alg|winograd|naive_conv");

  /** Where the numbers are fp32, these instructions round them. */
  private static final Pattern TF32 = Pattern.compile("tf32|1688|16816|tensorop");

  private KernelNames() {}

  /** The library that a kernel seems to come from; "other" if nothing tells. */
  public static String library(String kernel) {
    String lower = kernel.toLowerCase(Locale.ROOT);
    for (Library each : LIBRARIES) {
      if (each.pattern.matcher(lower).find()) {
        return each.name;
      }
    }
    return "other";
  }

  /** Which units a kernel multiplies with. */
  public enum Units {
    MATRIX,
    VECTOR,
    /** The name does not tell. */
    UNKNOWN
  }

  /** What a kernel's name says about the units that it multiplies with. */
  public static Units units(String kernel) {
    String lower = kernel.toLowerCase(Locale.ROOT);
    if (SURELY_VECTOR.matcher(lower).find()) {
      return Units.VECTOR;
    }
    if (MATRIX.matcher(lower).find()) {
      return Units.MATRIX;
    }
    return VECTOR.matcher(lower).find() ? Units.VECTOR : Units.UNKNOWN;
  }

  /** Whether a kernel that multiplies fp32 numbers rounds them to TF32, by its name. */
  public static boolean usesTf32(String kernel) {
    return units(kernel) == Units.MATRIX && TF32.matcher(kernel.toLowerCase(Locale.ROOT)).find();
  }
}
