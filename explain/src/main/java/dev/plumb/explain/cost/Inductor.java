package dev.plumb.explain.cost;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that PyTorch's compiler wrote in Triton. Their names say which operators they fuse and
 * their last arguments over how many elements; so operations are elements times those of the
 * operators, and bytes those of all tensors, of which no more is touched than there are elements.
 * Whether an input is an output too is not known.
 */
public final class Inductor extends CostFamily {
  private static final String PREFIX = "triton_";
  private static final String FUSED = "_fused_";

  /** Operations for each element, of what is not one operation; views have none. */
  private static final Map<String, Integer> OPERATIONS = new HashMap<>();

  private static final int LONGEST_NAME = 6;

  static {
    Elementwise.UNARY.forEach(name -> OPERATIONS.put(name, 1));
    Elementwise.BINARY.forEach(name -> OPERATIONS.put(name, 1));
    for (String name :
        "sum mean amax amin max min prod any all argmax cumsum addmm bmm".split(" ")) {
      OPERATIONS.put(name, 1);
    }
    OPERATIONS.put("convolution", 1); // its bias; the convolution itself is no Triton kernel here
    OPERATIONS.put("native_layer_norm", 7);
    OPERATIONS.put("native_group_norm", 7);
    OPERATIONS.put("native_batch_norm", 7);
    OPERATIONS.put("_native_batch_norm_legit", 7);
    OPERATIONS.put("_native_batch_norm_legit_functional", 7);
    OPERATIONS.put("native_layer_norm_backward", 11);
    OPERATIONS.put("var_mean", 3);
    OPERATIONS.put("_softmax", 5);
    OPERATIONS.put("_log_softmax", 5);
    OPERATIONS.put("_softmax_backward_data", 4);
    OPERATIONS.put("_log_softmax_backward_data", 4);
    OPERATIONS.put("native_dropout", 2);
    OPERATIONS.put("where", 1);
    OPERATIONS.put("addcmul", 2);
    OPERATIONS.put("addcdiv", 2);
  }

  Inductor() {
    super("triton", "kernels that torch.compile wrote");
  }

  @Override
  @Nullable CostModel model(String operator) {
    return operator.startsWith(PREFIX) && operator.contains(FUSED) ? Inductor::cost : null;
  }

  private static Cost cost(OperatorCall call) {
    List<Tensor> tensors = call.allTensors();
    if (tensors.isEmpty()) {
      throw MissingShapeException.INSTANCE;
    }
    if (call.name().startsWith("triton_tem")) {
      return template(tensors);
    }
    long elements = elements(call, tensors);
    long read = 0;
    for (Tensor tensor : tensors.subList(0, tensors.size() - 1)) {
      read = Count.sum(read, touched(tensor, elements));
    }
    return Cost.vector(
            Count.product(elements, operations(call.name())),
            read,
            touched(tensors.getLast(), elements),
            tensors.getFirst().type().precision(),
            "elements × operations in the kernel's name; each tensor once")
        .estimated("the last tensor is the output, the others are read");
  }

  /** A kernel over a part of a tensor (a slice of it) touches no more than its own elements. */
  private static long touched(Tensor tensor, long elements) {
    return Count.product(Math.min(tensor.storedElements(), elements), tensor.type().bytes());
  }

  /**
   * The numbers at the end of the arguments are extents; they cover no more than a tensor holds.
   */
  private static long elements(OperatorCall call, List<Tensor> tensors) {
    long most = 1;
    for (Tensor tensor : tensors) {
      most = Math.max(most, tensor.elements());
    }
    long product = 1;
    long best = 0;
    for (int i = call.size() - 1; i >= 0 && call.value(i).matches("\\d{1,15}"); i--) {
      product = Math.multiplyExact(product, call.number(i));
      best = product <= most ? product : best;
    }
    return best == 0 ? most : best;
  }

  /** Operations for each element, by the longest known names in {@code …_fused_A_B_C_12}. */
  static int operations(String kernel) {
    String[] parts = kernel.substring(kernel.indexOf(FUSED) + FUSED.length() - 1).split("_", -1);
    int sum = 0;
    for (int at = 0; at < parts.length; ) {
      int length = 1;
      for (int tried = Math.min(LONGEST_NAME, parts.length - at); tried > 0; tried--) {
        String name = String.join("_", List.of(parts).subList(at, at + tried));
        Integer known = OPERATIONS.get(name);
        if (known != null) {
          sum += known;
          length = tried;
          break;
        }
      }
      at += length;
    }
    return sum;
  }

  /** A product of matrices from a template: two inputs whose extents fit, and their result. */
  private static Cost template(List<Tensor> tensors) {
    for (Tensor a : tensors) {
      for (Tensor b : tensors) {
        Tensor out = a == b ? null : product(a, b, tensors);
        if (out != null) {
          long bytes = 0;
          for (Tensor tensor : tensors) {
            bytes = Count.sum(bytes, tensor.bytes());
          }
          return Cost.matrix(
                  Count.product(2, out.elements(), a.dim(-1)),
                  bytes - out.bytes(),
                  out.bytes(),
                  a.type().precision(),
                  "2MNK of the matrices whose extents fit; each tensor once")
              .estimated("a template of a matrix product");
        }
      }
    }
    throw MissingShapeException.INSTANCE;
  }

  private static @Nullable Tensor product(Tensor a, Tensor b, List<Tensor> tensors) {
    if (a.rank() != 2 || b.rank() != 2 || a.dim(1) != b.dim(0)) {
      return null;
    }
    for (Tensor out : tensors) {
      if (out != a
          && out != b
          && out.rank() == 2
          && out.dim(0) == a.dim(0)
          && out.dim(1) == b.dim(1)) {
        return out;
      }
    }
    return null;
  }
}
