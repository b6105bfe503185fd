package dev.plumb.explain.cost;

/**
 * Attention of servers over a cache of keys and values in pages. The trace has the shapes of the
 * cache, not how much of it each request uses: where the operator names its pages, their number
 * counts; elsewhere every sequence is taken to be as long as the longest, which makes the operator
 * look better than it is, never worse.
 */
public final class PagedAttention extends CostFamily {
  PagedAttention() {
    super("paged-attention", "attention over paged caches");
    add(PagedAttention::byPages, "aiter::mha_batch_prefill");
    add(call -> decode(call, 1, 2, 6, 9), "_C::paged_attention_v1");
    add(call -> decode(call, 4, 5, 9, 12), "_C::paged_attention_v2");
    add(call -> decode(call, 4, 5, 9, 13), "_rocm_C::paged_attention");
    add(call -> mixed(call, 4, 8, 11, 15), "_vllm_fa2_C::varlen_fwd");
    add(call -> mixed(call, 7, 14, 13, 24), "_vllm_fa3_C::fwd", "sgl_kernel::fwd");
  }

  /** Queries {@code [tokens, H, d]}; the pages of all sequences are listed. */
  private static Cost byPages(OperatorCall call) {
    Tensor q = call.tensor(0);
    Tensor cache = call.tensor(1);
    long page = cache.rank() == 4 ? cache.dim(1) : 1;
    long sequences = call.tensor(3).elements() - 1;
    long keys = Count.product(call.tensor(5).elements(), page);
    return cost(q, sequences, keys, cache.dim(-2), cache, call.isTrue(12))
        .estimated("sequences of equal length, all listed pages full");
  }

  /** One query for each sequence: {@code [B, H, d]}; caches {@code [blocks, Hkv, …]}. */
  private static Cost decode(OperatorCall call, int query, int cache, int table, int longest) {
    Tensor q = call.tensor(query);
    Tensor keyCache = call.tensor(cache);
    long sequences = call.tensor(table).dim(0);
    long keys = Count.product(sequences, call.number(longest));
    return cost(q, sequences, keys, keyCache.dim(1), keyCache, false)
        .estimated("every sequence as long as the longest");
  }

  /** Any number of queries for each sequence; caches {@code [blocks, page, Hkv, d]}. */
  private static Cost mixed(OperatorCall call, int ends, int table, int longest, int causal) {
    Tensor q = call.tensor(0);
    Tensor cache = call.tensor(1);
    long sequences = call.tensor(ends).elements() - 1;
    long keys =
        call.tensorOrNull(table) == null
            ? cache.product(0, cache.rank() - 2)
            : Count.product(sequences, call.number(longest));
    return cost(q, sequences, keys, cache.dim(-2), cache, call.isTrue(causal))
        .estimated("every sequence as long as the longest");
  }

  private static Cost cost(
      Tensor q, long sequences, long keys, long keyHeads, Tensor cache, boolean causal) {
    if (sequences < 1) {
      throw MissingShapeException.INSTANCE;
    }
    long channels = q.dim(-1);
    long queriesOfOne = q.product(0, q.rank() - 2) / sequences;
    long keysOfOne = keys / sequences;
    long pairs =
        causal
            ? Attention.causalPairs(queriesOfOne, keysOfOne, false)
            : Count.product(queriesOfOne, keysOfOne);
    return Cost.matrix(
        Count.product(4, sequences, q.dim(-2), pairs, channels),
        Count.sum(q.bytes(), Count.product(2, keys, keyHeads, channels, cache.type().bytes())),
        q.bytes(),
        q.type().precision(),
        "4·H·pairs·d; queries, used pages and output moved once");
  }
}
