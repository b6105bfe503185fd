package dev.plumb.explain.cost;

import java.util.Arrays;

/**
 * Convolutions of any dimension: each element of the output sums over the channels of its group and
 * the kernel, {@code 2·out·(C/groups)·kernel} operations; a transposed one does so for each element
 * of its input. Backward, the gradients of input and weight are one convolution each.
 */
public final class Convolution extends CostFamily {
  /** Where an operator has its arguments; −1 for what it has not. */
  private record Places(int bias, int stride, int padding, int dilation, int transposed) {}

  /** The same for operators that are transposed always or sometimes. */
  private record TransposedPlaces(
      int bias, int stride, int padding, int outputPadding, int dilation, int groups) {}

  private static final String METHOD =
      "2·out·(C/groups)·kernel + bias; input, weight, bias read once";

  Convolution() {
    super("conv", "convolutions");
    wrap(
        call -> forward(call, new Places(2, 3, 4, 5, 6)),
        "aten::convolution",
        "aten::_convolution",
        "aten::convolution_overrideable");
    wrap(
        call -> forward(call, new Places(2, 3, 4, 5, -1)),
        "aten::conv1d",
        "aten::conv2d",
        "aten::conv3d");
    wrap(
        call -> transposed(call, new TransposedPlaces(2, 3, 4, 5, 7, 6)),
        "aten::conv_transpose1d",
        "aten::conv_transpose2d",
        "aten::conv_transpose3d");
    add(Convolution::cudnn, "aten::cudnn_convolution");
    add(
        call -> forward(call, new Places(2, 4, 3, 5, -1)),
        "aten::miopen_convolution",
        "aten::miopen_depthwise_convolution",
        "aten::mkldnn_convolution");
    add(
        call -> forward(call, new Places(2, 3, 4, 5, -1)),
        "aten::cudnn_convolution_relu",
        "aten::miopen_convolution_relu");
    add(
        call -> forward(call, new Places(4, 5, 6, 7, -1)),
        "aten::cudnn_convolution_add_relu",
        "aten::miopen_convolution_add_relu");
    add(
        call -> forward(call, new Places(3, 4, 5, -1, -1)),
        "aten::slow_conv2d_forward",
        "aten::_slow_conv2d_forward",
        "aten::thnn_conv2d",
        "aten::slow_conv3d",
        "aten::slow_conv3d_forward");
    add(
        call -> forward(call, new Places(3, 4, 5, 6, -1)),
        "aten::_conv_depthwise2d",
        "aten::conv_depthwise3d",
        "aten::slow_conv_dilated2d",
        "aten::slow_conv_dilated3d");
    add(
        call -> transposed(call, new TransposedPlaces(-1, 4, 2, 3, 5, 6)),
        "aten::cudnn_convolution_transpose");
    add(
        call -> transposed(call, new TransposedPlaces(2, 5, 3, 4, 6, 7)),
        "aten::miopen_convolution_transpose");
    add(Convolution::backward, "aten::convolution_backward");
    add(
        Convolution::oldBackward,
        "aten::cudnn_convolution_backward",
        "aten::miopen_convolution_backward",
        "aten::mkldnn_convolution_backward");
  }

  /** PyTorch before 1.5 had a bias as third argument. */
  private static Cost cudnn(OperatorCall call) {
    boolean bias = call.value(2).isEmpty() && call.hasValue(3) || call.tensorOrNull(2) != null;
    return forward(call, bias ? new Places(2, 4, 3, 5, -1) : new Places(-1, 3, 2, 4, -1));
  }

  private static Cost forward(OperatorCall call, Places at) {
    Tensor input = call.tensor(0);
    Tensor weight = call.tensor(1);
    long bias = at.bias < 0 ? 0 : call.bytesOrZero(at.bias);
    if (at.transposed >= 0 && call.isTrue(at.transposed)) {
      int flag = at.transposed;
      return transposed(
          call,
          new TransposedPlaces(at.bias, at.stride, at.padding, flag + 1, at.dilation, flag + 2));
    }
    long outputs =
        Count.product(
            batch(input, weight), weight.dim(0), outputPositions(call, input, weight, at));
    return cost(input, weight, bias, outputs, outputs, weight.product(1, weight.rank()));
  }

  private static long outputPositions(OperatorCall call, Tensor input, Tensor weight, Places at) {
    int spatial = weight.rank() - 2;
    // "same" and "valid" stand where numbers could.
    if (call.value(at.padding).equals("same")) {
      return input.product(input.rank() - spatial, input.rank());
    }
    long[] stride = each(call.numbers(at.stride), spatial, 1);
    long[] padding =
        call.value(at.padding).equals("valid")
            ? new long[spatial]
            : each(call.numbers(at.padding), spatial, 0);
    long[] dilation =
        at.dilation < 0
            ? each(new long[0], spatial, 1)
            : each(call.numbers(at.dilation), spatial, 1);
    long positions = 1;
    for (int i = 0; i < spatial; i++) {
      positions =
          Count.product(
              positions,
              window(
                  input.dim(input.rank() - spatial + i),
                  weight.dim(2 + i),
                  stride[i],
                  padding[i],
                  dilation[i]));
    }
    return positions;
  }

  /** Places at which a window fits. */
  static long window(long extent, long kernel, long stride, long padding, long dilation) {
    long free =
        Count.sum(extent, Count.product(2, padding), -Count.product(dilation, kernel - 1), -1);
    if (free < 0 || stride <= 0) {
      throw MissingShapeException.INSTANCE;
    }
    return free / stride + 1;
  }

  /** One number for all dimensions may stand alone; none is the default. */
  static long[] each(long[] given, int count, long otherwise) {
    if (given.length == count) {
      return given;
    }
    if (given.length > 1 || count < 0) {
      throw MissingShapeException.INSTANCE;
    }
    long[] all = new long[count];
    Arrays.fill(all, given.length == 1 ? given[0] : otherwise);
    return all;
  }

  private static long batch(Tensor input, Tensor weight) {
    return input.rank() == weight.rank() ? input.dim(0) : 1;
  }

  private static Cost cost(
      Tensor input, Tensor weight, long bias, long outputs, long summedFor, long summands) {
    long bytes = input.type().bytes();
    return Cost.matrix(
        Count.sum(Count.product(2, summedFor, summands), bias > 0 ? outputs : 0),
        Count.sum(input.bytes(), weight.bytes(), bias),
        Count.product(outputs, bytes),
        input.type().precision(),
        METHOD);
  }

  /** The weight is {@code [C, out/groups, kernel…]}. */
  private static Cost transposed(OperatorCall call, TransposedPlaces at) {
    Tensor input = call.tensor(0);
    Tensor weight = call.tensor(1);
    int spatial = weight.rank() - 2;
    long[] stride = each(call.numbers(at.stride), spatial, 1);
    long[] padding = each(call.numbers(at.padding), spatial, 0);
    long[] more = each(call.numbers(at.outputPadding), spatial, 0);
    long[] dilation = each(call.numbers(at.dilation), spatial, 1);
    long positions = 1;
    for (int i = 0; i < spatial; i++) {
      long extent = input.dim(input.rank() - spatial + i);
      positions =
          Count.product(
              positions,
              Count.sum(
                  Count.product(extent - 1, stride[i]),
                  -Count.product(2, padding[i]),
                  Count.product(dilation[i], weight.dim(2 + i) - 1),
                  more[i],
                  1));
    }
    long channels = Count.product(weight.dim(1), call.number(at.groups));
    return cost(
        input,
        weight,
        at.bias < 0 ? 0 : call.bytesOrZero(at.bias),
        Count.product(batch(input, weight), channels, positions),
        input.elements(),
        weight.product(1, weight.rank()));
  }

  private static Cost backward(OperatorCall call) {
    String mask = call.value(10);
    boolean known = mask.startsWith("[");
    boolean[] wanted = {true, true, false};
    if (known) {
      String[] flags = mask.substring(1, mask.length() - 1).split(",", -1);
      for (int i = 0; i < wanted.length && i < flags.length; i++) {
        wanted[i] = flags[i].strip().equalsIgnoreCase("true") || flags[i].strip().equals("1");
      }
    }
    Tensor gradient = call.tensor(0);
    Tensor input = call.tensor(1);
    Cost cost = gradients(gradient, input, call.tensor(2), call.isTrue(7), wanted);
    return known ? cost : cost.estimated("gradients of input and weight assumed");
  }

  /** PyTorch before 1.11: one operator for both gradients; which are wanted came last. */
  private static Cost oldBackward(OperatorCall call) {
    return gradients(
            call.tensor(1),
            call.tensor(0),
            call.tensor(2),
            false,
            new boolean[] {true, true, false})
        .estimated("gradients of input and weight assumed");
  }

  private static Cost gradients(
      Tensor gradient, Tensor input, Tensor weight, boolean transposed, boolean[] wanted) {
    long each =
        Count.product(
            2,
            transposed ? input.elements() : gradient.elements(),
            weight.product(1, weight.rank()));
    long flops = 0;
    long read = gradient.bytes();
    long written = 0;
    if (wanted[0]) {
      flops = Count.sum(flops, each);
      read = Count.sum(read, weight.bytes());
      written = Count.sum(written, input.bytes());
    }
    if (wanted[1]) {
      flops = Count.sum(flops, each);
      read = Count.sum(read, input.bytes());
      written = Count.sum(written, weight.bytes());
    }
    if (wanted[2]) {
      flops = Count.sum(flops, gradient.elements());
      written = Count.sum(written, Count.product(gradient.dim(1), gradient.type().bytes()));
    }
    return Cost.matrix(
        flops,
        read,
        written,
        gradient.type().precision(),
        "2·out·(C/groups)·kernel for each gradient; each tensor once");
  }
}
