package dev.plumb.explain.cost;

import org.jspecify.annotations.Nullable;

/**
 * Attention as one operator: two products of matrices for each pair of query and key, {@code
 * 2·B·H·pairs·(d + dv)} operations; queries, keys, values and output are moved once, the scores
 * never. Backward, the scores are computed again: {@code 2·B·H·pairs·(3·d + 2·dv)}.
 *
 * <p>Causal masks leave the pairs that they mask out of account; heads of keys that several heads
 * of queries share (GQA) are moved once.
 */
public final class Attention extends CostFamily {
  /** Order of dimensions. */
  private enum Layout {
    /** Batch, heads, sequence, channels. */
    HEADS_FIRST,
    /** Batch, sequence, heads, channels. */
    SEQUENCE_FIRST
  }

  /** How a causal mask lies where there are fewer queries than keys. */
  private enum Corner {
    /** The first query sees the first key only: PyTorch. */
    TOP_LEFT,
    /** The last query sees all keys: flash-attn 2.1 and newer, serving. */
    BOTTOM_RIGHT
  }

  /**
   * Extents of an attention.
   *
   * @param pairs of query and key that are not masked, in one head of one sequence
   */
  record Size(long batch, long heads, long pairs, long channels, long valueChannels) {
    long forward() {
      return Count.product(2, batch, heads, pairs, Count.sum(channels, valueChannels));
    }

    long backward() {
      long perPair = Count.sum(Count.product(3, channels), Count.product(2, valueChannels));
      return Count.product(2, batch, heads, pairs, perPair);
    }
  }

  private static final String FORWARD = "2·B·H·pairs·(d + dv); Q, K, V, O moved once";
  private static final String BACKWARD = "2·B·H·pairs·(3d + 2dv); Q, K, V, O and gradients once";

  Attention() {
    super("attention", "attention");
    forwardOperators();
    backwardOperators();
    variableLengths();
  }

  private void forwardOperators() {
    wrap(
        call -> forward(call, 0, Layout.HEADS_FIRST, 5, Corner.TOP_LEFT),
        "aten::scaled_dot_product_attention");
    add(
        call -> forward(call, 0, Layout.HEADS_FIRST, 4, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_flash_attention",
        "aten::_scaled_dot_product_flash_attention_for_cpu");
    add(
        call -> forward(call, 0, Layout.HEADS_FIRST, 6, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_efficient_attention",
        "aten::_scaled_dot_product_cudnn_attention");
    add(
        call -> forward(call, 0, Layout.HEADS_FIRST, 5, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_attention_math",
        "aten::_scaled_dot_product_fused_attention_overrideable");
    add(Attention::flashForward, "aten::_flash_attention_forward");
    add(Attention::efficientForward, "aten::_efficient_attention_forward");
    add(
        call -> forward(call, 0, Layout.SEQUENCE_FIRST, 5, Corner.BOTTOM_RIGHT),
        "flash_attn::_flash_attn_forward");
    add(
        call -> forward(call, 0, Layout.SEQUENCE_FIRST, 5, Corner.BOTTOM_RIGHT),
        "aiter::mha_fwd",
        "aiter::fmha_v3_fwd");
  }

  private void backwardOperators() {
    add(
        call -> backward(call, 0, Layout.HEADS_FIRST, 11, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_flash_attention_backward");
    add(
        call -> backward(call, 0, Layout.HEADS_FIRST, 7, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_flash_attention_for_cpu_backward");
    add(
        call -> backward(call, 0, Layout.HEADS_FIRST, 11, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_efficient_attention_backward");
    add(
        call -> backward(call, 0, Layout.HEADS_FIRST, 14, Corner.TOP_LEFT),
        "aten::_scaled_dot_product_cudnn_attention_backward");
    add(Attention::flashBackward, "aten::_flash_attention_backward");
    add(Attention::efficientBackward, "aten::_efficient_attention_backward");
    add(
        call -> backward(call, 0, Layout.SEQUENCE_FIRST, 11, Corner.BOTTOM_RIGHT),
        "flash_attn::_flash_attn_backward");
    add(
        call -> backward(call, 0, Layout.SEQUENCE_FIRST, 8, Corner.BOTTOM_RIGHT),
        "aiter::mha_bwd",
        "aiter::fmha_v3_bwd");
  }

  /** Sequences of different lengths one after another: {@code [tokens, heads, channels]}. */
  private void variableLengths() {
    add(call -> packed(call, 0, 3, 9, false), "flash_attn::_flash_attn_varlen_forward");
    add(
        call -> packed(call, 0, 3, 12, false),
        "aiter::mha_varlen_fwd",
        "aiter::fmha_v3_varlen_fwd");
    add(call -> packed(call, 1, 9, 15, true), "flash_attn::_flash_attn_varlen_backward");
  }

  private static Cost forward(
      OperatorCall call, int first, Layout layout, int causal, Corner corner) {
    Tensor q = call.tensor(first);
    Tensor k = call.tensor(first + 1);
    Tensor v = call.tensor(first + 2);
    return forward(q, k, v, layout, call.isTrue(causal), corner, mask(call, first + 3));
  }

  /** A mask of numbers that is added to the scores is read once. */
  private static long mask(OperatorCall call, int at) {
    Tensor mask = call.tensorOrNull(at);
    return mask == null || mask.rank() < 2 ? 0 : mask.bytes();
  }

  private static Cost forward(
      Tensor q, Tensor k, Tensor v, Layout layout, boolean causal, Corner corner, long mask) {
    Size size = size(q, k, v, layout, causal, corner);
    long written =
        Count.product(q.elements() / Math.max(1, q.dim(-1)), v.dim(-1), q.type().bytes());
    return Cost.matrix(
        size.forward(),
        Count.sum(q.bytes(), k.bytes(), v.bytes(), mask),
        written,
        q.type().precision(),
        FORWARD);
  }

  private static Size size(
      Tensor q, Tensor k, Tensor v, Layout layout, boolean causal, Corner corner) {
    if (q.rank() < 3 || k.rank() != q.rank() || v.rank() != q.rank()) {
      throw MissingShapeException.INSTANCE;
    }
    int sequence = layout == Layout.HEADS_FIRST ? -2 : -3;
    int heads = layout == Layout.HEADS_FIRST ? -3 : -2;
    long queries = q.dim(sequence);
    long keys = k.dim(sequence);
    return new Size(
        q.product(0, q.rank() - 3),
        q.dim(heads),
        causal
            ? causalPairs(queries, keys, corner == Corner.TOP_LEFT)
            : Count.product(queries, keys),
        q.dim(-1),
        v.dim(-1));
  }

  /** Half of a square, as the field counts it (the diagonal counts half). */
  static long causalPairs(long queries, long keys, boolean topLeft) {
    long square = Math.min(queries, keys);
    long triangle = Count.product(square, square) / 2;
    long rest =
        topLeft ? Count.product(queries - square, keys) : Count.product(square, keys - square);
    return Count.sum(triangle, rest);
  }

  private static Cost backward(
      OperatorCall call, int gradient, Layout layout, int causal, Corner corner) {
    Tensor q = call.tensor(gradient + 1);
    Tensor k = call.tensor(gradient + 2);
    Tensor v = call.tensor(gradient + 3);
    return backward(q, k, v, size(q, k, v, layout, call.isTrue(causal), corner));
  }

  private static Cost backward(Tensor q, Tensor k, Tensor v, Size size) {
    long output = Count.product(q.elements() / Math.max(1, q.dim(-1)), v.dim(-1), q.type().bytes());
    long inputs = Count.sum(q.bytes(), k.bytes(), v.bytes());
    return Cost.matrix(
        size.backward(),
        Count.sum(inputs, Count.product(2, output)),
        inputs,
        q.type().precision(),
        BACKWARD);
  }

  /** Also called for packed sequences, whose lengths it then gets. */
  private static Cost flashForward(OperatorCall call) {
    return call.tensorOrNull(3) != null
        ? packed(call, 0, 3, 8, false)
        : forward(call, 0, Layout.SEQUENCE_FIRST, 8, Corner.BOTTOM_RIGHT);
  }

  private static Cost flashBackward(OperatorCall call) {
    return call.tensorOrNull(6) != null
        ? packed(call, 1, 6, 11, true)
        : backward(call, 0, Layout.SEQUENCE_FIRST, 11, Corner.BOTTOM_RIGHT);
  }

  /** Mask types: 0 none, 1 causal from the top left, 2 causal from the bottom right. */
  private static Cost efficientForward(OperatorCall call) {
    Tensor lengths = call.tensorOrNull(4);
    Tensor q = call.tensor(0);
    Tensor k = call.tensor(1);
    Tensor v = call.tensor(2);
    String mask = call.value(9);
    boolean causal = mask.equals("1") || mask.equals("2");
    if (lengths != null && lengths.rank() == 1) {
      return packed(q, k, v, lengths, causal, false);
    }
    Corner corner = mask.equals("2") ? Corner.BOTTOM_RIGHT : Corner.TOP_LEFT;
    return forward(q, k, v, Layout.SEQUENCE_FIRST, causal, corner, mask(call, 3));
  }

  private static Cost efficientBackward(OperatorCall call) {
    Tensor q = call.tensor(1);
    Tensor k = call.tensor(2);
    Tensor v = call.tensor(3);
    Tensor lengths = call.tensorOrNull(6);
    String mask = call.value(14);
    boolean causal = mask.equals("1") || mask.equals("2");
    if (lengths != null && lengths.rank() == 1) {
      return packed(q, k, v, lengths, causal, true);
    }
    Corner corner = mask.equals("2") ? Corner.BOTTOM_RIGHT : Corner.TOP_LEFT;
    return backward(q, k, v, size(q, k, v, Layout.SEQUENCE_FIRST, causal, corner));
  }

  private static Cost packed(
      OperatorCall call, int first, int lengths, int causal, boolean backward) {
    return packed(
        call.tensor(first),
        call.tensor(first + 1),
        call.tensor(first + 2),
        call.tensorOrNull(lengths),
        call.isTrue(causal),
        backward);
  }

  /** Where the ends of sequences stand, the trace has how many, not where. */
  private static Cost packed(
      Tensor q, Tensor k, Tensor v, @Nullable Tensor ends, boolean causal, boolean backward) {
    if (ends == null || ends.elements() < 2) {
      throw MissingShapeException.INSTANCE;
    }
    long sequences = ends.elements() - 1;
    long queries = q.product(0, q.rank() - 2) / sequences;
    long keys = k.product(0, k.rank() - 2) / sequences;
    Size size =
        new Size(
            sequences,
            q.dim(-2),
            causal ? causalPairs(queries, keys, false) : Count.product(queries, keys),
            q.dim(-1),
            v.dim(-1));
    Cost cost =
        backward
            ? backward(q, k, v, size)
            : Cost.matrix(
                size.forward(),
                Count.sum(q.bytes(), k.bytes(), v.bytes()),
                Count.product(q.product(0, q.rank() - 1), v.dim(-1), q.type().bytes()),
                q.type().precision(),
                FORWARD);
    return sequences == 1 ? cost : cost.estimated("sequences of equal length, the cheapest case");
  }
}
