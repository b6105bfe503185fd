package dev.plumb.cli.pipeline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/** Strict JSON as maps, lists, texts, exact numbers and booleans. */
public final class JsonTree {
  private JsonTree() {}

  /** Parses one document. */
  public static @Nullable Object parse(byte[] json) {
    return parse(json, false);
  }

  /** Parses one object as Python writes it, whose NaN becomes null. */
  public static Map<String, Object> pythonObject(byte[] json) {
    return asObject(parse(json, true));
  }

  private static @Nullable Object parse(byte[] json, boolean nan) {
    JsonFactory factory =
        JsonFactory.builder()
            .configure(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS, nan)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(1_000_000)
                    .maxStringLength(1 << 30)
                    .maxNameLength(1 << 30)
                    .build())
            .build();
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  /** Parses one object. */
  public static Map<String, Object> object(byte[] json) {
    return asObject(parse(json));
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> asObject(@Nullable Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  public static List<Object> asList(@Nullable Object value) {
    return (List<Object>) value;
  }

  /** A number that must be a {@code long}. */
  public static long asLong(@Nullable Object value) {
    return ((BigDecimal) value).longValueExact();
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.isNaN() ? null : parser.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
