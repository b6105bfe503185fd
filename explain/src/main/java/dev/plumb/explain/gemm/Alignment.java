package dev.plumb.explain.gemm;

import dev.plumb.explain.cost.ElementType;
import dev.plumb.explain.cost.Gemm;
import dev.plumb.explain.cost.OperatorCall;
import dev.plumb.explain.cost.Tensor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the rows of a product's matrices begin where matrix units want them. Kernels load 16
 * bytes at a time; where rows are no multiple of that, they load single elements.
 */
final class Alignment {
  private static final int LOAD_BYTES = 16;

  /** A kernel's own word: {@code …_align1}. */
  private static final Pattern ELEMENTS = Pattern.compile("align(\\d+)");

  private Alignment() {}

  /** Elements of a row that must be a multiple. */
  static int elements(ElementType type) {
    return Math.max(1, LOAD_BYTES / type.bytes());
  }

  /** Whether a product's rows are no multiples, by its shapes, or as its kernel says. */
  static boolean isBroken(OperatorCall call, Gemm.Size size, String kernel) {
    List<Tensor> matrices = call.allTensors().stream().filter(each -> each.rank() >= 2).toList();
    if (matrices.size() < 2 || size.k() == 1) {
      return false;
    }
    Tensor a = matrices.get(matrices.size() - 2);
    Tensor b = matrices.getLast();
    int wanted = elements(a.type());
    Matcher said = ELEMENTS.matcher(kernel);
    if (said.find() && said.group(1).length() < 4) {
      return Integer.parseInt(said.group(1)) < wanted;
    }
    return size.n() % wanted != 0 || row(a) % wanted != 0 || row(b) % wanted != 0;
  }

  /** Extent of the dimension whose neighbours are neighbours in memory. */
  private static long row(Tensor matrix) {
    boolean turned = matrix.stride(-2) == 1 && matrix.stride(-1) != 1;
    return matrix.dim(turned ? -2 : -1);
  }

  /** The next multiple of 64, which suits every type and most tiles. */
  static long padded(long extent) {
    return (extent + 63) / 64 * 64;
  }
}
