package dev.plumb.explain.cost;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator with its arguments as the trace describes them: what all calls with the same name and
 * the same arguments have in common.
 */
public final class OperatorCall {
  /**
   * One argument.
   *
   * @param tensors the tensor, or those of a list; empty for everything else
   * @param list whether it is a list of tensors
   * @param value the text of a number, flag or list of numbers; "" where the trace has none
   */
  public record Argument(List<Tensor> tensors, boolean list, String value) {
    public Argument {
      tensors = List.copyOf(tensors);
    }
  }

  private final String name;
  private final List<Argument> arguments;
  private final String members;
  private @Nullable String shape;

  /**
   * A call.
   *
   * @param members all recorded arguments as JSON members, for what is no input: collectives say
   *     there what they send
   */
  public OperatorCall(String name, List<Argument> arguments, String members) {
    this.name = name;
    this.arguments = List.copyOf(arguments);
    this.members = members;
  }

  public String name() {
    return name;
  }

  /** Number of arguments that the trace shows. */
  public int size() {
    return arguments.size();
  }

  /** All that was recorded, as JSON members. */
  String members() {
    return members;
  }

  /**
   * The tensor at a place of the argument list.
   *
   * @throws MissingShapeException if there is none
   */
  public Tensor tensor(int index) {
    Tensor tensor = tensorOrNull(index);
    if (tensor == null) {
      throw MissingShapeException.INSTANCE;
    }
    return tensor;
  }

  /** The tensor at a place of the argument list; null where the caller gave none. */
  public @Nullable Tensor tensorOrNull(int index) {
    if (index >= arguments.size()) {
      return null;
    }
    Argument argument = arguments.get(index);
    return argument.list() || argument.tensors().isEmpty() ? null : argument.tensors().getFirst();
  }

  /** Bytes of the tensor at a place; 0 where the caller gave none. */
  public long bytesOrZero(int index) {
    Tensor tensor = tensorOrNull(index);
    return tensor == null ? 0 : tensor.bytes();
  }

  /**
   * The tensors of a list, or the single tensor.
   *
   * @throws MissingShapeException if there are none: older profilers do not look into lists
   */
  public List<Tensor> tensors(int index) {
    if (index >= arguments.size() || arguments.get(index).tensors().isEmpty()) {
      throw MissingShapeException.INSTANCE;
    }
    return arguments.get(index).tensors();
  }

  /** All tensors of all arguments, lists included. */
  public List<Tensor> allTensors() {
    List<Tensor> all = new ArrayList<>();
    arguments.forEach(argument -> all.addAll(argument.tensors()));
    return all;
  }

  /** The recorded text of an argument that is no tensor; "" where the trace has none. */
  public String value(int index) {
    return index < arguments.size() ? arguments.get(index).value() : "";
  }

  /** Whether the trace has the argument's value. */
  public boolean hasValue(int index) {
    return !value(index).isEmpty();
  }

  /** Whether a flag is set; false also where the trace does not say. */
  public boolean isTrue(int index) {
    String value = value(index);
    return value.equalsIgnoreCase("true") || value.equals("1");
  }

  /**
   * A whole number.
   *
   * @throws MissingShapeException if the trace does not say
   */
  public long number(int index) {
    return number(value(index));
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw MissingShapeException.INSTANCE;
    }
  }

  /**
   * A list of whole numbers, {@code [1, 1]}; empty for {@code []}.
   *
   * @throws MissingShapeException if the trace does not say
   */
  public long[] numbers(int index) {
    String text = value(index).strip();
    if (!text.startsWith("[") || !text.endsWith("]")) {
      throw MissingShapeException.INSTANCE;
    }
    String inner = text.substring(1, text.length() - 1).strip();
    if (inner.isEmpty()) {
      return new long[0];
    }
    String[] parts = inner.split(",", -1);
    long[] numbers = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      numbers[i] = number(parts[i]);
    }
    return numbers;
  }

  /** The shapes of its tensors as people write them; equal for calls that cost the same. */
  public synchronized String shape() {
    if (shape == null) {
      StringBuilder text = new StringBuilder();
      for (Argument argument : arguments) {
        for (Tensor tensor : argument.tensors()) {
          text.append(text.isEmpty() ? "" : " ").append(tensor.text());
        }
      }
      shape = text.toString();
    }
    return shape;
  }
}
