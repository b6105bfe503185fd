package dev.plumb.explain.cost;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Shape and type of one tensor argument. */
public final class Tensor {
  private final long[] dims;
  private final long @Nullable [] strides;
  private final ElementType type;

  /**
   * A tensor.
   *
   * @param strides in elements, one for each dimension; null where the trace has none
   */
  public Tensor(long[] dims, long @Nullable [] strides, ElementType type) {
    this.dims = dims.clone();
    this.strides = strides != null && strides.length == dims.length ? strides.clone() : null;
    this.type = type;
  }

  /** A tensor of this shape that lies in memory without gaps. */
  public static Tensor of(ElementType type, long... dims) {
    return new Tensor(dims, null, type);
  }

  /** Number of dimensions; 0 for a single number. */
  public int rank() {
    return dims.length;
  }

  /**
   * Extent of a dimension.
   *
   * @param index from 0, or from −1 backwards from the last
   * @throws MissingShapeException if there is no such dimension
   */
  public long dim(int index) {
    int at = index < 0 ? dims.length + index : index;
    if (at < 0 || at >= dims.length) {
      throw MissingShapeException.INSTANCE;
    }
    return dims[at];
  }

  /** A copy of all extents. */
  public long[] dims() {
    return dims.clone();
  }

  /** Distance in elements between neighbours in a dimension; −1 where the trace does not say. */
  public long stride(int index) {
    int at = index < 0 ? dims.length + index : index;
    return strides == null || at < 0 || at >= dims.length ? -1 : strides[at];
  }

  public ElementType type() {
    return type;
  }

  /**
   * Number of elements.
   *
   * @throws ArithmeticException if there are more than a {@code long} counts
   */
  public long elements() {
    return product(0, dims.length);
  }

  /**
   * Product of the extents of dimensions {@code [from, to)}; 1 if there are none.
   *
   * @throws MissingShapeException if the tensor has no such dimensions
   */
  public long product(int from, int to) {
    if (from < 0 || to > dims.length || from > to) {
      throw MissingShapeException.INSTANCE;
    }
    long product = 1;
    for (int i = from; i < to; i++) {
      product = Math.multiplyExact(product, dims[i]);
    }
    return product;
  }

  /** Elements that lie in memory: what a dimension repeats (stride 0) is there once. */
  public long storedElements() {
    long product = 1;
    for (int i = 0; i < dims.length; i++) {
      product =
          Math.multiplyExact(
              product, strides != null && strides[i] == 0 && dims[i] > 0 ? 1 : dims[i]);
    }
    return product;
  }

  /** Bytes that must be read to have all of it. */
  public long bytes() {
    return Math.multiplyExact(storedElements(), (long) type.bytes());
  }

  /** Whether the trace says that dimensions lie in memory in another order than they are listed. */
  public boolean isPermuted() {
    if (strides == null) {
      return false;
    }
    long outer = Long.MAX_VALUE;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] > 1 && strides[i] > 0) {
        if (strides[i] > outer) {
          return true;
        }
        outer = strides[i];
      }
    }
    return false;
  }

  /** Shape and type as people write it: {@code bf16[8, 128]}. */
  public String text() {
    String name =
        type.isFloating() ? type.precision().id() : type.name().toLowerCase(java.util.Locale.ROOT);
    return name + Arrays.toString(dims);
  }
}
