package dev.plumb.explain.cost;

import java.util.List;

/**
 * Optimizer steps over lists of tensors. A fused step reads parameters, gradients and state once
 * and writes parameters and state once; Adam takes {@code 12} operations for each parameter, SGD
 * {@code 2} and {@code 2} more with momentum. {@code _foreach_} operators read their lists and
 * write the first. Profilers do not write the types of lists: without another tensor, fp32 is
 * assumed.
 */
public final class Optimizer extends CostFamily {
  private static final String ASSUMED = "element type of lists taken as fp32";

  Optimizer() {
    super("optimizer", "optimizer steps");
    add(call -> fused(call, 12, 4, 2, 3), "aten::_fused_adam_", "aten::_fused_adamw_");
    add(call -> fused(call, 6, 3, 2), "aten::_fused_adagrad_");
    add(Optimizer::sgd, "aten::_fused_sgd_");
    String[] two = {"add", "sub", "mul", "div", "maximum", "minimum", "pow", "copy"};
    for (String name : two) {
      add(call -> foreach(call, 2, 1), "aten::_foreach_" + name, "aten::_foreach_" + name + "_");
    }
    String[] one = {"sqrt", "neg", "abs", "exp", "reciprocal", "rsqrt", "sign", "zero", "norm"};
    for (String name : one) {
      add(call -> foreach(call, 1, 1), "aten::_foreach_" + name, "aten::_foreach_" + name + "_");
    }
    String[] three = {"addcmul", "addcdiv", "lerp"};
    for (String name : three) {
      add(call -> foreach(call, 3, 2), "aten::_foreach_" + name, "aten::_foreach_" + name + "_");
    }
    add(call -> foreach(call, 1, 2), "aten::_amp_foreach_non_finite_check_and_unscale_");
  }

  private static long bytes(List<Tensor> list) {
    long bytes = 0;
    for (Tensor tensor : list) {
      bytes = Count.sum(bytes, tensor.bytes());
    }
    return bytes;
  }

  private static long elements(List<Tensor> list) {
    long elements = 0;
    for (Tensor tensor : list) {
      elements = Count.sum(elements, tensor.elements());
    }
    return elements;
  }

  /**
   * Of parameters, gradients and state.
   *
   * @param lists how many lists are read, from the first
   * @param state places of the lists that are written besides the parameters
   */
  private static Cost fused(OperatorCall call, int operations, int lists, int... state) {
    List<Tensor> parameters = call.tensors(0);
    long read = 0;
    for (int i = 0; i < lists; i++) {
      read = Count.sum(read, bytes(call.tensors(i)));
    }
    long written = bytes(parameters);
    for (int i : state) {
      written = Count.sum(written, i < lists ? bytes(call.tensors(i)) : 0);
    }
    return Cost.vector(
            Count.product(operations, elements(parameters)),
            read,
            written,
            parameters.getFirst().type().precision(),
            "parameters, gradients and state once")
        .estimated(ASSUMED);
  }

  private static Cost sgd(OperatorCall call) {
    boolean momentum = call.size() > 2 && !call.allTensors().isEmpty() && hasList(call, 2);
    return momentum ? fused(call, 4, 3, 2) : fused(call, 2, 2);
  }

  private static boolean hasList(OperatorCall call, int index) {
    try {
      return !call.tensors(index).isEmpty();
    } catch (MissingShapeException none) {
      return false;
    }
  }

  private static Cost foreach(OperatorCall call, int operands, int operations) {
    List<Tensor> first = call.tensors(0);
    long read = bytes(first);
    for (int i = 1; i < operands; i++) {
      read = Count.sum(read, hasList(call, i) ? bytes(call.tensors(i)) : 0);
    }
    return Cost.vector(
            Count.product(operations, elements(first)),
            read,
            bytes(first),
            first.getFirst().type().precision(),
            "1 or 2 per element; lists read once, the first written once")
        .estimated(ASSUMED);
  }
}
