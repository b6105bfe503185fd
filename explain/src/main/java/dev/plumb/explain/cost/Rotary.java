package dev.plumb.explain.cost;

/**
 * Rotary position embedding: each pair of channels is turned by an angle, {@code 3} operations for
 * each element; queries and keys are read and written once, and the rows of the table of angles
 * read once for each position.
 */
public final class Rotary extends CostFamily {
  Rotary() {
    super("rope", "rotary position embeddings");
    add(
        call -> rotate(call, 1, 2, 4),
        "_C::rotary_embedding",
        "sgl_kernel::rotary_embedding",
        "vllm::rotary_embedding",
        "aiter::rotary_embedding_fwd");
  }

  private static Cost rotate(OperatorCall call, int query, int key, int table) {
    Tensor positions = call.tensor(0);
    Tensor q = call.tensor(query);
    Tensor k = call.tensorOrNull(key);
    Tensor angles = call.tensor(table);
    long elements = Count.sum(q.elements(), k == null ? 0 : k.elements());
    long turned = Count.product(elements, q.type().bytes());
    long angleBytes = Count.product(positions.elements(), angles.dim(-1), angles.type().bytes());
    return Cost.vector(
        Count.product(3, elements),
        Count.sum(turned, positions.bytes(), angleBytes),
        turned,
        q.type().precision(),
        "3 per element; queries and keys read and written once");
  }
}
