package dev.plumb.profile;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel computes, told by its name alone: the same work has other names on other hardware
 * ({@code sm90_xmma_gemm…}, {@code nvjet…}, {@code Cijk_…}), and is of the same family.
 */
public enum KernelFamily {
  /** Data between devices, see {@link Collectives}. */
  COLLECTIVE("collective"),
  /** Fused attention. */
  ATTENTION("attention"),
  /** Convolutions, also those that are written as matrix products. */
  CONVOLUTION("convolution"),
  /** Matrix products: cuBLAS, CUTLASS, nvjet, Tensile, CK, Triton. */
  GEMM("matrix product"),
  /** Batch, layer, group and RMS norms. */
  NORM("norm"),
  /** Softmax and losses built on it. */
  SOFTMAX("softmax"),
  /** Embedding tables, also fused with their optimizer. */
  EMBEDDING("embedding"),
  /** Fused optimizer steps. */
  OPTIMIZER("optimizer"),
  /** Pooling and resampling. */
  POOL("pooling"),
  /** Sorting, scans and selections. */
  SORT("sort"),
  /** Gathers, scatters and indexing. */
  INDEX("index"),
  /** Concatenations, transpositions, copies done by kernels. */
  MOVE("data movement"),
  /** Reductions. */
  REDUCE("reduction"),
  /** Element by element. */
  ELEMENTWISE("elementwise"),
  /** Kernels that a compiler made from several operators. */
  FUSED("compiled"),
  /** Nothing that a name tells. */
  OTHER("other");

  /** Parts of lower-case names; {@code ^} stands for the beginning. */
  private record Words(KernelFamily family, String... words) {}

  /**
   * Instructions of XLA, which are the work of a TPU, and what it calls the kernels of a GPU after.
   * Some of the words mean other things in kernels of other compilers.
   */
  private static final Words[] BY_INSTRUCTION = {
    new Words(GEMM, "dot", "dot-general", "ragged-dot"),
    new Words(CONVOLUTION, "convolution"),
    new Words(SORT, "sort", "topk"),
    new Words(POOL, "reduce-window", "select-and-scatter"),
    new Words(INDEX, "gather", "scatter", "dynamic-slice", "dynamic-update-slice"),
    new Words(
        MOVE, "copy", "transpose", "reshape", "bitcast", "slice", "concatenate", "pad", "reverse"),
    new Words(REDUCE, "reduce"),
    new Words(NORM, "batch-norm-training", "batch-norm-inference", "batch-norm-grad"),
    new Words(
        ELEMENTWISE,
        "add",
        "subtract",
        "multiply",
        "divide",
        "maximum",
        "minimum",
        "select",
        "compare",
        "convert",
        "exponential",
        "tanh",
        "rsqrt",
        "negate",
        "broadcast",
        "iota",
        "rng",
        "rng-bit-generator"),
  };

  /** {@code dot.7}, {@code dynamic-update-slice.3.clone}, {@code wrapped_add}. */
  private static final Pattern INSTRUCTION =
      Pattern.compile("(?:wrapped_)?([a-z]+(?:-[a-z]+)*)(?:[._]\\d+|\\.clone|\\.remat)*");

  /**
   * Fusions that were made around one product: {@code gemm_fusion_dot.3}, {@code dot_add_fusion}.
   */
  private static final Pattern PRODUCT_FUSION =
      Pattern.compile("gemm_fusion.*|triton_gemm.*|(.*_)?dot(_.*)?_fusion.*");

  /** The first family that has a part of the name is it. */
  private static final Words[] BY_WORD = {
    new Words(
        FUSED,
        "^triton_poi_",
        "^triton_red_",
        "^triton_per_",
        "^triton_for_",
        "^triton__",
        "^loop_",
        "^input_",
        "^wrapped_",
        "^fusion",
        "_fusion"),
    new Words(ATTENTION, "flash", "fmha", "attn_", "attention", "_mha_"),
    new Words(
        CONVOLUTION,
        "conv",
        "cudnn::cnn",
        "cask_cudnn",
        "5x_cudnn",
        "dgrad",
        "wgrad",
        "winograd",
        "scudnn",
        "igemm",
        "im2col",
        "im2d2col",
        "miopensp3"),
    new Words(
        NORM, "norm", "cudnn::bn", "bn_fw", "bn_bw", "miopenbatch", "gammabeta", "rowwisemoments"),
    new Words(EMBEDDING, "embedding", "bounds_check_indices", "_embs_"),
    new Words(
        GEMM, "gemm", "cijk_", "nvjet", "cutlass", "cublas", "matmul", "gemv", "splitk", "_dot_",
        "mfma", "hgmma", "xmma"),
    new Words(SOFTMAX, "softmax", "nll_loss", "nllcriterion", "cross_entropy", "crossentropy"),
    new Words(OPTIMIZER, "multi_tensor_apply", "adam", "lamb_"),
    new Words(POOL, "pool", "upsample", "interpolat"),
    new Words(SORT, "sort", "scan", "topk", "unique", "cub::", "rocprim::"),
    new Words(INDEX, "index", "gather", "scatter", "lookup"),
    new Words(
        MOVE,
        "catarray",
        "copy",
        "transpose",
        "permute",
        "nchw",
        "nhwc",
        "rotate_",
        "jagged",
        "roll_"),
    new Words(REDUCE, "reduce"),
    new Words(
        ELEMENTWISE,
        "elementwise",
        "pointwise",
        "fill",
        "unrolled",
        "vectorized",
        "act_and_mul",
        "scalepackedtensor",
        "optensor",
        "subtensorop"),
  };

  private static final int LONGEST_INSTRUCTION = 200;

  private final String label;

  KernelFamily(String label) {
    this.label = label;
  }

  /** Lower-case words for people and for JSON. */
  public String label() {
    return label;
  }

  /** The family of a kernel. */
  public static KernelFamily of(String kernelName) {
    if (Collectives.isCollective(kernelName)) {
      return COLLECTIVE;
    }
    String lower = kernelName.toLowerCase(Locale.ROOT);
    KernelFamily instruction = ofInstruction(lower);
    if (instruction != null) {
      return instruction;
    }
    for (Words family : BY_WORD) {
      for (String word : family.words) {
        boolean begins = word.charAt(0) == '^';
        if (begins ? lower.startsWith(word.substring(1)) : lower.contains(word)) {
          return family.family;
        }
      }
    }
    return OTHER;
  }

  private static @Nullable KernelFamily ofInstruction(String lower) {
    if (lower.length() > LONGEST_INSTRUCTION) {
      return null;
    }
    if (PRODUCT_FUSION.matcher(lower).matches()) {
      return GEMM;
    }
    Matcher plain = INSTRUCTION.matcher(lower);
    if (plain.matches()) {
      for (Words family : BY_INSTRUCTION) {
        for (String word : family.words) {
          if (word.equals(plain.group(1))) {
            return family.family;
          }
        }
      }
    }
    return null;
  }
}
