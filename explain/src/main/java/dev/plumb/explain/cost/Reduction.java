package dev.plumb.explain.cost;

/**
 * Sums, means, extremes: one operation for each element of the input, which is read once; what
 * remains is written once. Running sums keep the shape; sorting is counted as one pass.
 */
public final class Reduction extends CostFamily {
  private static final String METHOD = "1 per element of the input; input and output once";

  Reduction() {
    super("reduction", "reductions");
    for (String name :
        "sum mean amax amin prod any all var std nansum logsumexp count_nonzero".split(" ")) {
      add(call -> reduce(call, 1, 0), "aten::" + name);
    }
    add(call -> reduce(call, 2, 0), "aten::linalg_vector_norm", "aten::norm");
    // Extremes along a dimension also say where they are; argmax says only that.
    add(Reduction::extreme, "aten::max", "aten::min");
    add(call -> reduce(call, 1, 8), "aten::argmax", "aten::argmin", "aten::median");
    add(
        call -> scan(call, 0),
        "aten::cumsum",
        "aten::cumsum_",
        "aten::cumprod",
        "aten::logcumsumexp");
    add(
        call -> scan(call, 8).estimated("one pass"),
        "aten::sort",
        "aten::argsort",
        "aten::cummax",
        "aten::cummin");
    add(Reduction::topK, "aten::topk");
  }

  private static Cost reduce(OperatorCall call, int dims, int positionBytes) {
    Tensor x = call.tensor(0);
    boolean known = call.hasValue(dims) || call.size() <= dims || call.hasValue(dims + 1);
    long out = known ? outputs(call, x, dims) : 1;
    Cost cost =
        Cost.vector(
            x.elements(),
            x.bytes(),
            Count.product(out, positionBytes > 0 ? positionBytes : x.type().bytes()),
            x.type().precision(),
            METHOD);
    return known ? cost : cost.estimated("reduced to one number");
  }

  /** Elements that remain: no dimensions, or an empty list of them, means all. */
  private static long outputs(OperatorCall call, Tensor x, int at) {
    String value = call.value(at);
    long[] dims;
    if (value.startsWith("[")) {
      dims = call.numbers(at);
    } else if (value.matches("-?\\d{1,3}")) {
      dims = new long[] {call.number(at)};
    } else {
      return 1;
    }
    if (dims.length == 0) {
      return 1;
    }
    boolean[] reduced = new boolean[x.rank()];
    for (long dim : dims) {
      long index = dim < 0 ? x.rank() + dim : dim;
      if (index < 0 || index >= x.rank()) {
        return 1;
      }
      reduced[(int) index] = true;
    }
    long outputs = 1;
    for (int i = 0; i < reduced.length; i++) {
      outputs = reduced[i] ? outputs : Count.product(outputs, x.dim(i));
    }
    return outputs;
  }

  private static Cost extreme(OperatorCall call) {
    Tensor x = call.tensor(0);
    Tensor other = call.tensorOrNull(1);
    if (other != null && other.type() == x.type() && other.rank() > 0) {
      long elements = Broadcast.elements(x, other);
      return Cost.vector(
          elements,
          Count.sum(x.bytes(), other.bytes()),
          Count.product(elements, x.type().bytes()),
          x.type().precision(),
          METHOD);
    }
    return reduce(call, 1, call.hasValue(1) ? x.type().bytes() + 8 : 0);
  }

  private static Cost scan(OperatorCall call, int positionBytes) {
    Tensor x = call.tensor(0);
    return Cost.vector(
        x.elements(),
        x.bytes(),
        Count.product(x.elements(), x.type().bytes() + positionBytes),
        x.type().precision(),
        METHOD);
  }

  private static Cost topK(OperatorCall call) {
    Tensor x = call.tensor(0);
    long out = Count.product(x.elements() / Math.max(1, x.dim(-1)), call.number(1));
    return Cost.vector(
            x.elements(),
            x.bytes(),
            Count.product(out, x.type().bytes() + 8),
            x.type().precision(),
            METHOD)
        .estimated("one pass, along the last dimension");
  }
}
