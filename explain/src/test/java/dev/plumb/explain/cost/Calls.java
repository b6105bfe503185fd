package dev.plumb.explain.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls of operators as PyTorch's profiler writes them, from a short form: {@code "aten::mm
 * bf16[8,16] bf16[16,32]"}. Arguments are separated by blanks: a tensor {@code fp32[2,3]}, with
 * strides {@code fp32[2,3]/[0,1]}, a list of tensors <code>{fp32[2],fp32[3]}</code>, a value {@code
 * =True} or {@code =[1,1]}, or {@code -} for none.
 */
public final class Calls {
  private static final Map<String, String> TYPES =
      Map.of(
          "fp64", "double",
          "fp32", "float",
          "fp16", "c10::Half",
          "bf16", "c10::BFloat16",
          "fp8", "c10::Float8_e4m3fn",
          "i64", "long int",
          "i32", "int",
          "u8", "unsigned char",
          "i8", "signed char",
          "bool", "bool");

  private Calls() {}

  /** The members of a profiler's arguments. */
  public static String members(String arguments) {
    List<String> dims = new ArrayList<>();
    List<String> strides = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String argument : arguments.isBlank() ? new String[0] : arguments.strip().split(" +")) {
      String dim = "[]";
      String stride = "[]";
      String type = "";
      String value = "";
      if (argument.startsWith("=")) {
        type = "Scalar";
        value = argument.substring(1);
      } else if (argument.startsWith("{")) {
        type = "TensorList";
        String inner = argument.substring(1, argument.length() - 1);
        dim = "[" + inner.replaceAll("[a-z]+\\d*\\[", "[") + "]";
      } else if (!argument.equals("-")) {
        int bracket = argument.indexOf('[');
        int slash = argument.indexOf('/');
        type = TYPES.getOrDefault(argument.substring(0, bracket), "unknown");
        dim = slash < 0 ? argument.substring(bracket) : argument.substring(bracket, slash);
        stride = slash < 0 ? "[]" : argument.substring(slash + 1);
      }
      dims.add(dim);
      strides.add(stride);
      types.add('"' + type + '"');
      values.add('"' + value + '"');
    }
    return "\"Input Dims\": ["
        + String.join(", ", dims)
        + "], \"Input type\": ["
        + String.join(", ", types)
        + "], \"Input Strides\": ["
        + String.join(", ", strides)
        + "], \"Concrete Inputs\": ["
        + String.join(", ", values)
        + "]";
  }

  /** The cost of a call in short form; null if nobody knows it. */
  static @Nullable Cost cost(String call) {
    int blank = call.indexOf(' ');
    String name = blank < 0 ? call : call.substring(0, blank);
    return CostModels.cost(name, members(blank < 0 ? "" : call.substring(blank)));
  }
}
