package dev.plumb.importers.stacks;

import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/**
 * Walks JSON. Every reading method begins at the first token of a value and ends at its last, also
 * when the value is of another type than wanted: then it is skipped and stands for "absent".
 *
 * <pre>{@code
 * if (in.enterObject()) {
 *   while (in.nextName()) {
 *     switch (in.name()) {
 *       case "unit" -> unit = in.text("");
 *       default -> in.skip();
 *     }
 *   }
 * }
 * }</pre>
 */
public final class JsonIn {
  private final JsonParser parser;
  private final Problems problems;
  private final Decimal decimal = new Decimal();
  private String name = "";

  JsonIn(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** Begins an object, or skips another value and answers false. */
  public boolean enterObject() {
    return enter(JsonToken.START_OBJECT);
  }

  /** Begins an array, or skips another value and answers false. */
  public boolean enterArray() {
    return enter(JsonToken.START_ARRAY);
  }

  private boolean enter(JsonToken start) {
    if (parser.currentToken() == start) {
      return true;
    }
    skip();
    return false;
  }

  /** Goes to the value of the next member; false at the end of the object. */
  public boolean nextName() {
    String next = parser.nextName();
    if (next == null) {
      if (parser.currentToken() == null) {
        throw ended();
      }
      return false;
    }
    name = next;
    parser.nextToken();
    return true;
  }

  /** Goes to the next element; false at the end of the array. */
  public boolean nextElement() {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw ended();
    }
    return token != JsonToken.END_ARRAY;
  }

  private tools.jackson.core.exc.UnexpectedEndOfInputException ended() {
    return new tools.jackson.core.exc.UnexpectedEndOfInputException(
        parser, JsonToken.NOT_AVAILABLE, "the input ends here");
  }

  /** Name of the member whose value is next. */
  public String name() {
    return name;
  }

  /** Skips the value. */
  public void skip() {
    parser.skipChildren();
  }

  /** Whether the value is a text. */
  public boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether the value is an object. */
  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether the value is an array. */
  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** Whether the value is a number. */
  public boolean isNumber() {
    return parser.currentToken().isNumeric();
  }

  /** The text, or {@code other} for another value; numbers are texts too. */
  public String text(String other) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      return parser.getString();
    }
    skip();
    return other;
  }

  /** 1 for true, 0 for false, {@link Ids#NONE} for another value. */
  public int truth() {
    JsonToken token = parser.currentToken();
    skip();
    return token == JsonToken.VALUE_TRUE ? 1 : token == JsonToken.VALUE_FALSE ? 0 : Ids.NONE;
  }

  /** A whole number, or {@link Ids#ABSENT} for another value. */
  public long whole() {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      try {
        return parser.getLongValue();
      } catch (InputCoercionException e) {
        return Ids.ABSENT;
      }
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT) { // some writers print 3.0
      Decimal number = number();
      return number == null || number.exponent() < 0 ? Ids.ABSENT : number.scaled(0);
    }
    skip();
    return Ids.ABSENT;
  }

  /** A row or an index: {@link Ids#NONE} for null, for what is no index and for other values. */
  public int index() {
    long value = whole();
    return value < 0 || value > Integer.MAX_VALUE ? Ids.NONE : (int) value;
  }

  /** A number, or null for another value; valid until the next call. */
  public @org.jspecify.annotations.Nullable Decimal number() {
    if (!parser.currentToken().isNumeric()) {
      skip();
      return null;
    }
    char[] text = parser.getStringCharacters();
    int from = parser.getStringOffset();
    if (!decimal.read(text, from, from + parser.getStringLength())) {
      return null;
    }
    if (decimal.rounded()) {
      problems.add(ProblemCode.TIME_ROUNDED, offset());
    }
    return decimal;
  }

  /** Offset in the input of the current token. */
  public long offset() {
    return Math.max(-1, parser.currentTokenLocation().getByteOffset());
  }
}
