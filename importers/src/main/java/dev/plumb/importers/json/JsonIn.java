package dev.plumb.importers.json;

import dev.plumb.importers.records.Decimal;
import dev.plumb.trace.Ids;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/** Walks JSON. */
public final class JsonIn implements ValueIn {
  private final JsonParser parser;
  private final Problems problems;
  private final Decimal decimal = new Decimal();
  private String name = "";

  JsonIn(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  @Override
  public boolean enterObject() {
    return enter(JsonToken.START_OBJECT);
  }

  @Override
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

  @Override
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

  @Override
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

  @Override
  public String name() {
    return name;
  }

  @Override
  public void skip() {
    parser.skipChildren();
  }

  /** Whether the value is a text. */
  public boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  @Override
  public boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Whether the value is an array. */
  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  @Override
  public boolean isNumber() {
    return parser.currentToken().isNumeric();
  }

  @Override
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

  @Override
  public @Nullable Decimal number() {
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

  @Override
  public long offset() {
    return Math.max(-1, parser.currentTokenLocation().getByteOffset());
  }
}
