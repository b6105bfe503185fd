package dev.plumb.explain.cost;

import java.util.List;
import java.util.Set;

/**
 * Operations on each element by itself: one operation for each element of the result (two where
 * three operands meet); operands are read once, stretched ones as they lie in memory, and the
 * result is written once.
 */
public final class Elementwise extends CostFamily {
  /** With one operand; each also in place, with {@code _} behind its name. */
  static final List<String> UNARY =
      List.of(
          ("abs acos acosh asin asinh atan atanh bitwise_not ceil celu clamp clamp_max clamp_min cos"
                  + " cosh elu erf erfc erfinv exp exp2 expm1 floor frac gelu hardsigmoid hardswish"
                  + " hardtanh isfinite isinf isnan leaky_relu lgamma log log10 log1p log2 logical_not"
                  + " logit mish nan_to_num neg reciprocal relu relu6 round rsqrt selu sgn sigmoid sign"
                  + " signbit silu sin sinc sinh softplus softshrink sqrt square tan tanh threshold"
                  + " tril triu trunc")
              .split(" "));

  /** With two operands; the second may be a number. */
  static final List<String> BINARY =
      List.of(
          ("add atan2 bitwise_and bitwise_or bitwise_xor copysign div eq floor_divide fmod ge gt hypot"
                  + " le logical_and logical_or logical_xor lt masked_fill maximum minimum mul ne pow"
                  + " remainder rsub sub true_divide xlogy __and__ __or__ __xor__ bitwise_left_shift"
                  + " bitwise_right_shift prelu elu_backward gelu_backward hardsigmoid_backward"
                  + " hardswish_backward hardtanh_backward leaky_relu_backward logit_backward"
                  + " mish_backward native_dropout_backward sigmoid_backward silu_backward"
                  + " softplus_backward tanh_backward threshold_backward _masked_scale")
              .split(" "));

  private static final List<String> TERNARY =
      List.of("addcmul", "addcdiv", "where", "lerp", "clamp.Tensor");

  /** Those that answer yes or no. */
  private static final Set<String> BOOLEAN =
      Set.of(
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "isnan",
          "isinf",
          "isfinite",
          "logical_and",
          "logical_or",
          "logical_xor",
          "logical_not",
          "signbit");

  private static final String METHOD = "1 per element of the result; each operand once";

  Elementwise() {
    super("elementwise", "elementwise operations");
    UNARY.forEach(name -> addBoth(name, 1));
    BINARY.forEach(name -> addBoth(name, 2));
    TERNARY.forEach(name -> addBoth(name, 3));
    add(Elementwise::dropout, "aten::native_dropout", "aten::_fused_dropout");
    add(
        Elementwise::gated,
        "_C::silu_and_mul",
        "_C::gelu_and_mul",
        "_C::gelu_tanh_and_mul",
        "sgl_kernel::silu_and_mul",
        "sgl_kernel::gelu_and_mul",
        "sgl_kernel::gelu_tanh_and_mul",
        "aiter::silu_and_mul",
        "aiter::gelu_and_mul",
        "vllm::silu_and_mul");
  }

  private void addBoth(String name, int operands) {
    boolean truth = BOOLEAN.contains(name);
    add(call -> cost(call, operands, truth, false), "aten::" + name);
    add(call -> cost(call, operands, false, true), "aten::" + name + "_");
  }

  private static Cost cost(OperatorCall call, int operands, boolean truth, boolean inPlace) {
    Tensor first = firstTensor(call, operands);
    ElementType type = first.type();
    Tensor shape = first;
    long elements = first.elements();
    long read = first.bytes();
    boolean seen = false;
    for (int i = 0; i < operands; i++) {
      Tensor operand = call.tensorOrNull(i);
      if (operand == null || operand == first && !seen) {
        seen |= operand == first;
        continue;
      }
      elements = inPlace ? elements : Math.max(elements, Broadcast.elements(shape, operand));
      shape = operand.elements() > shape.elements() ? operand : shape;
      read = Count.sum(read, operand.bytes());
      type = inPlace ? type : promoted(type, first, operand);
    }
    int bytes = truth ? ElementType.BOOL.bytes() : type.bytes();
    long each = operands == 3 ? 2 : 1;
    return Cost.vector(
        Count.product(each, elements),
        read,
        Count.product(elements, bytes),
        type.precision(),
        METHOD);
  }

  /** Numbers may stand where tensors can: {@code rsub}, {@code pow} of a number. */
  private static Tensor firstTensor(OperatorCall call, int operands) {
    for (int i = 0; i < operands; i++) {
      Tensor tensor = call.tensorOrNull(i);
      // The condition of where() has a type of its own.
      if (tensor != null && !(i == 0 && operands == 3 && tensor.type() == ElementType.BOOL)) {
        return tensor;
      }
    }
    throw MissingShapeException.INSTANCE;
  }

  /** The type of the result: a single number changes it only if it is of another kind. */
  private static ElementType promoted(ElementType type, Tensor first, Tensor operand) {
    ElementType other = operand.type();
    if (other == ElementType.BOOL || type == other) {
      return type;
    }
    if (type.isFloating() != other.isFloating()) {
      return type.isFloating() ? type : other;
    }
    if (operand.rank() == 0 && first.rank() > 0) {
      return type;
    }
    return first.rank() == 0 && operand.rank() > 0 || other.bytes() > type.bytes() ? other : type;
  }

  /** Also writes which elements were kept, one byte each. */
  private static Cost dropout(OperatorCall call) {
    Tensor x = call.tensor(0);
    return Cost.vector(
        Count.product(2, x.elements()),
        x.bytes(),
        Count.product(x.elements(), x.type().bytes() + 1),
        x.type().precision(),
        "2 per element; input, output and mask once");
  }

  /** Half of the input, through an activation, times the other half. */
  private static Cost gated(OperatorCall call) {
    Tensor a = call.tensor(0);
    Tensor in = call.tensorOrNull(1) == null ? a : call.tensor(1);
    in = a.elements() > in.elements() ? a : in;
    long out = in.elements() / 2;
    return Cost.vector(
        Count.product(2, out),
        in.bytes(),
        Count.product(out, in.type().bytes()),
        in.type().precision(),
        "2 per element of the result; input and output once");
  }
}
