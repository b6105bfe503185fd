package dev.plumb.explain.cost;

/**
 * Softmax and its logarithm: largest, difference, exponential, sum and quotient are {@code 5}
 * operations for each element; backward {@code 4}.
 */
public final class Softmax extends CostFamily {
  Softmax() {
    super("softmax", "softmax");
    wrap(Softmax::forward, "aten::softmax", "aten::log_softmax");
    add(Softmax::forward, "aten::_softmax", "aten::_log_softmax", "aten::_safe_softmax");
    add(Softmax::backward, "aten::_softmax_backward_data", "aten::_log_softmax_backward_data");
  }

  private static Cost forward(OperatorCall call) {
    Tensor x = call.tensor(0);
    boolean toFloat = call.name().startsWith("aten::_") && call.isTrue(2);
    return Cost.vector(
        Count.product(5, x.elements()),
        x.bytes(),
        Count.product(x.elements(), toFloat ? ElementType.FLOAT32.bytes() : x.type().bytes()),
        x.type().precision(),
        "5 per element; input and output once");
  }

  private static Cost backward(OperatorCall call) {
    Tensor gradient = call.tensor(0);
    Tensor output = call.tensor(1);
    return Cost.vector(
        Count.product(4, output.elements()),
        Count.sum(gradient.bytes(), output.bytes()),
        output.bytes(),
        output.type().precision(),
        "4 per element; gradient, output and result once");
  }
}
