package dev.plumb.explain.cost;

import java.util.List;

/**
 * What only moves: copies, casts, joins, fills, writes into caches. No operations; bytes once each.
 */
public final class Movement extends CostFamily {
  private static final String METHOD = "read once, written once";

  Movement() {
    super("copy", "copies, casts and fills");
    add(call -> move(call.tensor(1), call.tensor(0)), "aten::copy_");
    add(call -> move(call.tensor(0), call.tensor(0)), "aten::flip", "aten::roll");
    add(Movement::joined, "aten::cat", "aten::_cat");
    add(
        Movement::fill,
        "aten::fill_",
        "aten::zero_",
        "aten::uniform_",
        "aten::normal_",
        "aten::random_",
        "aten::bernoulli_",
        "aten::exponential_");
    add(Movement::padded, "aten::constant_pad_nd");
    add(
        Movement::pair,
        "_C_cache_ops::reshape_and_cache",
        "_C_cache_ops::reshape_and_cache_flash",
        "vllm::unified_kv_cache_update",
        "sglang::store_cache");
  }

  private static Cost move(Tensor from, Tensor to) {
    return Cost.vector(
        0,
        from.bytes(),
        Count.product(to.elements(), to.type().bytes()),
        to.type().precision(),
        METHOD);
  }

  private static Cost joined(OperatorCall call) {
    List<Tensor> parts = call.tensors(0);
    long read = 0;
    long written = 0;
    for (Tensor part : parts) {
      read = Count.sum(read, part.bytes());
      written = Count.sum(written, Count.product(part.elements(), part.type().bytes()));
    }
    return Cost.vector(0, read, written, parts.getFirst().type().precision(), METHOD)
        .estimated("element type of lists taken from the call's first tensor, else fp32");
  }

  private static Cost fill(OperatorCall call) {
    Tensor x = call.tensor(0);
    return Cost.vector(
        0, 0, Count.product(x.elements(), x.type().bytes()), x.type().precision(), "written once");
  }

  private static Cost padded(OperatorCall call) {
    Tensor x = call.tensor(0);
    long[] more = call.numbers(1);
    long out = 1;
    for (int i = 0; i < x.rank(); i++) {
      // Pairs of before and after, the last dimension first.
      int pair = 2 * (x.rank() - 1 - i);
      long extent =
          pair + 1 < more.length ? Count.sum(x.dim(i), more[pair], more[pair + 1]) : x.dim(i);
      out = Count.product(out, Math.max(0, extent));
    }
    return Cost.vector(
        0, x.bytes(), Count.product(out, x.type().bytes()), x.type().precision(), METHOD);
  }

  /** New keys and values into their cache. */
  private static Cost pair(OperatorCall call) {
    Tensor keys = call.tensor(0);
    Tensor values = call.tensor(1);
    long bytes = Count.sum(keys.bytes(), values.bytes());
    return Cost.vector(0, bytes, bytes, keys.type().precision(), METHOD);
  }
}
