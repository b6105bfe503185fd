package dev.plumb.explain.cost;

/**
 * Normalisation: the input is read once and the output written once; each element takes {@code 5}
 * operations (mean, variance, difference, scale), {@code 3} without a mean, and one more for weight
 * and for bias. Backward, {@code 8} for the input's gradient and {@code 3} for those of weight and
 * bias.
 */
public final class Normalization extends CostFamily {
  private static final String FORWARD = "5 per element (3 without mean) + affine; each tensor once";
  private static final String BACKWARD = "8 per element + 3 for weight and bias; each tensor once";

  Normalization() {
    super("norm", "normalisation");
    wrap(call -> forward(call, 0, 2, 3, 5), "aten::layer_norm");
    add(call -> forward(call, 0, 2, 3, 5), "aten::native_layer_norm");
    wrap(call -> forward(call, 0, 1, 2, 5), "aten::batch_norm", "aten::_batch_norm_impl_index");
    wrap(call -> forward(call, 0, 2, 3, 5), "aten::group_norm");
    add(
        Normalization::batch,
        "aten::native_batch_norm",
        "aten::_native_batch_norm_legit",
        "aten::cudnn_batch_norm",
        "aten::miopen_batch_norm");
    add(call -> forward(call, 0, 1, 2, 5), "aten::_batch_norm_with_update");
    add(call -> forward(call, 0, 1, 2, 0), "aten::_native_batch_norm_legit_no_training");
    add(call -> forward(call, 0, 1, 2, 5), "aten::native_group_norm");
    add(call -> forward(call, 0, 2, 3, 5), "aiter::_groupnorm_run");
    wrap(call -> forward(call, 0, 2, -1, 3), "aten::rms_norm");
    add(call -> forward(call, 0, 2, -1, 3), "aten::_fused_rms_norm");
    add(
        call -> forward(call, 0, 1, -1, 3),
        "aiter::rms_norm",
        "vllm::rocm_aiter_rms_norm",
        "vllm_ir::rms_norm");
    add(
        call -> forward(call, 1, 2, -1, 3),
        "_C::rms_norm",
        "aiter::rmsnorm",
        "sgl_kernel::rmsnorm",
        "sgl_kernel::gemma_rmsnorm");
    add(
        call -> residual(call, 0, 2),
        "_C::fused_add_rms_norm",
        "vllm::rocm_aiter_rmsnorm2d_fwd_with_add",
        "sgl_kernel::fused_add_rmsnorm",
        "sgl_kernel::gemma_fused_add_rmsnorm");
    add(call -> residual(call, 1, 4), "aiter::add_rmsnorm", "aiter::rmsnorm2d_fwd_with_add_ck");
    add(call -> backward(call, 0, 1, 5), "aten::native_layer_norm_backward");
    add(call -> backward(call, 0, 1, 4), "aten::native_group_norm_backward");
    add(call -> backward(call, 0, 1, 4), "aten::_fused_rms_norm_backward");
    add(call -> backward(call, 0, 1, 2), "aten::native_batch_norm_backward");
    add(
        call -> backward(call, 1, 0, 2),
        "aten::cudnn_batch_norm_backward",
        "aten::miopen_batch_norm_backward");
  }

  /** Without training, mean and variance are given: only scale and shift remain. */
  private static Cost batch(OperatorCall call) {
    boolean inference = call.value(5).equalsIgnoreCase("false");
    Cost cost = forward(call, 0, 1, 2, inference ? 0 : 5);
    return call.hasValue(5) ? cost : cost.estimated("training assumed");
  }

  private static Cost forward(
      OperatorCall call, int input, int weight, int bias, int operationsPerElement) {
    Tensor x = call.tensor(input);
    long weights = call.bytesOrZero(weight);
    long biases = bias < 0 ? 0 : call.bytesOrZero(bias);
    int each = operationsPerElement + (weights > 0 ? 1 : 0) + (biases > 0 ? 1 : 0);
    return Cost.vector(
        Count.product(each, x.elements()),
        Count.sum(x.bytes(), weights, biases),
        Count.product(x.elements(), x.type().bytes()),
        x.type().precision(),
        FORWARD);
  }

  /** The sum with a residual is normalised and kept: two inputs, two outputs. */
  private static Cost residual(OperatorCall call, int input, int weight) {
    Tensor x = call.tensor(input);
    long written = Count.product(2, x.elements(), x.type().bytes());
    return Cost.vector(
        Count.product(5, x.elements()),
        Count.sum(written, call.tensor(weight).bytes()),
        written,
        x.type().precision(),
        "5 per element; input and residual read and written once");
  }

  private static Cost backward(OperatorCall call, int gradient, int input, int weight) {
    Tensor dy = call.tensor(gradient);
    Tensor x = call.tensor(input);
    long weights = call.bytesOrZero(weight);
    return Cost.vector(
        Count.product(weights > 0 ? 11 : 8, x.elements()),
        Count.sum(dy.bytes(), x.bytes(), weights),
        Count.sum(x.bytes(), Count.product(2, weights)),
        x.type().precision(),
        BACKWARD);
  }
}
