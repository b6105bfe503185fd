package dev.plumb.explain.cost;

import java.util.List;

/**
 * Embeddings and other look-ups: what the indices name is read once for each index and written
 * once; adding up costs one operation for each element.
 */
public final class Indexing extends CostFamily {
  private static final String LOOK_UP = "indexed elements read and written once, indices read once";
  private static final String ADD = "1 per added element; source, indices and target once";

  Indexing() {
    super("index", "look-ups and scatters");
    add(Indexing::embedding, "aten::embedding");
    add(Indexing::embeddingBackward, "aten::embedding_dense_backward");
    add(Indexing::bag, "aten::_embedding_bag", "aten::_embedding_bag_forward_only");
    add(Indexing::select, "aten::index_select");
    add(Indexing::gather, "aten::gather", "aten::take", "aten::take_along_dim");
    add(Indexing::index, "aten::index");
    add(call -> scatter(call, 2, 3, true), "aten::scatter_add_", "aten::scatter_add");
    add(call -> scatter(call, 2, 3, false), "aten::scatter_", "aten::scatter");
    add(call -> scatter(call, 2, 3, true), "aten::index_add_", "aten::index_add");
    add(call -> scatter(call, 2, 3, false), "aten::index_copy_", "aten::index_copy");
    wrap(Indexing::put, "aten::index_put_", "aten::index_put");
    add(Indexing::put, "aten::_index_put_impl_");
    add(Indexing::search, "aten::bucketize", "aten::searchsorted");
    add(Indexing::nonzero, "aten::nonzero");
  }

  private static Cost look(Tensor source, long elements, long indexBytes) {
    long bytes = Count.product(elements, source.type().bytes());
    return Cost.vector(0, Count.sum(bytes, indexBytes), bytes, source.type().precision(), LOOK_UP);
  }

  private static Cost embedding(OperatorCall call) {
    Tensor weight = call.tensor(0);
    Tensor indices = call.tensor(1);
    return look(weight, Count.product(indices.elements(), weight.dim(-1)), indices.bytes());
  }

  /** The gradient of the whole table is written, most of it zeros. */
  private static Cost embeddingBackward(OperatorCall call) {
    Tensor gradient = call.tensor(0);
    Tensor indices = call.tensor(1);
    long table = Count.product(call.number(2), gradient.dim(-1));
    return Cost.vector(
        gradient.elements(),
        Count.sum(gradient.bytes(), indices.bytes()),
        Count.product(table, gradient.type().bytes()),
        gradient.type().precision(),
        "1 per element; gradient and indices read once, the whole table written once");
  }

  private static Cost bag(OperatorCall call) {
    Tensor weight = call.tensor(0);
    Tensor indices = call.tensor(1);
    Tensor offsets = call.tensor(2);
    long read = Count.product(indices.elements(), weight.dim(-1));
    return Cost.vector(
        read,
        Count.sum(Count.product(read, weight.type().bytes()), indices.bytes(), offsets.bytes()),
        Count.product(offsets.elements(), weight.dim(-1), weight.type().bytes()),
        weight.type().precision(),
        ADD);
  }

  private static Cost select(OperatorCall call) {
    Tensor source = call.tensor(0);
    Tensor index = call.tensor(2);
    boolean known = source.rank() <= 1 || call.hasValue(1);
    int dim = source.rank() <= 1 || !known ? 0 : (int) call.number(1);
    long extent = source.rank() == 0 ? 1 : Math.max(1, source.dim(dim));
    long rest = source.elements() / extent;
    Cost cost = look(source, Count.product(rest, index.elements()), index.bytes());
    return known ? cost : cost.estimated("along the first dimension");
  }

  private static Cost gather(OperatorCall call) {
    Tensor index = call.tensorOrNull(2) == null ? call.tensor(1) : call.tensor(2);
    return look(call.tensor(0), index.elements(), index.bytes());
  }

  private static Cost index(OperatorCall call) {
    Tensor source = call.tensor(0);
    List<Tensor> indices = call.tensors(1);
    Tensor first = indices.getFirst();
    long indexBytes = indices.stream().mapToLong(Tensor::bytes).sum();
    long rest = source.product(Math.min(indices.size(), source.rank()), source.rank());
    return look(source, Count.product(first.elements(), rest), indexBytes)
        .estimated("indices of the first dimensions");
  }

  private static Cost scatter(OperatorCall call, int indices, int source, boolean adds) {
    Tensor target = call.tensor(0);
    Tensor index = call.tensor(indices);
    Tensor given = call.tensorOrNull(source);
    long elements = given == null ? index.elements() : given.elements();
    long bytes = Count.product(elements, target.type().bytes());
    return Cost.vector(
        adds ? elements : 0,
        Count.sum(index.bytes(), given == null ? 0 : given.bytes(), adds ? bytes : 0),
        bytes,
        target.type().precision(),
        adds ? ADD : LOOK_UP);
  }

  /** The places are a list, whose shapes most profilers do not write: values are what is moved. */
  private static Cost put(OperatorCall call) {
    Tensor target = call.tensor(0);
    Tensor values = call.tensor(2);
    boolean adds = call.isTrue(3);
    long bytes = Count.product(values.elements(), target.type().bytes());
    return Cost.vector(
            adds ? values.elements() : 0,
            Count.sum(values.bytes(), adds ? bytes : 0),
            bytes,
            target.type().precision(),
            adds ? ADD : LOOK_UP)
        .estimated("indices not counted");
  }

  private static Cost search(OperatorCall call) {
    Tensor first = call.tensor(0);
    Tensor second = call.tensor(1);
    boolean bucketize = call.name().endsWith("bucketize");
    Tensor values = bucketize ? first : second;
    return Cost.vector(
        0,
        Count.sum(first.bytes(), second.bytes()),
        Count.product(values.elements(), ElementType.INT64.bytes()),
        values.type().precision(),
        "values and borders read once, positions written once");
  }

  private static Cost nonzero(OperatorCall call) {
    Tensor x = call.tensor(0);
    return Cost.vector(x.elements(), x.bytes(), 0, x.type().precision(), "input read once")
        .estimated("found positions not counted");
  }
}
