package dev.plumb.explain.cost;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of cost models. A new family gets a line here. */
public final class CostModels {
  /** All families; the first that knows an operator has its model. */
  public static final List<CostFamily> ALL =
      List.of(
          new Gemm(),
          new Convolution(),
          new Attention(),
          new PagedAttention(),
          new Normalization(),
          new Elementwise(),
          new Loss(),
          new Softmax(),
          new Reduction(),
          new Indexing(),
          new Pooling(),
          new Movement(),
          new Rotary(),
          new MixtureOfExperts(),
          new Optimizer(),
          new Quantization(),
          new Collective(),
          new Inductor());

  /**
   * An operator's model.
   *
   * @param wrapper whether models of operators below it come first
   */
  public record Known(CostFamily family, CostModel model, boolean wrapper) {}

  private CostModels() {}

  /** The model of an operator; null if none knows it. */
  public static @Nullable Known find(String operator) {
    for (CostFamily family : ALL) {
      CostModel model = family.model(operator);
      if (model != null) {
        return new Known(family, model, family.isWrapper(operator));
      }
    }
    return null;
  }

  /** The cost of a call; null if no model knows it or its arguments do not say enough. */
  public static @Nullable Cost cost(OperatorCall call) {
    Known known = find(call.name());
    return known == null ? null : cost(known.model(), call);
  }

  /** The cost of a call by this model; null if its arguments do not say enough. */
  static @Nullable Cost cost(CostModel model, OperatorCall call) {
    try {
      return model.of(call);
    } catch (MissingShapeException | ArithmeticException e) {
      return null;
    }
  }

  /** Reads and computes a cost in one go. */
  static @Nullable Cost cost(String name, String members) {
    OperatorCall call = ArgumentReader.read(name, members);
    return call == null ? null : cost(call);
  }
}
