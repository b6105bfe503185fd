package dev.plumb.explain.cost;

/**
 * Losses. Those that compare element by element take {@code 3} operations for each; the negative
 * log-likelihood only picks one element of each row, and its gradient fills the whole table.
 */
public final class Loss extends CostFamily {
  /** PyTorch's number for a loss that is not reduced. */
  private static final String NOT_REDUCED = "0";

  Loss() {
    super("loss", "losses");
    add(Loss::picked, "aten::nll_loss_forward", "aten::nll_loss2d_forward");
    add(Loss::pickedBackward, "aten::nll_loss_backward", "aten::nll_loss2d_backward");
    add(call -> compared(call, 2), "aten::mse_loss", "aten::smooth_l1_loss", "aten::huber_loss");
    add(call -> compared(call, 3), "aten::binary_cross_entropy");
    add(call -> compared(call, 4), "aten::binary_cross_entropy_with_logits");
    add(
        Loss::comparedBackward,
        "aten::mse_loss_backward",
        "aten::smooth_l1_loss_backward",
        "aten::huber_loss_backward",
        "aten::binary_cross_entropy_backward",
        "aten::binary_cross_entropy_with_logits_backward");
  }

  private static Cost picked(OperatorCall call) {
    Tensor x = call.tensor(0);
    Tensor target = call.tensor(1);
    long rows = target.elements();
    boolean reduced = !call.value(3).equals(NOT_REDUCED);
    return Cost.vector(
        rows,
        Count.sum(target.bytes(), Count.product(rows, x.type().bytes())),
        Count.product(reduced ? 1 : rows, x.type().bytes()),
        x.type().precision(),
        "one element of each row");
  }

  private static Cost pickedBackward(OperatorCall call) {
    Tensor x = call.tensor(1);
    Tensor target = call.tensor(2);
    return Cost.vector(
        target.elements(),
        target.bytes(),
        Count.product(x.elements(), x.type().bytes()),
        x.type().precision(),
        "the whole gradient is written");
  }

  private static Cost compared(OperatorCall call, int reduction) {
    Tensor x = call.tensor(0);
    Tensor target = call.tensor(1);
    boolean reduced = !call.value(reduction).equals(NOT_REDUCED);
    return Cost.vector(
        Count.product(3, x.elements()),
        Count.sum(x.bytes(), target.bytes()),
        Count.product(reduced ? 1 : x.elements(), x.type().bytes()),
        x.type().precision(),
        "3 per element; input and target once");
  }

  private static Cost comparedBackward(OperatorCall call) {
    Tensor x = call.tensor(1);
    Tensor target = call.tensor(2);
    return Cost.vector(
        Count.product(3, x.elements()),
        Count.sum(x.bytes(), target.bytes(), call.bytesOrZero(0)),
        Count.product(x.elements(), x.type().bytes()),
        x.type().precision(),
        "3 per element; input, target and gradient once");
  }
}
