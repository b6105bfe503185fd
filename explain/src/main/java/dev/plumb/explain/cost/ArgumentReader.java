package dev.plumb.explain.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads an operator's arguments from what its profiler wrote: {@code "Input Dims"}, {@code "Input
 * type"}, {@code "Input Strides"} and {@code "Concrete Inputs"} of PyTorch, the {@code "2,3;2,3"}
 * of Ascend.
 */
final class ArgumentReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MAX_ARGUMENTS = 1 << 16;

  /** A shape, or the shapes of a list. */
  private record Shape(long[] dims, @Nullable List<long[]> list) {
    static final Shape NONE = new Shape(new long[0], null);
  }

  private List<Shape> dims = List.of();
  private List<Shape> strides = List.of();
  private List<String> types = List.of();
  private List<String> values = List.of();

  private ArgumentReader() {}

  /**
   * Reads a call.
   *
   * @param members arguments as JSON members, without braces
   * @return null if there are no shapes, or if they cannot be read
   */
  static @Nullable OperatorCall read(String name, String members) {
    ArgumentReader reader = new ArgumentReader();
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), "{" + members + "}")) {
      reader.members(in);
    } catch (JacksonException e) {
      // Ill-formed texts stay in the trace as they are; they have no cost.
      return null;
    }
    return reader.dims.isEmpty() && reader.types.isEmpty()
        ? null
        : new OperatorCall(name, reader.arguments(), members);
  }

  private void members(JsonParser in) {
    in.nextToken();
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = in.currentName();
      JsonToken value = in.nextToken();
      boolean list = value == JsonToken.START_ARRAY;
      switch (key) {
        case "Input Dims", "Input dims" -> dims = list ? shapes(in) : ascendShapes(in.getString());
        case "Input Strides" -> strides = list ? shapes(in) : List.of();
        case "Input type" -> types = list ? texts(in) : List.of(in.getString().split(";", -1));
        case "Concrete Inputs" -> values = list ? texts(in) : List.of();
        default -> in.skipChildren();
      }
    }
  }

  private static List<Shape> shapes(JsonParser in) {
    List<Shape> shapes = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY && shapes.size() < MAX_ARGUMENTS) {
      if (in.currentToken() == JsonToken.START_ARRAY) {
        shapes.add(shape(in));
      } else {
        in.skipChildren();
        shapes.add(Shape.NONE);
      }
    }
    return shapes;
  }

  private static Shape shape(JsonParser in) {
    long[] numbers = new long[4];
    int count = 0;
    List<long[]> list = null;
    while (in.nextToken() != JsonToken.END_ARRAY) {
      if (in.currentToken() == JsonToken.START_ARRAY) {
        list = list == null ? new ArrayList<>() : list;
        list.add(shape(in).dims());
      } else if (in.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        numbers = count == numbers.length ? Arrays.copyOf(numbers, count * 2) : numbers;
        numbers[count++] = in.getLongValue();
      } else {
        in.skipChildren();
      }
    }
    return new Shape(Arrays.copyOf(numbers, count), list);
  }

  private static List<String> texts(JsonParser in) {
    List<String> texts = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY && texts.size() < MAX_ARGUMENTS) {
      texts.add(in.currentToken().isScalarValue() ? in.getString() : "");
      in.skipChildren();
    }
    return texts;
  }

  private static List<Shape> ascendShapes(String text) {
    List<Shape> shapes = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      List<Long> numbers = new ArrayList<>();
      for (String number : part.split(",", -1)) {
        if (number.strip().matches("\\d{1,18}")) {
          numbers.add(Long.parseLong(number.strip()));
        }
      }
      shapes.add(new Shape(numbers.stream().mapToLong(Long::longValue).toArray(), null));
    }
    return shapes;
  }

  private List<OperatorCall.Argument> arguments() {
    int count = Math.max(dims.size(), Math.max(types.size(), values.size()));
    ElementType first = firstType();
    List<OperatorCall.Argument> arguments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Shape shape = i < dims.size() ? dims.get(i) : Shape.NONE;
      Shape stride = i < strides.size() ? strides.get(i) : Shape.NONE;
      String type = i < types.size() ? types.get(i) : "";
      String value = i < values.size() ? values.get(i) : "";
      arguments.add(argument(shape, stride, type, value, first));
    }
    return arguments;
  }

  private @Nullable ElementType firstType() {
    for (String type : types) {
      ElementType known = ElementType.of(type);
      if (known != null) {
        return known;
      }
    }
    return null;
  }

  private static OperatorCall.Argument argument(
      Shape shape, Shape stride, String type, String value, @Nullable ElementType first) {
    List<Tensor> tensors = new ArrayList<>();
    if (shape.list() != null) {
      // Profilers do not say what the elements of a list are: as the call's first tensor, or as
      // what is trained.
      ElementType element = first == null ? ElementType.FLOAT32 : first;
      List<long[]> strides = stride.list() == null ? List.of() : stride.list();
      for (int i = 0; i < shape.list().size(); i++) {
        addIfSane(
            tensors, shape.list().get(i), i < strides.size() ? strides.get(i) : null, element);
      }
      return new OperatorCall.Argument(tensors, true, value);
    }
    ElementType known = ElementType.of(type);
    // A shape without a type stands in traces that give types to some arguments only.
    boolean untyped = known == null && type.isEmpty() && shape.dims().length > 0;
    ElementType element = untyped ? first : known;
    if (element != null) {
      addIfSane(tensors, shape.dims(), stride.dims(), element);
    }
    return new OperatorCall.Argument(tensors, false, value);
  }

  private static void addIfSane(
      List<Tensor> tensors, long[] dims, long @Nullable [] strides, ElementType type) {
    if (Arrays.stream(dims).allMatch(extent -> extent >= 0)) {
      tensors.add(new Tensor(dims, strides, type));
    }
  }
}
