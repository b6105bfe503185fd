package dev.plumb.importers.json;

import dev.plumb.importers.records.Counted;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.Problems;
import dev.plumb.trace.TraceBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

/** Streaming JSON: within limits, and damage is counted where it is. */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(400)
                  .maxStringLength(16 << 20)
                  .build())
          .build();

  private Json() {}

  /**
   * Lets {@code reader} read a document; what it read before damage stays. The whole input is
   * taken, and counted.
   */
  public static void read(TraceBuilder out, InputStream in, Consumer<JsonParser> reader)
      throws IOException {
    Counted counted = new Counted(in);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), counted)) {
      reader.accept(parser);
    } catch (UnexpectedEndOfInputException e) {
      out.problems().add(ProblemCode.TEXT_TRUNCATED, offset(e));
    } catch (JacksonException e) {
      out.problems().add(ProblemCode.TEXT_DAMAGED, offset(e));
    }
    counted.drain();
    out.setBytes(counted.count());
  }

  /** A text member of a small object; "" if it has none, or is none. */
  public static String member(String object, String wanted) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), object)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "";
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals(wanted);
        if (parser.nextToken() == JsonToken.VALUE_STRING && found) {
          return parser.getString();
        }
        parser.skipChildren();
      }
    } catch (JacksonException e) {
      return ""; // it only adds to what is known
    }
    return "";
  }

  private static long offset(JacksonException e) {
    return e.getLocation() == null
        ? Problems.NO_OFFSET
        : Math.max(Problems.NO_OFFSET, e.getLocation().getByteOffset());
  }
}
