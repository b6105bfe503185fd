package dev.plumb.importers.json;

import dev.plumb.importers.PullSession;
import dev.plumb.importers.records.Counted;
import dev.plumb.trace.Problem;
import dev.plumb.trace.ProblemCode;
import dev.plumb.trace.TraceBuilder;
import dev.plumb.trace.UnreadableInputException;
import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads one JSON document token by token. Damage ends the reading; what was read is kept and the
 * place is told.
 */
public abstract class JsonSession extends PullSession {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1000)
                  .maxStringLength(16 << 20)
                  .maxNameLength(1 << 16)
                  .maxNumberLength(1000)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** Where the rows go. */
  protected final TraceBuilder out;

  private boolean ended;

  protected JsonSession(TraceBuilder out) {
    this.out = out;
  }

  /** Reads the value at whose first token {@code in} stands, and stands at its last then. */
  protected abstract void document(JsonIn in);

  /** Called when all is read, or as much as there is; whether anything can be used. */
  protected abstract boolean complete();

  @Override
  protected final void read(InputStream stream) throws IOException {
    Counted counted = new Counted(stream);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), counted)) {
      tokens(parser);
    }
    counted.drain();
    out.setBytes(counted.count());
    boolean usable = complete();
    if (!usable && out.problems().list().stream().anyMatch(JsonSession::isLoss)) {
      throw new UnreadableInputException(
          out.name(),
          firstLoss(),
          ended ? "the profile holds nothing that can be used" : "the JSON is damaged",
          "Let the profiler finish writing, then copy the file again.");
    }
  }

  private static boolean isLoss(Problem problem) {
    return problem.severity() == ProblemCode.TEXT_TRUNCATED.severity();
  }

  private long firstLoss() {
    return out.problems().list().stream()
        .filter(JsonSession::isLoss)
        .mapToLong(Problem::firstOffset)
        .findFirst()
        .orElse(-1);
  }

  private void tokens(JsonParser parser) {
    try {
      if (parser.nextToken() == null) {
        return;
      }
      document(new JsonIn(parser, out.problems()));
    } catch (StreamConstraintsException e) {
      out.problems().add(ProblemCode.EVENT_BROKEN, offset(parser), "a value beyond all measure");
      return;
    } catch (JacksonException e) {
      boolean cut = e instanceof tools.jackson.core.exc.UnexpectedEndOfInputException;
      out.problems()
          .add(cut ? ProblemCode.TEXT_TRUNCATED : ProblemCode.EVENT_BROKEN, offset(parser));
      return;
    }
    ended = true;
    after(parser);
  }

  private void after(JsonParser parser) {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
    } catch (JacksonException e) {
      // Whatever it is, it is not white space.
    }
    out.problems().add(ProblemCode.TEXT_AFTER_END, offset(parser));
  }

  private static long offset(JsonParser parser) {
    return Math.max(-1, parser.currentLocation().getByteOffset());
  }
}
