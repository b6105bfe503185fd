package dev.plumb.explain.cost;

import dev.plumb.devices.Precision;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Types of tensor elements, with the names that profilers give them. */
public enum ElementType {
  FLOAT64(8, Precision.FP64, "double", "float64"),
  FLOAT32(4, Precision.FP32, "float", "Float", "float32"),
  FLOAT16(2, Precision.FP16, "c10::Half", "Half", "half", "float16"),
  BFLOAT16(2, Precision.BF16, "c10::BFloat16", "BFloat16", "bfloat16"),
  FLOAT8(
      1,
      Precision.FP8,
      "c10::Float8_e4m3fn",
      "c10::Float8_e4m3fnuz",
      "c10::Float8_e5m2",
      "c10::Float8_e5m2fnuz",
      "c10::Float8_e8m0fnu",
      "Float8_e4m3fn",
      "Float8_e4m3fnuz",
      "Float8_e5m2",
      "Float8_e5m2fnuz"),
  /** Two numbers in each byte; the element that tensors count is the byte. */
  FLOAT4_PAIR(1, Precision.FP4, "c10::Float4_e2m1fn_x2", "Float4_e2m1fn_x2"),
  COMPLEX64(8, Precision.FP32, "c10::complex<float>", "complexfloat", "complex64"),
  COMPLEX128(16, Precision.FP64, "c10::complex<double>", "complexdouble", "complex128"),
  INT64(8, Precision.INT32, "long int", "long", "Long", "unsigned long", "int64", "uint64"),
  INT32(4, Precision.INT32, "int", "unsigned int", "int32", "uint32"),
  INT16(
      2,
      Precision.INT32,
      "short int",
      "short",
      "Short",
      "unsigned short",
      "short unsigned int",
      "int16",
      "uint16"),
  INT8(1, Precision.INT8, "signed char", "Char", "int8"),
  UINT8(1, Precision.INT8, "unsigned char", "Byte", "uint8"),
  /** One byte each. */
  BOOL(1, Precision.INT8, "bool");

  private static final Map<String, ElementType> BY_NAME = new HashMap<>();
  private static final Map<String, ElementType> BY_LOWER_NAME = new HashMap<>();

  static {
    for (ElementType type : values()) {
      for (String name : type.names) {
        BY_NAME.put(name, type);
        BY_LOWER_NAME.put(name.toLowerCase(Locale.ROOT), type);
      }
    }
  }

  private final int bytes;
  private final Precision precision;
  private final String[] names;

  ElementType(int bytes, Precision precision, String... names) {
    this.bytes = bytes;
    this.precision = precision;
    this.names = names;
  }

  /** The type that a profiler calls {@code name}; null for scalars, lists and what is unknown. */
  public static @Nullable ElementType of(String name) {
    return BY_NAME.get(name);
  }

  /**
   * The type that a profiler calls {@code name} beside a collective. Of operators, older profilers
   * call single numbers {@code Double}, {@code Int} and {@code Bool}, which are no tensors. Beside
   * collectives, names come in any case.
   */
  public static @Nullable ElementType ofCollective(String name) {
    return BY_LOWER_NAME.get(name.toLowerCase(Locale.ROOT));
  }

  /**
   * The type of a number of PyTorch's {@code ScalarType}, which is how the profiler writes an
   * argument {@code dtype}; null where it is none of those that are computed with.
   */
  static @Nullable ElementType ofScalarType(String number) {
    return switch (number) {
      case "0" -> UINT8;
      case "1" -> INT8;
      case "2" -> INT16;
      case "3" -> INT32;
      case "4" -> INT64;
      case "5" -> FLOAT16;
      case "6" -> FLOAT32;
      case "7" -> FLOAT64;
      case "9" -> COMPLEX64;
      case "10" -> COMPLEX128;
      case "11" -> BOOL;
      case "15" -> BFLOAT16;
      case "23", "24", "25", "26" -> FLOAT8;
      default -> null;
    };
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Format in which its numbers are multiplied. */
  public Precision precision() {
    return precision;
  }

  /** Whether it holds floating-point numbers. */
  public boolean isFloating() {
    return !precision.isInteger();
  }
}
