package dev.plumb.explain.cost;

/**
 * Pooling and resizing of images: one operation for each element that a window covers; input and
 * output once, and the places of the largest elements where they are kept.
 */
public final class Pooling extends CostFamily {
  private static final String METHOD = "1 per covered element; input and output once";

  Pooling() {
    super("pooling", "pooling and resizing");
    add(
        call -> window(call, true),
        "aten::max_pool2d_with_indices",
        "aten::max_pool3d_with_indices");
    add(call -> window(call, false), "aten::avg_pool2d", "aten::avg_pool3d");
    add(call -> resized(call, true), "aten::_adaptive_avg_pool2d", "aten::_adaptive_avg_pool3d");
    add(
        call -> resized(call, false),
        "aten::upsample_nearest1d",
        "aten::upsample_nearest2d",
        "aten::upsample_nearest3d",
        "aten::upsample_bilinear2d",
        "aten::upsample_bicubic2d",
        "aten::upsample_linear1d",
        "aten::upsample_trilinear3d",
        "aten::_upsample_bilinear2d_aa",
        "aten::_upsample_bicubic2d_aa");
    add(
        Pooling::backward,
        "aten::max_pool2d_with_indices_backward",
        "aten::max_pool3d_with_indices_backward",
        "aten::avg_pool2d_backward",
        "aten::avg_pool3d_backward",
        "aten::_adaptive_avg_pool2d_backward",
        "aten::_adaptive_avg_pool3d_backward");
  }

  private static Cost window(OperatorCall call, boolean positions) {
    Tensor x = call.tensor(0);
    int spatial = call.name().contains("3d") ? 3 : 2;
    long[] kernel = Convolution.each(call.numbers(1), spatial, 1);
    long[] given = call.numbers(2);
    long[] stride = given.length == 0 ? kernel : Convolution.each(given, spatial, 1);
    long[] padding = Convolution.each(call.numbers(3), spatial, 0);
    long outputs = x.product(0, x.rank() - spatial);
    long covered = 1;
    for (int i = 0; i < spatial; i++) {
      long extent = x.dim(x.rank() - spatial + i);
      outputs =
          Count.product(outputs, Convolution.window(extent, kernel[i], stride[i], padding[i], 1));
      covered = Count.product(covered, kernel[i]);
    }
    return Cost.vector(
        Count.product(outputs, covered),
        x.bytes(),
        Count.product(outputs, x.type().bytes() + (positions ? 8 : 0)),
        x.type().precision(),
        METHOD);
  }

  /** To an extent that the call names. */
  private static Cost resized(OperatorCall call, boolean pooled) {
    Tensor x = call.tensor(0);
    long[] extents = call.numbers(1);
    if (extents.length == 0 || extents.length > x.rank()) {
      throw MissingShapeException.INSTANCE;
    }
    long outputs = Count.product(x.product(0, x.rank() - extents.length), Count.product(extents));
    return Cost.vector(
        pooled ? x.elements() : outputs,
        x.bytes(),
        Count.product(outputs, x.type().bytes()),
        x.type().precision(),
        METHOD);
  }

  private static Cost backward(OperatorCall call) {
    Tensor gradient = call.tensor(0);
    Tensor x = call.tensor(1);
    boolean positions = call.name().contains("indices");
    return Cost.vector(
        gradient.elements(),
        Count.sum(gradient.bytes(), positions ? Count.product(gradient.elements(), 8) : 0),
        Count.product(x.elements(), x.type().bytes()),
        x.type().precision(),
        METHOD);
  }
}
