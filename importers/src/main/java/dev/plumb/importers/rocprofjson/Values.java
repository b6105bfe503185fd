package dev.plumb.importers.rocprofjson;

import dev.plumb.trace.Ids;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;

/** Small readers of JSON values at the parser's current token. */
final class Values {
  private Values() {}

  /**
   * A whole number, also as a decimal or hexadecimal text, unsigned ones above {@link
   * Long#MAX_VALUE} as their bits; {@link Ids#ABSENT} for anything else, which is passed over.
   */
  static long number(JsonParser in) {
    return switch (in.currentToken()) {
      case VALUE_NUMBER_INT ->
          in.getNumberType() == NumberType.BIG_INTEGER ? big(in) : in.getLongValue();
      case VALUE_STRING -> parsed(in.getString());
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> {
        in.skipChildren();
        yield Ids.ABSENT;
      }
    };
  }

  private static long big(JsonParser in) {
    return in.getBigIntegerValue().bitLength() <= 64
        ? in.getBigIntegerValue().longValue()
        : Ids.ABSENT;
  }

  private static long parsed(String text) {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text, 2, text.length(), 16)
          : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return Ids.ABSENT;
    }
  }

  /** A time: a whole number that is not negative. */
  static long time(JsonParser in) {
    long value = number(in);
    return value < 0 ? Ids.ABSENT : value;
  }

  /** A text; null for what is none, which is passed over. */
  static @org.jspecify.annotations.Nullable String text(JsonParser in) {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return in.getString();
    }
    in.skipChildren();
    return null;
  }

  /** The members of an object; {@code member} is at the value and leaves it read or skipped. */
  static void members(JsonParser in, Consumer<String> member) {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      in.skipChildren();
      return;
    }
    while (in.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = in.currentName();
      in.nextToken();
      member.accept(name);
    }
  }

  /** The elements of an array; {@code element} is at the value and leaves it read or skipped. */
  static void elements(JsonParser in, Runnable element) {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      in.skipChildren();
      return;
    }
    JsonToken token;
    while ((token = in.nextToken()) != null && token != JsonToken.END_ARRAY) {
      element.run();
    }
  }
}
