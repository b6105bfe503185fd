package dev.plumb.explain.cost;

/**
 * Mixtures of experts: each token passes through the {@code k} experts that it is given to, {@code
 * 2·T·k·(H·2I + I·H)} operations. Of the weights, those of the experts that get any token are read;
 * how many that are depends on the routing, which the trace does not have: each expert is taken to
 * be equally likely.
 */
public final class MixtureOfExperts extends CostFamily {
  MixtureOfExperts() {
    super("moe", "mixtures of experts");
    add(
        MixtureOfExperts::experts,
        "vllm::inplace_fused_experts",
        "vllm::outplace_fused_experts",
        "sglang::inplace_fused_experts",
        "sglang::outplace_fused_experts",
        "aiter::fused_moe_");
    add(
        MixtureOfExperts::route,
        "FusedDispatch",
        "FusedDispatchBackward",
        "FusedCombine",
        "FusedCombineBackward");
    add(MixtureOfExperts::choose, "_moe_C::topk_softmax", "sgl_kernel::topk_softmax");
    add(MixtureOfExperts::sum, "_moe_C::moe_sum");
  }

  /** Hidden states {@code [T, H]}, weights {@code [E, 2I, H]} and {@code [E, H, I]}. */
  private static Cost experts(OperatorCall call) {
    Tensor hidden = call.tensor(0);
    Tensor up = call.tensor(1);
    Tensor down = call.tensor(2);
    Tensor chosen = call.tensor(4);
    long tokens = hidden.product(0, hidden.rank() - 1);
    long each = chosen.dim(-1);
    long perExpert = Count.sum(up.product(1, up.rank()), down.product(1, down.rank()));
    long experts = up.dim(0);
    double used =
        experts * (1 - Math.pow(1 - Math.min(1, (double) each / experts), (double) tokens));
    long weights = Count.sum(up.bytes(), down.bytes());
    return Cost.matrix(
            Count.product(2, tokens, each, perExpert),
            Count.sum(hidden.bytes(), Math.round(weights * (used / Math.max(1, experts)))),
            Count.product(hidden.elements(), hidden.type().bytes()),
            hidden.type().precision(),
            "2·T·k·(weights of one expert); used experts, tokens and result once")
        .estimated("experts equally likely");
  }

  /** Tokens to their experts and back: memory on this side only, the network is not counted. */
  private static Cost route(OperatorCall call) {
    Tensor tokens = call.tensor(0);
    return Cost.vector(
            0, tokens.bytes(), tokens.bytes(), tokens.type().precision(), "tokens moved once")
        .estimated("as many tokens leave as arrive");
  }

  private static Cost choose(OperatorCall call) {
    Tensor gates = call.tensor(3);
    return Cost.vector(
        Count.product(5, gates.elements()),
        gates.bytes(),
        Count.sum(call.tensor(0).bytes(), call.tensor(1).bytes()),
        gates.type().precision(),
        "5 per gate; gates read once, choice written once");
  }

  private static Cost sum(OperatorCall call) {
    Tensor in = call.tensor(0);
    Tensor out = call.tensor(1);
    return Cost.vector(
        in.elements(), in.bytes(), out.bytes(), in.type().precision(), "1 per element; each once");
  }
}
