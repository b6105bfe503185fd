package dev.plumb.explain.cost;

import dev.plumb.devices.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices: {@code 2·B·M·N·K} operations and {@code M·N} more for each element that a
 * bias is added to; both matrices and the bias are read once, the result is written once.
 */
public final class Gemm extends CostFamily {
  /**
   * The extents of a product.
   *
   * @param batch products of this size
   * @param m rows of the result
   * @param n columns of the result
   * @param k what is summed over
   */
  public record Size(long batch, long m, long n, long k) {}

  Gemm() {
    super("gemm", "matrix products");
    add(call -> product(call, 0, 1, -1), "aten::mm", "aten::bmm", "aten::_int_mm");
    add(
        call -> product(call, 1, 2, 0),
        "aten::addmm",
        "aten::addmm_",
        "aten::baddbmm",
        "aten::baddbmm_",
        "aten::_addmm_activation");
    add(Gemm::addedOverBatch, "aten::addbmm", "aten::addbmm_");
    add(call -> product(call, 0, 1, -1), "aten::mv", "aten::dot", "aten::vdot");
    add(call -> product(call, 1, 2, 0), "aten::addmv", "aten::addmv_");
    add(Gemm::scaled, "aten::_scaled_mm");
    add(Gemm::grouped, "aten::_grouped_mm");
    add(Gemm::scaledGrouped, "aten::_scaled_grouped_mm");
    add(call -> linear(call, call.tensor(0), call.tensor(1), 3), "aten::_weight_int8pack_mm");
    add(Gemm::int4Packed, "aten::_weight_int4pack_mm");
    wrap(call -> product(call, 0, 1, -1), "aten::matmul");
    wrap(call -> linear(call, call.tensor(0), call.tensor(1), 2), "aten::linear");
    add(
        call -> linear(call, call.tensor(0), call.tensor(1), 2),
        "aten::mkldnn_linear",
        "mkldnn::_linear_pointwise",
        "vllm::rocm_unquantized_gemm",
        "vllm::rocm_unquantized_gemm_impl",
        "aiter::gemm_a16w16",
        "aiter::gemm_a16w16_asm");
    add(
        call -> linear(call, call.tensor(0), call.tensor(1), -1),
        "aiter::gemm_a8w8",
        "aiter::gemm_a8w8_ck",
        "aiter::gemm_a8w8_bpreshuffle",
        "aiter::gemm_a8w8_bpreshuffle_ck",
        "aiter::gemm_a8w8_blockscale",
        "aiter::gemm_a8w8_blockscale_ck",
        "aiter::gemm_a8w8_asm");
    add(
        call -> into(call, call.tensor(0), call.tensor(1), call.tensor(2)),
        "_C::cutlass_scaled_mm",
        "_C::cutlass_scaled_mm_azp");
    add(
        call -> product(call, 0, 1, -1),
        "sgl_kernel::fp8_scaled_mm",
        "sgl_kernel::int8_scaled_mm",
        "sgl_kernel::fp8_blockwise_scaled_mm",
        "sgl_kernel::bmm_fp8");
  }

  /** The extents of a matrix product; null for what is none or does not say. */
  public static @Nullable Size size(OperatorCall call) {
    try {
      int first =
          switch (call.name()) {
            case "aten::addmm",
                "aten::addmm_",
                "aten::baddbmm",
                "aten::baddbmm_",
                "aten::addmv",
                "aten::addmv_",
                "aten::_addmm_activation",
                "_C::cutlass_scaled_mm" ->
                1;
            default -> 0;
          };
      Tensor a = call.tensor(first);
      Tensor b = call.tensor(first + 1);
      return isLinear(call.name()) ? linearSize(a, b) : size(a, b);
    } catch (MissingShapeException | ArithmeticException e) {
      return null;
    }
  }

  /** Whether the second matrix is written {@code [N, K]}. */
  private static boolean isLinear(String name) {
    return name.contains("linear")
        || name.contains("unquantized_gemm")
        || name.startsWith("aiter::")
        || name.contains("int8pack");
  }

  private static Size linearSize(Tensor a, Tensor weight) {
    long k = a.dim(-1);
    if (weight.rank() != 2 || weight.dim(1) != k) {
      throw MissingShapeException.INSTANCE;
    }
    return new Size(1, a.product(0, a.rank() - 1), weight.dim(0), k);
  }

  /** Vectors are matrices of one row or column; extents of 1 in a batch are repeated. */
  private static Size size(Tensor a, Tensor b) {
    if (a.rank() == 0 || b.rank() == 0) {
      throw MissingShapeException.INSTANCE;
    }
    long m = a.rank() == 1 ? 1 : a.dim(-2);
    long k = a.dim(-1);
    long n = b.rank() == 1 ? 1 : b.dim(-1);
    if ((b.rank() == 1 ? b.dim(0) : b.dim(-2)) != k) {
      throw MissingShapeException.INSTANCE;
    }
    return new Size(Broadcast.elements(a, b, 2), m, n, k);
  }

  private static long flops(Size size) {
    return Count.product(2, size.batch, size.m, size.n, size.k);
  }

  private static Cost product(OperatorCall call, int first, int second, int bias) {
    Tensor a = call.tensor(first);
    Tensor b = call.tensor(second);
    Size size = size(a, b);
    // With beta = 0 the first argument only says what to allocate.
    boolean read = bias >= 0 && !call.value(second + 1).equals("0");
    long added = read ? Count.product(size.batch, size.m, size.n) : 0;
    return cost(size, a, b, read ? call.tensor(bias).bytes() : 0, added, outputType(call, a));
  }

  private static ElementType outputType(OperatorCall call, Tensor a) {
    if (call.name().equals("aten::_int_mm")) {
      return ElementType.INT32;
    }
    // Products of eight-bit numbers are kept in sixteen bits unless the call says otherwise.
    return a.type().bytes() == 1 ? ElementType.BFLOAT16 : a.type();
  }

  private static Cost linear(OperatorCall call, Tensor a, Tensor weight, int bias) {
    Size size = linearSize(a, weight);
    long read = bias < 0 ? 0 : call.bytesOrZero(bias);
    long added = read == 0 ? 0 : Count.product(size.m, size.n);
    return cost(size, a, weight, read, added, outputType(call, a));
  }

  private static Cost into(OperatorCall call, Tensor out, Tensor a, Tensor b) {
    return cost(size(a, b), a, b, call.bytesOrZero(5), 0, out.type());
  }

  private static Cost cost(
      Size size, Tensor a, Tensor b, long biasBytes, long biasFlops, ElementType output) {
    return Cost.matrix(
        Count.sum(flops(size), biasFlops),
        Count.sum(a.bytes(), b.bytes(), biasBytes),
        Count.product(size.batch, size.m, size.n, output.bytes()),
        precision(a, b),
        "2BMNK + bias; A, B, bias read once, C written once");
  }

  /** Weights of fewer bits are widened to the type of what they multiply. */
  private static Precision precision(Tensor a, Tensor b) {
    return a.type().isFloating() || !b.type().isFloating()
        ? a.type().precision()
        : b.type().precision();
  }

  private static Cost addedOverBatch(OperatorCall call) {
    Tensor a = call.tensor(1);
    Tensor b = call.tensor(2);
    Size size = size(a, b);
    long out = Count.product(size.m, size.n);
    return Cost.matrix(
        Count.sum(flops(size), out),
        Count.sum(a.bytes(), b.bytes(), call.tensor(0).bytes()),
        Count.product(out, a.type().bytes()),
        precision(a, b),
        "2BMNK, summed over the batch");
  }

  private static Cost scaled(OperatorCall call) {
    Tensor a = call.tensor(0);
    Tensor b = call.tensor(1);
    // The places of the later arguments changed with PyTorch 2.5; the only dtype is the output's.
    ElementType output = null;
    for (int i = 2; i < call.size() && output == null; i++) {
      output = call.value(i).length() <= 2 ? ElementType.ofScalarType(call.value(i)) : null;
    }
    long others = 0;
    for (int i = 2; i < call.size(); i++) {
      others = Count.sum(others, call.bytesOrZero(i));
    }
    Size size = size(a, b);
    if (a.type() == ElementType.FLOAT4_PAIR) {
      size = new Size(size.batch, size.m, size.n, Count.product(size.k, 2));
    }
    return cost(size, a, b, others, 0, output == null ? ElementType.BFLOAT16 : output);
  }

  private static Cost grouped(OperatorCall call) {
    return grouped(call.tensor(0), call.tensor(1), call.tensorOrNull(2));
  }

  private static Cost scaledGrouped(OperatorCall call) {
    return grouped(call.tensor(0), call.tensor(1), call.tensorOrNull(4));
  }

  /** Rows, columns or the inner extent of one product are given out to groups; none is empty. */
  private static Cost grouped(Tensor a, Tensor b, @Nullable Tensor offsets) {
    long m = a.dim(-2);
    long k = a.dim(-1);
    long n = b.dim(-1);
    long groups = a.rank() == 3 && b.rank() == 3 ? a.dim(0) : 1;
    long outputs = groups;
    if (a.rank() == 2 && b.rank() == 2) {
      if (offsets == null) {
        throw MissingShapeException.INSTANCE;
      }
      outputs = offsets.elements();
    }
    ElementType output = a.type().bytes() == 1 ? ElementType.BFLOAT16 : a.type();
    return Cost.matrix(
        Count.product(2, groups, m, n, k),
        Count.sum(a.bytes(), b.bytes()),
        Count.product(outputs, m, n, output.bytes()),
        precision(a, b),
        "2MNK over all groups; each group's matrix read once");
  }

  /** Weights are packed eight rows to a tile: {@code [N/8, K/(16·inner), 32, inner/2]}. */
  private static Cost int4Packed(OperatorCall call) {
    Tensor a = call.tensor(0);
    Tensor weight = call.tensor(1);
    long m = a.product(0, a.rank() - 1);
    long n = Count.product(weight.dim(0), 8);
    return Cost.matrix(
        Count.product(2, m, n, a.dim(-1)),
        Count.sum(a.bytes(), weight.bytes(), call.bytesOrZero(3)),
        Count.product(m, n, a.type().bytes()),
        a.type().precision(),
        "2MNK; packed four-bit weights read once");
  }
}
